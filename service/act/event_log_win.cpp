// SPDX-License-Identifier: MIT
#include "service/act/event_log_win.hpp"

#include "common/text_win.hpp"
#include "common/utf8.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mirrorwatch::act {
namespace {

constexpr std::size_t c_longest = 30'000; // bytes; Windows takes 31,839 characters

WORD code_of(EventType type) {
    switch (type) {
    case EventType::Information:
        return EVENTLOG_INFORMATION_TYPE;
    case EventType::Warning:
        return EVENTLOG_WARNING_TYPE;
    case EventType::Error:
        break;
    }
    return EVENTLOG_ERROR_TYPE;
}

} // namespace

EventLogCalls windows_event_log() {
    return {[](const wchar_t* source) { return RegisterEventSourceW(nullptr, source); },
            [](HANDLE log, WORD type, DWORD id, const std::vector<const wchar_t*>& strings) {
                const auto count = static_cast<WORD>(strings.size());
                auto* texts = const_cast<const wchar_t**>(strings.data());
                return ReportEventW(log, type, 0, id, nullptr, count, 0, texts, nullptr) != 0;
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

void EventLog::write(const EventEntry& event) const {
    if (log_ == nullptr) {
        return;
    }
    std::vector<std::wstring> texts;
    std::ranges::transform(event.strings, std::back_inserter(texts),
                           [](const std::string& text) { return widen(shortened(text, c_longest)); });
    std::vector<const wchar_t*> strings;
    std::ranges::transform(texts, std::back_inserter(strings), &std::wstring::c_str);
    calls_.report(log_, code_of(event.type), static_cast<DWORD>(event.id), strings);
}

void EventLog::write(WindowsEvent event, const std::string& sentence) const {
    write({event, type_of(event), {sentence, "-", "-", "-"}});
}

} // namespace mirrorwatch::act
