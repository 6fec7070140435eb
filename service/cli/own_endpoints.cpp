// SPDX-License-Identifier: MIT
#include "service/cli/own_endpoints.hpp"

#include "common/names.hpp"
#include "common/number.hpp"
#include "common/text.hpp"
#include "service/agent/user_settings.hpp"
#include "service/cli/table.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using agent::FileBytes;
using agent::FileChange;
using config::NewEndpoint;

constexpr std::string_view c_new_file =
    "# Endpoints that Mirrorwatch watches for you alone, beside those of the whole machine. What else can "
    "be\n"
    "# said of one stands in %ProgramData%\\Mirrorwatch\\mirrorwatch.toml; \"mirrorwatch settings check\" "
    "tells\n"
    "# what is wrong in here. A change counts at once.\n";

bool is_here(const EndpointSpec& spec) {
    return spec.kind != EndpointKind::Dns && (spec.host == "127.0.0.1" || spec.host == "localhost");
}

/// "git.corp.example", "db.corp:5432", "port 8080"
std::string name_for(const EndpointSpec& spec) {
    if (is_here(spec)) {
        return "port " + std::to_string(spec.port);
    }
    const bool is_usual = spec.port == 0 || (spec.kind == EndpointKind::Http && spec.port == 80) ||
                          (spec.kind == EndpointKind::Https && spec.port == 443);
    return spec.host + (is_usual ? "" : ":" + std::to_string(spec.port));
}

/// Why it cannot have its name; empty: it can.
std::string trouble_with_name(const std::string& name, const config::Names& own, const config::Names& taken) {
    constexpr const char* c_otherwise = "; choose another one by --name";
    const auto place = [](const config::ConfigError& at) {
        return at.file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    };
    if (const auto found = own.find(name); found != own.end()) {
        return "you have an endpoint " + in_quotes(name) + " already, at " + place(found->second) +
               c_otherwise;
    }
    if (const auto found = taken.find(name); found != taken.end()) {
        return "this machine has an endpoint " + in_quotes(name) + " for all its users, at " +
               place(found->second) + c_otherwise;
    }
    return {};
}

Result<std::string> with(const std::string& text, const std::string& path, const NewEndpoint& endpoint,
                         const config::Names& taken) {
    const auto own = config::check_user_settings(text, path, taken);
    if (const std::string trouble = trouble_with_name(endpoint.name, own.names, taken); !trouble.empty()) {
        return Error{trouble};
    }
    return config::add_endpoint(text, path, endpoint, taken);
}

std::string reason_of(const std::vector<NewEndpoint>& endpoints) {
    std::vector<std::string> names;
    names.reserve(endpoints.size());
    for (const NewEndpoint& endpoint : endpoints) {
        names.push_back("\"" + endpoint.name + "\"");
    }
    return "add " + text::list_of(names);
}

/// The way back of a way back is what was done first.
std::string reason_of_undo(const std::string& reason) {
    constexpr std::string_view c_undo = "undo ";
    return reason.starts_with(c_undo) ? reason.substr(c_undo.size()) : std::string{c_undo} + reason;
}

/// Why there is no such endpoint of the user's; empty: there may be one.
std::string trouble_with_removal(const std::string& name,
                                 const config::Checked<std::vector<EndpointSpec>>& own,
                                 const config::Names& taken, const std::string& path) {
    if (own.names.contains(name) || (own.names.empty() && !own.errors.empty())) {
        return {};
    }
    if (const auto found = taken.find(name); found != taken.end()) {
        return in_quotes(name) + " is not one of your own: all users of this machine have it, by " +
               found->second.file + ", which only an administrator can change";
    }
    if (own.names.empty()) {
        return "you have no endpoints of your own in " + path;
    }
    std::vector<std::string_view> known;
    for (const auto& [known_name, place] : own.names) {
        known.push_back(known_name);
    }
    return unknown_word("endpoint of yours", name, known);
}

/// The newest change of ours that is to be seen. After a kill before its end, or somebody's own way back, the
/// file may be what it was before the newest.
Result<agent::Backup> newest_change(const FileBytes& now, agent::Ports& ports) {
    const auto backups = agent::all_backups(ports.history);
    if (!backups) {
        return backups.error();
    }
    for (const agent::FoundBackup& found : *backups) {
        if (!found.backup || found.backup->original != now) {
            return found.backup;
        }
    }
    return Error{"Mirrorwatch has changed nothing in " + ports.config.path() + " that it could take back"};
}

} // namespace

