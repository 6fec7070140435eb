// SPDX-License-Identifier: MIT
#include "service/sense/host/event_log_reader_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "service/sense/event_handle_win.hpp"
#include "service/sense/probes/time_left.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace mirrorwatch::sense {
namespace {

constexpr std::size_t c_at_once = 16;

std::optional<std::string> xml_of(EVT_HANDLE event) {
    std::wstring text(4096, L'\0');
    for (int attempt = 0; attempt < 2; ++attempt) {
        DWORD used = 0; // bytes
        DWORD properties = 0;
        const auto size = static_cast<DWORD>(text.size() * sizeof text[0]);
        if (EvtRender(nullptr, event, EvtRenderEventXml, size, text.data(), &used, &properties)) {
            return narrow(text.c_str());
        }
        if (GetLastError() != ERROR_INSUFFICIENT_BUFFER) {
            break;
        }
        text.resize(used / sizeof text[0] + 1);
    }
    return std::nullopt;
}

/// The next entries; none at the end.
Result<std::vector<EventHandle>> next(EVT_HANDLE results, Deadline deadline) {
    std::array<EVT_HANDLE, c_at_once> events{};
    DWORD count = 0;
    const bool more = EvtNext(results, static_cast<DWORD>(events.size()), events.data(),
                              milliseconds_left(deadline), 0, &count) != FALSE;
    if (!more && GetLastError() != ERROR_NO_MORE_ITEMS) {
        return Error{last_error_sentence("EvtNext")};
    }
    std::vector<EventHandle> owned;
    for (DWORD i = 0; more && i < count; ++i) {
        owned.emplace_back(events[i]);
    }
    return owned;
}

} // namespace

Result<std::vector<std::string>> read_events(const EventQuery& query, Deadline deadline) {
    const EventHandle results{EvtQuery(nullptr, widen(query.channel).c_str(), widen(xpath_of(query)).c_str(),
                                       EvtQueryChannelPath | EvtQueryReverseDirection)};
    std::vector<std::string> texts;
    if (!results) {
        const DWORD error = GetLastError();
        return error == ERROR_EVT_CHANNEL_NOT_FOUND
                   ? Result<std::vector<std::string>>{std::move(texts)}
                   : Result<std::vector<std::string>>{Error{error_sentence("EvtQuery", error)}};
    }
    while (texts.size() < query.most) {
        const auto events = next(results.get(), deadline);
        if (!events) {
            return events.error();
        }
        if (events->empty()) {
            break;
        }
        for (const EventHandle& event : *events) {
            if (auto xml = xml_of(event.get()); xml && texts.size() < query.most) {
                texts.push_back(std::move(*xml));
            }
        }
    }
    return texts;
}

} // namespace mirrorwatch::sense
