// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/windows_events.hpp"

#include <windows.h>

#include <functional>
#include <string>
#include <vector>

namespace mirrorwatch::act {

/// The event log as we use it; a test fills it.
struct EventLogCalls {
    std::function<HANDLE(const wchar_t* source)> open;
    std::function<bool(HANDLE log, WORD type, DWORD id, const std::vector<const wchar_t*>& strings)> report;
    std::function<void(HANDLE log)> close;
};

[[nodiscard]] EventLogCalls windows_event_log();

/// The source "Mirrorwatch" in the event log "Application"; the program itself has the texts. Without an
/// event log nothing happens.
class EventLog {
public:
    explicit EventLog(EventLogCalls calls);
    ~EventLog();
    EventLog(const EventLog&) = delete;
    EventLog& operator=(const EventLog&) = delete;

    void write(const EventEntry& event) const;
    /// One that has only its sentence.
    void write(WindowsEvent event, const std::string& sentence) const;

private:
    EventLogCalls calls_;
    HANDLE log_;
};

} // namespace mirrorwatch::act
