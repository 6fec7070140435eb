// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch {

/// What is asked. `WslNetwork` is WSL's own guide's check, only from within the guest: an interface of it
/// lies in a subnet of Windows', and it has a default route.
enum class EndpointKind { Http, Https, Tcp, Dns, WslNetwork };

/// When an endpoint is expected to answer. `Vpn` marks one that lies behind the VPN.
enum class EndpointWhen { Always, Vpn, NoVpn };

/// From where an endpoint is asked. That Windows reaches what WSL does not is the evidence we live on.
enum class Vantage { Windows, Wsl };
enum class EndpointFrom { Windows, Wsl, Both };

enum class IpFamily { Auto, V4, V6 };

/// Who named it. The product itself names two kinds: from what Windows shows, and the servers that it has
/// seen in WSL; see decide::standing_checks.
enum class EndpointSource { Machine, User, BuiltIn, Learned };

enum class HttpMethod { Get, Head, Post };

/// Which way an HTTP request takes. `System`: as the user's own programs, so the user's prober asks when
/// there is a proxy.
enum class ProxyUse { System, None, Named };

struct StatusRange { // both ends count; 100…599
    int first = 200;
    int last = 399;

    friend bool operator==(const StatusRange&, const StatusRange&) = default;
};

/// What an HTTP answer must be like.
struct HttpCheck {
    std::string target = "/"; // path and query
    HttpMethod method = HttpMethod::Get;
    std::vector<std::pair<std::string, std::string>> headers; // names are unique; never logged with values
    std::vector<StatusRange> expected_status{{}};             // not empty
    std::string body_match;     // ECMAScript regular expression, searched in the first 64 KiB; empty: any
    std::string body_not_match; // the same; empty: none
    bool follow_redirects = true;
    int max_redirects = 10;      // 0…20
    bool tls_verify = true;      // https
    std::string tls_server_name; // https; empty: the host
    ProxyUse proxy = ProxyUse::System;
    std::string proxy_url; // for Named: "http://proxy:8080"

    friend bool operator==(const HttpCheck&, const HttpCheck&) = default;
};

/// One health endpoint, as configured. Times are 1 ms … 24 h; timeout < interval.
struct EndpointSpec {
    std::string name; // unique, not empty
    EndpointKind kind = EndpointKind::Http;
    std::string
        host; // name or literal; "localhost" is probed as 127.0.0.1, because ::1 is not shared with WSL
    std::uint16_t port = 0;                      // none for Dns and WslNetwork
    HttpCheck http;                              // Http and Https
    std::vector<std::string> expected_addresses; // Dns: at least one must be among those found; empty: any
    std::string group;
    EndpointFrom from = EndpointFrom::Windows;
    EndpointWhen when = EndpointWhen::Always;
    IpFamily family = IpFamily::Auto;
    bool enabled = true;
    bool required = true; // false: is shown, and never leads to an offer
    std::chrono::milliseconds interval{30'000};
    std::chrono::milliseconds timeout{5'000};
    std::chrono::milliseconds retry_interval{5'000}; // while pending
    std::chrono::milliseconds max_backoff{300'000};  // while down the interval doubles up to this
    int jitter_percent = 10;                         // of the interval, 0…50
    int failure_threshold = 3;                       // consecutive
    int success_threshold = 2;                       // consecutive, to come back from down
    EndpointSource source = EndpointSource::Machine;

    friend bool operator==(const EndpointSpec&, const EndpointSpec&) = default;
};

enum class EndpointState {
    Unknown, // not probed yet
    Pending, // failing, or coming back, and not yet decided
    Up,
    Down,
    Skipped, // `when` does not hold now, or Windows is offline
    Paused,  // by the user, or not enabled
};

/// The step at which a probe failed.
enum class ProbeStep { None, Name, Connect, Refused, Tls, Send, Answer, Status, Body, Network, Guest };

inline constexpr int c_most_attempts = 5;
// The next one begins, whether the one before has ended or not. A guest whose `sleep` knows no fractions
// takes a second.
inline constexpr std::chrono::milliseconds c_attempt_every{500};

/// What one probe found out.
struct ProbeResult {
    bool ok = false;
    std::string error; // which step failed, in words: "connection refused"; empty when ok
    std::chrono::milliseconds latency{0};
    ProbeStep failed = ProbeStep::None;
    std::optional<std::chrono::sys_seconds> certificate_expires = {}; // https
    int attempts = 1; // up to c_most_attempts; all before this one failed, or had no answer yet

    friend bool operator==(const ProbeResult&, const ProbeResult&) = default;
};

[[nodiscard]] constexpr bool is_asked_from(EndpointFrom from, Vantage vantage) {
    return from == EndpointFrom::Both || (from == EndpointFrom::Windows) == (vantage == Vantage::Windows);
}

} // namespace mirrorwatch
