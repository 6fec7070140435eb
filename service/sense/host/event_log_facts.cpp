// SPDX-License-Identifier: MIT
#include "service/sense/host/host_facts.hpp"
#include "service/sense/host/host_part.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch::sense {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr std::size_t c_most_warnings = 20;
constexpr std::size_t c_most_codes = 20;
constexpr std::size_t c_most_events = 300; // of one log

// Nothing here needs to be made or ended: a thread that hangs may come back while the program ends.
constexpr const char* c_wsl = "WSL";
constexpr const char* c_ras = "RasClient";
constexpr std::uint32_t c_connection_failed = 20227;

EventKind failed_dial() {
    return {c_ras, c_connection_failed, 1h};
}

EventQuery application_query() {
    return {"Application", {{c_wsl, {}, 24h}, failed_dial()}, c_most_events};
}

std::array<EventQuery, 3> network_queries() {
    return {{
        {"Microsoft-Windows-Host-Network-Service-Admin", {{"", {}, 1h}}, c_most_events},
        {"Microsoft-Windows-Host-Network-Service-Operational", {{"", {}, 1h}}, c_most_events},
        {"System", {{"Microsoft-Windows-Hyper-V-VmSwitch", {}, 1h}}, c_most_events},
    }};
}

std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    text.erase(0, std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text;
}

/// What a log has of the wanted entries, those that make sense.
std::optional<std::vector<LoggedEvent>> events_of(const HostCalls& calls, const EventQuery& query,
                                                  Deadline deadline, std::vector<std::string>& missing) {
    const auto texts = value_of(calls.events(query, deadline), "The event log " + query.channel, missing);
    if (!texts) {
        return std::nullopt;
    }
    std::vector<LoggedEvent> events;
    for (const std::string& xml : *texts) {
        if (auto event = parse_event(xml)) {
            events.push_back(std::move(*event));
        }
    }
    return events;
}

std::vector<WslWarning> warnings_in(const std::vector<LoggedEvent>& events) {
    std::vector<WslWarning> warnings;
    for (const LoggedEvent& event : events) {
        if (event.provider == c_wsl && !event.data.empty() && warnings.size() < c_most_warnings) {
            if (std::string text = trimmed(cut(event.data[0])); !text.empty()) {
                warnings.push_back({event.when, std::move(text)});
            }
        }
    }
    return warnings;
}

/// The last time that a dial-up or VPN connection of Windows' own failed with this error, which is one of the
/// values. "CoId=%1: The user %2 dialed a connection named %3 which has failed. The error code returned on
/// failure is %4.": the name stands before the code.
RasFailure last_ras_error(const std::vector<LoggedEvent>& events, std::string_view error) {
    RasFailure last{};
    for (const LoggedEvent& event : events) {
        const auto code =
            std::ranges::find_if(event.data, [&](const auto& value) { return trimmed(value) == error; });
        if (event.provider == c_ras && code != event.data.end() && event.when > last.when) {
            last = {event.when, code == event.data.begin() ? std::string{} : trimmed(cut(*std::prev(code)))};
        }
    }
    return last;
}

void add_codes(std::vector<std::string>& codes, const LoggedEvent& event) {
    for (const std::string& value : event.data) {
        for (std::string& code : failure_codes(value)) {
            if (codes.size() < c_most_codes && std::ranges::find(codes, code) == codes.end()) {
                codes.push_back(std::move(code));
            }
        }
    }
}

/// That there is none can only be said when all logs have answered.
std::optional<std::vector<std::string>> network_errors(const HostCalls& calls, Deadline deadline,
                                                       std::vector<std::string>& missing) {
    std::vector<std::string> codes;
    bool all = true;
    for (const EventQuery& query : network_queries()) {
        const auto events = events_of(calls, query, deadline, missing);
        all = all && events;
        for (const LoggedEvent& event : events.value_or(std::vector<LoggedEvent>{})) {
            add_codes(codes, event);
        }
    }
    return all || !codes.empty() ? std::optional{codes} : std::nullopt;
}

} // namespace

EventQuery failed_dials() {
    return {"Application", {failed_dial()}, c_most_events};
}

HostPart event_log_facts(const HostCalls& calls, Deadline deadline) {
    HostPart part;
    if (const auto events = events_of(calls, application_query(), deadline, part.missing)) {
        part.facts.wsl_warnings = warnings_in(*events);
        part.facts.ras_error_651 = last_ras_error(*events, "651");
    }
    part.facts.hns_errors = network_errors(calls, deadline, part.missing);
    return part;
}

} // namespace mirrorwatch::sense