std::string url_of(const std::string& word) {
    if (word.empty() || word.find_first_not_of("0123456789") != std::string::npos) {
        return word;
    }
    const auto port = port_from(word);
    if (!port) {
        throw UsageError("\"" + word + "\" is no port: those are 1 to 65535");
    }
    return "tcp://127.0.0.1:" + std::to_string(*port);
}

NewEndpoint endpoint_wished(const Given& given) {
    const std::string url = url_of(given.text("URL|PORT"));
    const auto spec = config::endpoint_at(url);
    if (!spec) {
        throw UsageError("the address " + spec.error().message +
                         "; or name the port of a server in WSL, such as 8080");
    }
    const auto from = value_named<EndpointFrom>(given.text("from"));
    const auto when = value_named<EndpointWhen>(given.text("when"));
    return {given.text_or("name", name_for(*spec)), url,
            from.value_or(is_here(*spec) ? EndpointFrom::Windows : EndpointFrom::Both),
            when.value_or(EndpointWhen::Always)};
}

std::vector<NewEndpoint> as_new(const std::vector<agent::Proposal>& proposals) {
    std::vector<NewEndpoint> endpoints;
    for (const agent::Proposal& proposal : proposals) {
        std::string remark = proposal.reason; // one line
        std::erase_if(remark, [](unsigned char c) { return c < ' ' || c == 0x7f; });
        endpoints.push_back({proposal.name, proposal.url, EndpointFrom::Both, EndpointWhen::Always, remark});
    }
    return endpoints;
}

Result<FileChange> add_own(const std::vector<NewEndpoint>& endpoints, const config::Names& taken,
                           agent::Ports& ports) {
    const std::string path = ports.config.path();
    const auto plan = [&](const FileBytes& now) -> Result<FileChange> {
        std::string text = now.value_or(std::string{c_new_file});
        for (const NewEndpoint& endpoint : endpoints) {
            auto next = with(text, path, endpoint, taken);
            if (!next) {
                return next.error();
            }
            text = std::move(*next);
        }
        if (text.size() > agent::c_largest_settings) {
            return Error{path + " would be larger than 400 KiB, which is no size for such a file"};
        }
        return FileChange{now, std::move(text), {}, reason_of(endpoints)};
    };
    return agent::change_config(plan, false, ports);
}

Result<FileChange> remove_own(const std::string& name, const config::Names& taken, agent::Ports& ports) {
    const std::string path = ports.config.path();
    const auto plan = [&](const FileBytes& now) -> Result<FileChange> {
        const std::string text = now.value_or("");
        const auto own = config::check_user_settings(text, path, taken);
        if (const std::string trouble = trouble_with_removal(name, own, taken, path); !trouble.empty()) {
            return Error{trouble};
        }
        auto left = config::remove_endpoint(text, path, name);
        if (!left) {
            return left.error();
        }
        return FileChange{now, std::move(*left), {}, "remove \"" + name + "\""};
    };
    return agent::change_config(plan, false, ports);
}

Result<TakenBack> undo_own(agent::Ports& ports) {
    std::string what;
    const auto plan = [&](const FileBytes& now) -> Result<FileChange> {
        const auto newest = newest_change(now, ports);
        if (!newest) {
            return newest.error();
        }
        const agent::BackupEntry& entry = newest->note.entry;
        if (entry.after_sha256 != agent::digest_of(now)) {
            return Error{ports.config.path() + " has changed since Mirrorwatch wrote to it (" + entry.reason +
                         ", " + entry.time +
                         "), so it was left alone; to take one endpoint out: mirrorwatch "
                         "endpoints remove NAME"};
        }
        what = entry.reason;
        return FileChange{now, newest->original, {}, reason_of_undo(entry.reason)};
    };
    auto change = agent::change_config(plan, false, ports);
    return change ? Result<TakenBack>{TakenBack{std::move(what), std::move(*change)}}
                  : Result<TakenBack>{change.error()};
}

} // namespace mirrorwatch::cli
