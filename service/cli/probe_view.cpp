// SPDX-License-Identifier: MIT
#include "service/cli/probe_view.hpp"

#include "common/ascii.hpp"
#include "common/masked.hpp"
#include "common/names.hpp"
#include "common/text.hpp"
#include "common/utc.hpp"
#include "config/parse.hpp"
#include "service/cli/own_endpoints.hpp"
#include "service/cli/table.hpp"
#include "service/decide/endpoints/schedule.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

namespace json = boost::json;

json::object value_of(const ProbeRow& row) {
    const ProbeResult& result = row.result;
    json::object value{{"name", row.endpoint.name},       {"address", shown_address(row.endpoint)},
                       {"vantage", name_of(row.vantage)}, {"ok", result.ok},
                       {"skipped", row.skipped},          {"failed", name_of(result.failed)},
                       {"error", result.error},           {"latency_ms", result.latency.count()},
                       {"certificate_expires", nullptr},  {"distro", row.distro}};
    if (result.certificate_expires) {
        value["certificate_expires"] = to_iso(*result.certificate_expires);
    }
    return value;
}

std::string document(std::string_view name, json::array list) {
    return json::serialize(json::object{{"version", 1}, {name, std::move(list)}}) + "\n";
}

std::string detail_of(const ProbeRow& row, const UtcOffset& offset) {
    if (row.result.ok && row.result.certificate_expires) {
        return "certificate until " + local_date(*row.result.certificate_expires, offset);
    }
    return row.result.error;
}

json::object value_of(const ConfiguredEndpoint& one) {
    const EndpointSpec& endpoint = one.endpoint;
    return {{"name", endpoint.name},
            {"kind", name_of(endpoint.kind)},
            {"address", shown_address(endpoint)},
            {"from", name_of(endpoint.from)},
            {"when", name_of(endpoint.when)},
            {"group", endpoint.group},
            {"enabled", endpoint.enabled},
            {"required", endpoint.required},
            {"interval_ms", endpoint.interval.count()},
            {"timeout_ms", endpoint.timeout.count()},
            {"runs_in", runs_in(endpoint)},
            {"source", one.is_users ? "user" : "machine"}};
}

json::object value_of(const EndpointFile& file) {
    return {{"path", file.path},
            {"source", file.is_users ? "user" : "machine"},
            {"exists", file.exists},
            {"writable", file.can_write}};
}

} // namespace

Result<EndpointSpec> endpoint_for(const std::string& word, const std::vector<EndpointSpec>& configured) {
    for (const EndpointSpec& endpoint : configured) {
        if (equal_ignoring_case(endpoint.name, word)) {
            return endpoint;
        }
    }
    const std::string url = url_of(word);
    if (url.find("://") == std::string::npos) {
        std::vector<std::string_view> names;
        names.reserve(configured.size());
        for (const EndpointSpec& endpoint : configured) {
            names.push_back(endpoint.name);
        }
        return Error{names.empty()
                         ? "no endpoint is configured; give an address such as http://127.0.0.1:8080/"
                         : unknown_word("endpoint", word, names)};
    }
    auto endpoint = config::endpoint_at(url);
    if (!endpoint) {
        return Error{"the address " + endpoint.error().message};
    }
    endpoint->name = shown_address(*endpoint); // what was typed may have a secret in it
    endpoint->from = EndpointFrom::Both;
    return endpoint;
}

std::string probe_table(const std::vector<ProbeRow>& rows, const UtcOffset& offset) {
    std::vector<Row> lines{{"ENDPOINT", "ADDRESS", "FROM", "RESULT", "TIME", "DETAIL"}};
    for (const ProbeRow& row : rows) {
        const std::string from = row.vantage == Vantage::Windows ? "Windows"
                                 : row.distro.empty()            ? "WSL"
                                                                 : row.distro;
        const std::string time = row.result.ok ? text::duration(row.result.latency) : std::string{};
        lines.push_back({row.endpoint.name, shown_address(row.endpoint), from,
                         row.skipped     ? "skipped"
                         : row.result.ok ? "ok"
                                         : "failed",
                         time, detail_of(row, offset)});
    }
    return table(lines);
}

std::string probe_json(const std::vector<ProbeRow>& rows) {
    json::array list;
    for (const ProbeRow& row : rows) {
        list.emplace_back(value_of(row));
    }
    return document("results", std::move(list));
}

