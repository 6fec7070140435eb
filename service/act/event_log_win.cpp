// SPDX-License-Identifier: MIT
#include "service/act/event_log_win.hpp"

#include "common/text.hpp"
#include "common/text_win.hpp"

#include <utility>

namespace mirrorwatch::act {

EventLogCalls windows_event_log() {
    return {[](const wchar_t* source) { return RegisterEventSourceW(nullptr, source); },
            [](HANDLE log, WORD type, DWORD id, const wchar_t* text) {
                return ReportEventW(log, type, 0, id, nullptr, 1, 0, &text, nullptr) != 0;
            },
            [](HANDLE log) { DeregisterEventSource(log); }};
}

EventLog::EventLog(EventLogCalls calls)
    : calls_(std::move(calls))
    , log_(calls_.open(L"Mirrorwatch")) {}

EventLog::~EventLog() {
    if (log_ != nullptr) {
        calls_.close(log_);
    }
}

void EventLog::warn(const Message& sentence, const std::vector<std::string>& evidence) const {
    if (log_ == nullptr) {
        return;
    }
    std::string lines = text::to_text(sentence);
    for (const std::string& line : evidence) {
        lines += "\r\n" + line;
    }
    calls_.report(log_, EVENTLOG_WARNING_TYPE, 1000 + static_cast<DWORD>(sentence.code),
                  widen(lines).c_str());
}

} // namespace mirrorwatch::act
