// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/action.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace mirrorwatch::act {

/// The events in Windows' log "Application", source "Mirrorwatch". Whoever collects them filters by these
/// numbers: none is ever changed or used for something else. events.mc has their texts.
enum class WindowsEvent : std::uint32_t {
    ServiceStarted = 1000,
    ServiceStopped = 1001,
    TroubleFound = 1010,
    RepairOffered = 1011,
    RepairBegun = 1020,
    RepairHelped = 1021,
    RepairDidNotHelp = 1022,
    RepairUndone = 1023,
    RepairGivenUp = 1024,
    SettingsRejected = 1030,
    ServiceHindered = 1040,
    ServiceCrashed = 1041,
    CallerRefused = 1050,
};

enum class EventType { Information, Warning, Error };

/// What is written: the id, and the strings that stand for %1 to %4 in its text, "-" where there is none: the
/// whole sentence in English, who it is about (an account, or a SID), what it is about (a VPN, a mode), and
/// what it rests on, a line each.
struct EventEntry {
    WindowsEvent id = WindowsEvent::TroubleFound;
    EventType type = EventType::Information;
    std::array<std::string, 4> strings;

    friend bool operator==(const EventEntry&, const EventEntry&) = default;
};

/// Nothing: it is of interest to its user only.
[[nodiscard]] std::optional<EventEntry> event_of(const decide::Record& record);

/// A program that was turned away from the pipe. `sid`: by its token; empty: not known. Both are shortened.
[[nodiscard]] EventEntry refusal_event(const std::string& sid, const std::string& reason);

[[nodiscard]] EventType type_of(WindowsEvent event);

} // namespace mirrorwatch::act