std::string runs_in(const EndpointSpec& endpoint) {
    const bool from_windows =
        is_asked_from(endpoint.from, Vantage::Windows) && endpoint.kind != EndpointKind::WslNetwork;
    const bool from_wsl =
        is_asked_from(endpoint.from, Vantage::Wsl) || endpoint.kind == EndpointKind::WslNetwork;
    const UserId user;
    const auto runs_as_user = [&](const std::vector<UserId>& with_proxy) {
        return decide::asker_of(endpoint, user, with_proxy).user.has_value();
    };
    const std::string windows = runs_as_user({})       ? "user's prober"
                                : runs_as_user({user}) ? "service, or the user's prober, if there is a proxy"
                                                       : "service";
    return from_windows && from_wsl ? windows + "; WSL" : from_windows ? windows : "WSL";
}

std::string endpoints_table(const std::vector<ConfiguredEndpoint>& endpoints) {
    std::vector<Row> lines{{"ENDPOINT", "ADDRESS", "FROM", "WHEN", "INTERVAL", "RUNS IN", "NOTES"}};
    for (const ConfiguredEndpoint& one : endpoints) {
        const EndpointSpec& endpoint = one.endpoint;
        std::vector<std::string> notes;
        if (!endpoint.enabled) {
            notes.emplace_back("not enabled");
        }
        if (!endpoint.required) {
            notes.emplace_back("not required");
        }
        if (one.is_users) {
            notes.emplace_back("your own");
        }
        std::string note;
        for (const std::string& part : notes) {
            note += (note.empty() ? "" : ", ") + part;
        }
        lines.push_back({endpoint.name, shown_address(endpoint), std::string{name_of(endpoint.from)},
                         std::string{name_of(endpoint.when)}, text::duration(endpoint.interval),
                         runs_in(endpoint), note});
    }
    return table(lines);
}

std::string endpoints_json(const std::vector<ConfiguredEndpoint>& endpoints,
                           const std::vector<EndpointFile>& files) {
    json::array list;
    for (const ConfiguredEndpoint& one : endpoints) {
        list.emplace_back(value_of(one));
    }
    json::array places;
    for (const EndpointFile& file : files) {
        places.emplace_back(value_of(file));
    }
    return json::serialize(
               json::object{{"version", 1}, {"endpoints", std::move(list)}, {"files", std::move(places)}}) +
           "\n";
}

std::vector<EndpointSpec> specs_of(const std::vector<ConfiguredEndpoint>& endpoints) {
    std::vector<EndpointSpec> specs;
    specs.reserve(endpoints.size());
    for (const ConfiguredEndpoint& one : endpoints) {
        specs.push_back(one.endpoint);
    }
    return specs;
}

std::vector<agent::Proposal> not_watched(const std::vector<agent::Proposal>& proposals,
                                         const std::vector<EndpointSpec>& configured) {
    std::vector<agent::Proposal> left;
    std::ranges::copy_if(proposals, std::back_inserter(left), [&](const agent::Proposal& proposal) {
        const auto at = config::endpoint_at(proposal.url);
        return std::ranges::none_of(configured, [&](const EndpointSpec& endpoint) {
            const bool here = endpoint.host == "127.0.0.1" || equal_ignoring_case(endpoint.host, "localhost");
            return at && here && endpoint.port == at->port;
        });
    });
    return left;
}

std::string proposals_toml(const std::vector<agent::Proposal>& left) {
    if (left.empty()) {
        return "# Nothing listens in WSL that is worth watching and not watched yet.\n";
    }
    std::string toml = "# To watch all of these: mirrorwatch endpoints propose --add\n"
                       "# To watch one: put it into %LocalAppData%\\Mirrorwatch\\mirrorwatch.toml.\n";
    for (const config::NewEndpoint& endpoint : as_new(left)) {
        toml += "\n" + config::toml_of(endpoint);
    }
    return toml;
}

std::string proposals_json(const std::vector<agent::Proposal>& left) {
    json::array list;
    for (const agent::Proposal& proposal : left) {
        list.emplace_back(
            json::object{{"name", proposal.name}, {"url", proposal.url}, {"reason", proposal.reason}});
    }
    return document("proposals", std::move(list));
}

} // namespace mirrorwatch::cli
