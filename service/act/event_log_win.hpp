// SPDX-License-Identifier: MIT
#pragma once

#include "common/finding.hpp"

#include <windows.h>

#include <functional>
#include <string>
#include <vector>

namespace mirrorwatch::act {

/// The event log as we use it; a test fills it.
struct EventLogCalls {
    std::function<HANDLE(const wchar_t* source)> open;
    std::function<bool(HANDLE log, WORD type, DWORD id, const wchar_t* text)> report;
    std::function<void(HANDLE log)> close;
};

[[nodiscard]] EventLogCalls windows_event_log();

/// The source "Mirrorwatch" in the event log "Application". An event's id is 1000 plus the number of its
/// sentence's code; its one string is the sentence and its evidence, a line each. Without an event log
/// nothing happens.
class EventLog {
public:
    explicit EventLog(EventLogCalls calls);
    ~EventLog();
    EventLog(const EventLog&) = delete;
    EventLog& operator=(const EventLog&) = delete;

    void warn(const Message& sentence, const std::vector<std::string>& evidence) const;

private:
    EventLogCalls calls_;
    HANDLE log_;
};

} // namespace mirrorwatch::act
