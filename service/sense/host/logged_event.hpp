// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::sense {

/// One entry of Windows' event log, as far as it is used here.
struct LoggedEvent {
    std::string provider;
    std::chrono::sys_seconds when;
    std::vector<std::string> data; // insertion strings and other values, in their order

    friend bool operator==(const LoggedEvent&, const LoggedEvent&) = default;
};

struct EventKind {
    std::string provider;                  // empty: any
    std::optional<std::uint32_t> event_id; // absent: any
    std::chrono::seconds within{0};        // not older than that

    friend bool operator==(const EventKind&, const EventKind&) = default;
};

/// Which entries of a log are asked for: all of these kinds at once, as a log is read from end to end for
/// each question. They come newest first.
struct EventQuery {
    std::string channel;
    std::vector<EventKind> kinds;
    std::size_t most = 0;

    friend bool operator==(const EventQuery&, const EventQuery&) = default;
};

/// As EvtQuery wants it. The names are texts of ours: nothing in them is escaped.
[[nodiscard]] std::string xpath_of(const EventQuery& query);

/// From what EvtRender makes of an event, in UTF-8. Nothing for what is no event, or has no time.
[[nodiscard]] std::optional<LoggedEvent> parse_event(std::string_view xml);

/// The failure codes in a value: an HRESULT, NTSTATUS or NDIS status that stands in it as "0x803b0007",
/// 2151350279 or -2143617017, spelled "0x803B0007", in order. In decimal only the kinds that Windows'
/// networking is known to answer with, as any other number would look like one.
[[nodiscard]] std::vector<std::string> failure_codes(std::string_view value);

} // namespace mirrorwatch::sense
