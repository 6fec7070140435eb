// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/text.hpp"
#include "tray/menu.hpp"
#include "tray/remedies.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

std::string called(const VpnView& vpn) {
    return vpn.client.empty() ? vpn.name : vpn.client;
}

Preference preference_for(const VpnView& vpn, const Snapshot& now) {
    const auto found =
        std::find_if(now.preferences.begin(), now.preferences.end(), [&](const VpnPreference& preference) {
            return equal_ignoring_case(preference.vpn, called(vpn));
        });
    return found == now.preferences.end() ? Preference::Ask : found->preference;
}

std::string_view state_of(const VpnView& vpn) {
    if (vpn.excluded) {
        return "excluded from WSL";
    }
    switch (vpn.kind) {
    case VpnKind::Adapter:
        return "connected";
    case VpnKind::Service:
        return "runs";
    case VpnKind::TakeOver:
        break;
    }
    return "seen";
}

std::string why_not_exclude(const VpnView& vpn, const Snapshot& now) {
    if (vpn.kind != VpnKind::Adapter) {
        return "it has no adapter of its own";
    }
    if (!now.wsl_running) {
        return "WSL does not run";
    }
    if (now.effective != NetworkingMode::Mirrored) {
        return now.effective == NetworkingMode::Unknown
                   ? "WSL's mode is not known yet"
                   : "WSL is in " + std::string{text::label(now.effective)} +
                         " mode, where no VPN is mirrored";
    }
    return is_under_way(now) || remedy_about_wsl(now) != nullptr ? "something else is under way" : "";
}

MenuItem exclude_item(const VpnView& vpn, const Snapshot& now) {
    if (vpn.excluded) {
        return {Command::Include, "&Include again"};
    }
    MenuItem item{Command::Exclude, "&Exclude from WSL"};
    make_grey(item, why_not_exclude(vpn, now));
    return item;
}

MenuItem ask_item(const VpnView& vpn, const Snapshot& now) {
    return preference_for(vpn, now) == Preference::NeverAsk
               ? MenuItem{Command::AskAgain, "&Ask about it again"}
               : MenuItem{Command::NeverAsk,
                          vpn.excluded ? "Include again, and &never ask about it" : "&Never ask about it"};
}

MenuItem item_of(const VpnView& vpn, const Snapshot& now) {
    MenuItem item{Command::None, menu_text(called(vpn)) + "\t" + std::string{state_of(vpn)}};
    item.submenu = {exclude_item(vpn, now), ask_item(vpn, now)};
    for (MenuItem& inner : item.submenu) {
        inner.about = vpn.name;
    }
    return item;
}

} // namespace

std::vector<MenuItem> vpn_items(const Snapshot& now) {
    std::vector<MenuItem> items;
    items.reserve(now.vpns.size());
    for (const VpnView& vpn : now.vpns) {
        items.push_back(item_of(vpn, now));
    }
    if (!items.empty()) {
        items.front().starts_a_group = true;
    }
    return items;
}

} // namespace mirrorwatch::tray
