// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/text.hpp"
#include "common/translated.hpp"
#include "tray/menu.hpp"
#include "tray/present.hpp"
#include "tray/remedies.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::translated;

Preference preference_for(const VpnView& vpn, const Snapshot& now) {
    const auto found =
        std::find_if(now.preferences.begin(), now.preferences.end(), [&](const VpnPreference& preference) {
            return equal_ignoring_case(preference.vpn, called(vpn));
        });
    return found == now.preferences.end() ? Preference::Ask : found->preference;
}

std::string_view state_of(const VpnView& vpn) {
    if (vpn.excluded) {
        return translated("excluded from WSL");
    }
    switch (vpn.kind) {
    case VpnKind::Adapter:
        return translated("connected");
    case VpnKind::Service:
        return translated("runs");
    case VpnKind::TakeOver:
        break;
    }
    return translated("seen");
}

MenuItem exclude_item(const VpnView& vpn, const Snapshot& now) {
    if (vpn.excluded) {
        return {Command::Include, std::string{translated("&Include again")}};
    }
    MenuItem item = &vpn == full_tunnel_in(now)
                        ? MenuItem{Command::AskToExclude, std::string{translated("&Exclude from WSL…")}}
                        : MenuItem{Command::Exclude, std::string{translated("&Exclude from WSL")}};
    make_grey(item, why_not_exclude(vpn, now));
    return item;
}

MenuItem ask_item(const VpnView& vpn, const Snapshot& now) {
    return preference_for(vpn, now) == Preference::NeverAsk
               ? MenuItem{Command::AskAgain, std::string{translated("&Ask about it again")}}
               : MenuItem{Command::NeverAsk,
                          std::string{vpn.excluded ? translated("Include again, and &never ask about it")
                                                   : translated("&Never ask about it")}};
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

std::string why_not_exclude(const VpnView& vpn, const Snapshot& now) {
    if (vpn.kind != VpnKind::Adapter) {
        return std::string{translated("it has no adapter of its own")};
    }
    if (!now.wsl_running) {
        return std::string{translated("WSL does not run")};
    }
    if (now.effective != NetworkingMode::Mirrored) {
        return now.effective == NetworkingMode::Unknown
                   ? std::string{translated("WSL's mode is not known yet")}
                   : translated("WSL is in {mode} mode, where no VPN is mirrored",
                                {{"mode", text::label(now.effective)}});
    }
    const bool is_busy = is_under_way(now) || remedy_about_wsl(now) != nullptr;
    return std::string{is_busy ? translated("something else is under way") : ""};
}

const VpnView* full_tunnel_in(const Snapshot& now) {
    const auto found =
        std::ranges::find_if(now.vpns, [](const VpnView& vpn) { return vpn.full_tunnel && !vpn.excluded; });
    return found == now.vpns.end() ? nullptr : &*found;
}

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
