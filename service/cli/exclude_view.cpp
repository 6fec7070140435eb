// SPDX-License-Identifier: MIT
#include "service/cli/exclude_view.hpp"

#include "common/ascii.hpp"
#include "common/nearest.hpp"
#include "common/text.hpp"
#include "service/cli/table.hpp"
#include "service/cli/vpn_view.hpp"
#include "service/decide/network/vpn.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using Names = std::vector<std::string>;

Names names_of_connected(const Snapshot& snapshot) {
    Names names;
    for (const VpnView& vpn : snapshot.vpns) {
        if (!vpn.client.empty()) {
            names.push_back(vpn.client);
        }
        names.push_back(vpn.name);
    }
    return names;
}

/// Spelled nearly so, or with the word in it; empty when there is none.
std::string near_to(const std::string& word, const Names& names) {
    Names low;
    for (const std::string& name : names) {
        low.push_back(lower(name));
    }
    const std::string wanted = lower(word);
    const std::vector<std::string_view> known{low.begin(), low.end()};
    const std::string_view near = nearest(wanted, known);
    const auto found = std::ranges::find_if(low, [&](const std::string& name) {
        return near.empty() ? !wanted.empty() && name.find(wanted) != std::string::npos : name == near;
    });
    return found == low.end() ? std::string{} : names[static_cast<std::size_t>(found - low.begin())];
}

std::string list_of_connected(const Snapshot& snapshot) {
    std::string list;
    for (const VpnView& vpn : snapshot.vpns) {
        list += (list.empty() ? "" : ", ") + (vpn.client.empty() ? vpn.name : vpn.client);
        list += vpn.client.empty() || vpn.client == vpn.name ? "" : " (" + vpn.name + ")";
    }
    return list.empty() ? "No VPN is connected." : "Connected: " + list + ".";
}

Result<std::string> chosen(const std::string& word, const Names& names, const Snapshot& snapshot) {
    const auto found =
        std::ranges::find_if(names, [&](const std::string& name) { return equal_ignoring_case(name, word); });
    if (found != names.end()) {
        return text_result(*found);
    }
    const std::string near = near_to(word, names);
    return Error{"unknown VPN \"" + word + "\"; " +
                 (near.empty() ? std::string{} : "did you mean \"" + near + "\"? ") +
                 list_of_connected(snapshot)};
}

const std::string c_warning =
    "Every WSL up to 2.9.4 answers the line with a warning (\"Expected '='\") at each "
    "start, and excludes nothing.\n";

bool is_of_client(const Adapter& adapter, const std::string& client, const AdapterTable& table,
                  const VpnRules& rules) {
    const auto verdict = decide::judge(adapter, rules, decide::circumstances_of(adapter, table));
    return !verdict.client.empty() && equal_ignoring_case(verdict.client, client);
}

std::vector<Adapter> adapters_of_client(const std::string& client, const AdapterTable& table,
                                        const VpnRules& rules) {
    std::vector<Adapter> found;
    std::ranges::copy_if(table.adapters, std::back_inserter(found),
                         [&](const Adapter& adapter) { return is_of_client(adapter, client, table, rules); });
    return found;
}

} // namespace

Result<std::string> vpn_to_exclude(const std::string& word, const Snapshot& snapshot) {
    return chosen(word, names_of_connected(snapshot), snapshot);
}

Result<std::string> vpn_to_include(const std::string& word, const Snapshot& snapshot) {
    Names names = names_of_connected(snapshot);
    for (const VpnPreference& preference : snapshot.preferences) {
        names.push_back(preference.vpn);
    }
    return chosen(word, names, snapshot);
}

Result<Adapter> adapter_meant(const std::string& word, const AdapterTable& table, const VpnRules& rules) {
    std::vector<Adapter> found = adapters_of_client(word, table, rules);
    if (found.empty()) {
        auto named = adapters_named(word, table.adapters);
        if (!named) {
            return named.error();
        }
        found = std::move(*named);
    }
    std::ranges::stable_partition(found, &Adapter::up);
    if (found.size() > 1 && found[0].up == found[1].up) {
        return Error{in_quotes(word) +
                     " is more than one adapter. Name one of them: " + in_quotes(found[0].friendly_name) +
                     ", " + in_quotes(found[1].friendly_name) + (found.size() > 2 ? ", …" : "")};
    }
    return std::move(found.front());
}

std::optional<std::string> excluded_name(const std::string& word, const std::vector<std::string>& names,
                                         const AdapterTable& table, const VpnRules& rules) {
    const auto meant = adapter_meant(word, table, rules);
    for (const std::string& name : names) {
        if (equal_ignoring_case(name, word) || (meant && equal_ignoring_case(name, meant->friendly_name))) {
            return name;
        }
    }
    return std::nullopt;
}

std::string exclusion_preview(const std::string& word, const std::string& adapter,
                              const agent::FileChange& change, const ChangedFile& file) {
    if (change.before == change.after) {
        return exclusion_words(adapter, change, file);
    }
    return "This adds " + in_quotes(adapter) + " to networkingMode.excludedInterfaces. " + c_warning +
           "WSL is not restarted.\n\n" + dry_run_words(change, file) +
           "\nTo do it: mirrorwatch vpn exclude \"" + word + "\" --method wslconfig --yes\n";
}

std::string exclusion_words(const std::string& adapter, const agent::FileChange& change,
                            const ChangedFile& file) {
    if (change.before == change.after) {
        return file.path + " excludes " + in_quotes(adapter) + " already. Nothing was written.\n";
    }
    return file.path + " excludes " + in_quotes(adapter) + " now." + backup_words(change, file) + "\n" +
           c_warning + when_it_counts(file) + "Whether it has an effect then: mirrorwatch vpn exclude " +
           in_quotes(adapter) + " --method wslconfig --verify\n";
}

std::string inclusion_words(const std::string& adapter, const agent::FileChange& change,
                            const ChangedFile& file) {
    if (change.before == change.after) {
        return file.path + " does not exclude " + in_quotes(adapter) + ". Nothing was written.\n";
    }
    const std::string done = change.after
                                 ? file.path + " does not exclude " + in_quotes(adapter) + " any more."
                                 : file.path + " is removed: there was none before.";
    return done + backup_words(change, file) + "\n" + when_it_counts(file);
}

std::string sight_words(const std::string& adapter, const agent::Sight& sight) {
    const std::string name = in_quotes(adapter);
    const std::string seen = "WSL mirrors " + name + " as " + sight.detail;
    switch (sight.mirroring) {
    case agent::Mirroring::WslStopped:
        return "WSL does not run now. Whether it mirrors " + name + " can only be seen while it does.\n";
    case agent::Mirroring::OtherMode:
        return "WSL runs with " + std::string{text::label(networking_mode_from(sight.detail))} +
               " networking now, and mirrors no adapter.\n";
    case agent::Mirroring::OlderWsl:
        return "WSL was started before the line was written, which counts from WSL's next start. Verify it "
               "then.\n";
    case agent::Mirroring::Mirrored:
        return "The line has no effect: WSL was started since, and " + seen.substr(4) +
               ".\nTo take it out again: mirrorwatch vpn include " + name +
               "\nWhat works at once: mirrorwatch vpn exclude " + name + " --method guest\n";
    case agent::Mirroring::MaybeOlder:
        return seen + ". When WSL was started is not known: if the line is older, it has no effect.\n";
    case agent::Mirroring::Absent:
        break;
    }
    return "WSL does not mirror " + name + ".\n";
}

} // namespace mirrorwatch::cli
