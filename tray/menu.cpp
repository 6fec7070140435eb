// SPDX-License-Identifier: MIT
#include "tray/menu.hpp"

#include "common/translated.hpp"
#include "tray/present.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::translated;

constexpr std::size_t c_headline_units = 80; // a menu as wide as that is still read at one glance

MenuItem headline_item(const std::optional<Snapshot>& now, ServiceState service) {
    const std::string headline = now ? headline_for(*now) : std::string{sentence_of(service)};
    return {Command::None, menu_text(shortened(headline, c_headline_units)), false};
}

MenuItem pause_item(const std::optional<Snapshot>& now, ServiceState service) {
    MenuItem item{Command::None, std::string{translated("&Pause")}, true, false, true};
    item.submenu = {{Command::PauseAnHour, std::string{translated("For an &hour")}},
                    {Command::PauseUntilMorning, std::string{translated("Until &tomorrow, 6:00")}},
                    {Command::Pause, std::string{translated("Until I &resume")}}};
    if (!now) {
        item.submenu.clear();
        make_grey(item, reason_of(service));
    }
    return item;
}

/// What is about the networks, between Status… and the rollback.
void add_networks(std::vector<MenuItem>& items, const Snapshot& now) {
    if (now.offer) {
        items.push_back({Command::Answer, std::string{translated("&Answer the open question…")}});
    }
    items.push_back(watched_item(now));
    for (MenuItem& vpn : vpn_items(now)) {
        items.push_back(std::move(vpn));
    }
}

} // namespace

std::vector<MenuItem> menu_for(const std::optional<Snapshot>& now, ServiceState service) {
    std::vector<MenuItem> items{headline_item(now, service),
                                {Command::Status, std::string{translated("&Status…")}, true, true, true}};
    if (now) {
        add_networks(items, *now);
    } else if (can_be_started(service)) {
        items.push_back({Command::StartService, std::string{translated("S&tart Mirrorwatch")}});
    }
    items.push_back(roll_back_item(now, service));
    items.push_back(virtioproxy_item(now, service));
    items.push_back(restore_item(now, service));
    items.push_back(now && now->paused
                        ? MenuItem{Command::Resume, std::string{translated("Res&ume")}, true, false, true}
                        : pause_item(now, service));
    items.push_back({Command::Settings, std::string{translated("S&ettings…")}, true, false, true});
    MenuItem copy{Command::CopyDiagnostics, std::string{translated("&Copy diagnostics")}};
    make_grey(copy, now ? "" : reason_of(service));
    items.push_back(std::move(copy));
    items.push_back({Command::Help, std::string{translated("&Help")}});
    items.push_back({Command::Exit, std::string{translated("E&xit")}, true, false, true});
    give_access_keys(items);
    return items;
}

} // namespace mirrorwatch::tray
