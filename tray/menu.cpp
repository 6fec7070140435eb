// SPDX-License-Identifier: MIT
#include "tray/present.hpp"

namespace mirrorwatch::tray {
namespace {

constexpr std::uint32_t c_morning = 6 * 60; // minutes after midnight
constexpr std::uint32_t c_day = 24 * 60;

MenuItem pause_item(bool enabled) {
    MenuItem item{Command::Pause, "&Pause", enabled, false, true};
    item.submenu = {{Command::PauseAnHour, "For an &hour"},
                    {Command::PauseUntilMorning, "Until &tomorrow, 6:00"},
                    {Command::Pause, "Until I &resume"}};
    return item;
}

} // namespace

std::vector<MenuItem> menu_for(const std::optional<Snapshot>& now) {
    const bool is_paused = now && now->paused;
    return {{Command::Status, "&Status…", true, true, false},
            {Command::RollBack, "&Rollback to NAT…", now && now->can_roll_back, false, true},
            {Command::Restore, "Restore &mirrored…", now && now->can_restore, false, false},
            is_paused ? MenuItem{Command::Resume, "R&esume", true, false, true} : pause_item(now.has_value()),
            {Command::Exit, "E&xit", true, false, true}};
}

std::uint32_t minutes_until_morning(std::uint32_t hour, std::uint32_t minute) {
    const std::uint32_t now = hour * 60 + minute;
    return now < c_morning ? c_morning - now : c_day - now + c_morning;
}

} // namespace mirrorwatch::tray
