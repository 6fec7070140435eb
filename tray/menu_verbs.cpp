// SPDX-License-Identifier: MIT
#include "tray/menu.hpp"

namespace mirrorwatch::tray {
namespace {

constexpr std::uint32_t c_an_hour = 60; // minutes
constexpr std::uint32_t c_until_resumed = 0;

} // namespace

std::optional<protocol::Verb> verb_of(const MenuItem& item, std::uint32_t minutes_until_morning) {
    switch (item.command) {
    case Command::Exclude:
        return protocol::ExcludeVpn{item.about, false};
    case Command::Include:
    case Command::AskAgain:
        return protocol::IncludeVpn{item.about, false};
    case Command::NeverAsk:
        return protocol::IncludeVpn{item.about, true};
    case Command::PauseAnHour:
        return protocol::Pause{c_an_hour};
    case Command::PauseUntilMorning:
        return protocol::Pause{minutes_until_morning};
    case Command::Pause:
        return protocol::Pause{c_until_resumed};
    case Command::Resume:
        return protocol::Resume{};
    default:
        return std::nullopt;
    }
}

} // namespace mirrorwatch::tray
