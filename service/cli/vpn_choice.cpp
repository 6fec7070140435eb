#include "service/cli/vpn_choice.hpp"

#include "common/ascii.hpp"
#include "common/nearest.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

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

} // namespace mirrorwatch::cli
