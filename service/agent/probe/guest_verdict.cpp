// SPDX-License-Identifier: MIT
#include "service/agent/probe/guest_verdict.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "common/probe/failure.hpp"
#include "common/probe/http_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace mirrorwatch::agent {
namespace {

using probe::Failure;
using std::chrono::milliseconds;
using wsl::GuestSighting;
using wsl::GuestTool;

/// What timeout ends with when it had to end a program; busybox's is the program then, ended by SIGTERM.
bool is_time_up(int code) {
    return code == 124 || code == 143;
}

bool is_http(const EndpointSpec& endpoint) {
    return endpoint.kind == EndpointKind::Http || endpoint.kind == EndpointKind::Https;
}

Failure no_tool(const EndpointSpec& endpoint, const std::string& distro) {
    switch (endpoint.kind) {
    case EndpointKind::Https:
        return {ProbeStep::Guest, distro + " has no program for this: install curl there"};
    case EndpointKind::Dns:
        return {ProbeStep::Guest, distro + " has neither getent nor nslookup: install one of them there"};
    default:
        return {ProbeStep::Guest,
                distro + " has neither curl, bash with timeout, nor nc: install curl there"};
    }
}

/// The script's words that say it all.
std::optional<Failure> known_failure(const std::string& why) {
    constexpr std::array<std::pair<std::string_view, std::pair<ProbeStep, const char*>>, 8> c_known{{
        {"refused", {ProbeStep::Refused, "connection refused"}},
        {"unreachable", {ProbeStep::Connect, "network or host unreachable (connecting)"}},
        {"name", {ProbeStep::Name, "the name is not known"}},
        {"expired", {ProbeStep::Tls, "the certificate has expired"}},
        {"not-yet-valid", {ProbeStep::Tls, "the certificate is not valid yet"}},
        {"self-signed", {ProbeStep::Tls, "WSL does not trust the issuer of the certificate"}},
        {"issuer", {ProbeStep::Tls, "WSL does not trust the issuer of the certificate"}},
        {"wrong-name", {ProbeStep::Tls, "the certificate is for another name"}},
    }};
    const auto found = std::ranges::find(c_known, why, [](const auto& row) { return row.first; });
    return found == c_known.end() ? std::nullopt
                                  : std::optional{Failure{found->second.first, found->second.second}};
}

/// Where curl was when its time was up: the first of its times that is still 0.
ProbeStep step_of(const EndpointSpec& endpoint, const GuestSighting& seen) {
    const auto done = [&](std::size_t i) { return seen.seconds.size() > i && seen.seconds[i] > 0; };
    if (!done(1)) {
        const bool named = done(0) || parse_ip(endpoint.host) || is_loopback_host(endpoint.host);
        return named ? ProbeStep::Connect : ProbeStep::Name;
    }
    if (endpoint.kind == EndpointKind::Https && !done(2)) {
        return ProbeStep::Tls;
    }
    return done(3) ? ProbeStep::Body : ProbeStep::Answer;
}

/// The step at which a connection was lost.
Failure lost(ProbeStep step, const std::string& why) {
    if (step == ProbeStep::Answer && why != "reset") {
        return {step, "connection closed without answer"};
    }
    const std::string words = why == "reset" ? "connection reset" : "connection lost";
    return {step, words + " (" + std::string{probe::doing(step)} + ")"};
}

bool is_tls(int code) {
    constexpr std::array c_codes{35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91};
    return std::ranges::find(c_codes, code) != c_codes.end();
}

/// curl's exit code, https://curl.se/docs/manpage.html#EXIT. 23: it could not write, as enough was read.
Failure curl_failure(const EndpointSpec& endpoint, const GuestSighting& seen, milliseconds allowed) {
    constexpr int c_not_http = 1;
    constexpr int c_timeout = 28;
    constexpr int c_too_many_redirects = 47;
    const int code = seen.code;
    if (code == 0 || (code == 23 && seen.status)) {
        return {};
    }
    const ProbeStep step = step_of(endpoint, seen);
    if (code == c_timeout || is_time_up(code)) {
        return probe::timed_out(step, allowed);
    }
    if (code == c_too_many_redirects) {
        return {ProbeStep::Status, "redirected too often"};
    }
    if (code == c_not_http || code == 8) {
        return {ProbeStep::Answer, "the answer is not HTTP"};
    }
    if (code == 5 || code == 97) {
        return {ProbeStep::Connect, "the proxy cannot be reached"};
    }
    if (code == 6) {
        return {ProbeStep::Name, "the name is not known"};
    }
    if (auto known = known_failure(seen.why); known && (code == 7 || is_tls(code))) {
        return *known;
    }
    if (code == 7) {
        return {ProbeStep::Connect, "no connection"};
    }
    if (is_tls(code)) {
        return {ProbeStep::Tls, "TLS failed (curl ended with " + std::to_string(code) + ")"};
    }
    constexpr std::array c_lost{18, 52, 55, 56};
    if (std::ranges::find(c_lost, code) != c_lost.end()) {
        return lost(code == 55    ? ProbeStep::Send
                    : seen.status ? ProbeStep::Body
                                  : ProbeStep::Answer,
                    seen.why);
    }
    return {ProbeStep::Guest, "curl ended with " + std::to_string(code)};
}

/// What bash, nc or wget ran into. They say less than curl: whether they got a status tells how far they
/// came.
Failure plain_failure(const EndpointSpec& endpoint, const GuestSighting& seen, milliseconds allowed) {
    const bool connected_only = !is_http(endpoint);
    const bool answered = seen.status && *seen.status != 0;
    if (is_time_up(seen.code) || (seen.why == "timeout" && seen.code != 0)) {
        return probe::timed_out(answered ? ProbeStep::Body : ProbeStep::Connect, allowed);
    }
    if (seen.status == 0) {
        return {ProbeStep::Answer, "the answer is not HTTP"};
    }
    if (auto known = known_failure(seen.why)) {
        return *known;
    }
    if (seen.why == "reset") {
        return lost(answered ? ProbeStep::Body : ProbeStep::Answer, seen.why);
    }
    if (seen.code == 0 || answered) {
        return {}; // a reader that had enough ends the writer
    }
    if (!connected_only && seen.why == "pipe") {
        return lost(ProbeStep::Send, seen.why);
    }
    return {ProbeStep::Connect, "no connection"};
}

Failure http_failure(const EndpointSpec& endpoint, const GuestSighting& seen, milliseconds allowed) {
    Failure failure = seen.tool == GuestTool::Curl ? curl_failure(endpoint, seen, allowed)
                                                   : plain_failure(endpoint, seen, allowed);
    if (failure) {
        return failure;
    }
    if (!seen.status) {
        return lost(ProbeStep::Answer, seen.why);
    }
    if (*seen.status == 0) {
        return {ProbeStep::Answer, "the answer is not HTTP"};
    }
    EndpointSpec at_its_end = endpoint; // where redirects could be followed, they were
    at_its_end.http.follow_redirects = false;
    failure = probe::judge_head(at_its_end, *seen.status, {}).failure;
    return failure ? failure : probe::judge_body(endpoint.http, seen.body);
}

bool is_mapped(const IpAddress& address) {
    const auto& b = address.bytes;
    return address.is_ipv6 && std::all_of(b.begin(), b.begin() + 10, [](auto byte) { return byte == 0; }) &&
           b[10] == 0xff && b[11] == 0xff;
}

std::vector<IpAddress> found_addresses(const EndpointSpec& endpoint, const GuestSighting& seen) {
    std::vector<IpAddress> found;
    for (const std::string& text : seen.addresses) {
        const auto address = parse_ip(text);
        const bool wanted =
            address && !is_mapped(*address) &&
            (endpoint.family == IpFamily::Auto || address->is_ipv6 == (endpoint.family == IpFamily::V6));
        if (wanted && std::ranges::find(found, *address) == found.end()) {
            found.push_back(*address);
        }
    }
    return found;
}

Failure dns_failure(const EndpointSpec& endpoint, const GuestSighting& seen, milliseconds allowed) {
    if (is_time_up(seen.code)) {
        return probe::timed_out(ProbeStep::Name, allowed);
    }
    const auto found = found_addresses(endpoint, seen);
    if (found.empty()) {
        const bool other_family = endpoint.family != IpFamily::Auto && !seen.addresses.empty();
        return {ProbeStep::Name, other_family ? std::string{"the name has no IPv"} +
                                                    (endpoint.family == IpFamily::V6 ? "6" : "4") + " address"
                                              : "the name is not known"};
    }
    const bool as_expected = std::ranges::any_of(endpoint.expected_addresses, [&](const std::string& text) {
        const auto wanted = parse_ip(text);
        return wanted && std::ranges::find(found, *wanted) != found.end();
    });
    if (endpoint.expected_addresses.empty() || as_expected) {
        return {};
    }
    std::string list;
    for (const IpAddress& address : found) {
        list += (list.empty() ? "" : ", ") + to_string(address);
    }
    return {ProbeStep::Name, "the name leads to " + list + ", not to what is expected"};
}

Failure failure_of(const EndpointSpec& endpoint, const GuestSighting& seen, milliseconds allowed,
                   const GuestPlace& place) {
    if (seen.tool == GuestTool::None) {
        return no_tool(endpoint, place.distro);
    }
    if (seen.tool == GuestTool::Name) {
        return seen.why == "name-timeout" ? probe::timed_out(ProbeStep::Name, allowed)
                                          : Failure{ProbeStep::Name, "the name is not known"};
    }
    switch (endpoint.kind) {
    case EndpointKind::Http:
    case EndpointKind::Https:
        return http_failure(endpoint, seen, allowed);
    case EndpointKind::Tcp:
        return plain_failure(endpoint, seen, allowed);
    case EndpointKind::Dns:
        return dns_failure(endpoint, seen, allowed);
    case EndpointKind::WslNetwork:
        return network_failure(endpoint.family, seen, place);
    }
    return {};
}

/// curl's own clock is finer than the script's, and leaves out the start of the program.
milliseconds latency_of(const GuestSighting& seen) {
    return seen.seconds.size() == 5 && seen.seconds.back() > 0
               ? milliseconds{std::llround(seen.seconds.back() * 1000)}
               : seen.took;
}

} // namespace

ProbeResult verdict(const EndpointSpec& endpoint, const GuestSighting& seen, milliseconds allowed,
                    const GuestPlace& place) {
    Failure failure = failure_of(endpoint, seen, allowed, place);
    const bool asks_other_host = endpoint.kind == EndpointKind::Http ||
                                 endpoint.kind == EndpointKind::Https || endpoint.kind == EndpointKind::Tcp;
    const bool own_loopback = endpoint.host == "::1" || (equal_ignoring_case(endpoint.host, "localhost") &&
                                                         endpoint.family == IpFamily::V6);
    if (failure && asks_other_host && own_loopback) {
        failure.words += "; ::1 is WSL's own, only 127.0.0.1 is shared with Windows";
    }
    return {!failure, failure.words, latency_of(seen), failure.step, {}, seen.attempts};
}

} // namespace mirrorwatch::agent
