#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mirrorwatch {

enum class EndpointKind { Http, Tcp };

/// When an endpoint is expected to answer. `Vpn` marks one that lies behind the VPN.
enum class EndpointWhen { Always, Vpn, NoVpn };

/// One health endpoint, as configured. Times are 1 ms … 24 h; timeout < interval.
struct EndpointSpec {
    std::string name; // unique, not empty
    EndpointKind kind = EndpointKind::Http;
    std::string
        host; // name or literal; "localhost" is probed as 127.0.0.1, because ::1 is not shared with WSL
    std::uint16_t port = 0;
    std::string target = "/"; // http: path and query
    EndpointWhen when = EndpointWhen::Always;
    std::chrono::milliseconds interval{30'000};
    std::chrono::milliseconds timeout{5'000};
    std::chrono::milliseconds retry_interval{5'000}; // while pending
    int failure_threshold = 3;                       // consecutive
    int success_threshold = 2;                       // consecutive, to come back from down

    friend bool operator==(const EndpointSpec&, const EndpointSpec&) = default;
};

enum class EndpointState {
    Unknown, // not probed yet
    Pending, // failing, or coming back, and not yet decided
    Up,
    Down,
    Skipped, // `when` does not hold now
};

/// What one probe found out.
struct ProbeResult {
    bool ok = false;
    std::string error; // which step failed, in words: "connection refused"; empty when ok
    std::chrono::milliseconds latency{0};

    friend bool operator==(const ProbeResult&, const ProbeResult&) = default;
};

} // namespace mirrorwatch
