// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/wsl/state.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What is gathered when something is broken, beyond probes and the table of adapters. Raw observations: what
/// they mean is for the diagnosis to say. What could not be had is absent; an empty list means "none there".
namespace mirrorwatch {

enum class NeighbourState { Unknown, Reachable, Stale, Incomplete, Failed };

struct GuestDevice {
    std::string name; // "eth1"
    std::string guid; // of the Windows adapter, upper case in braces; empty when sysfs does not say
    std::string mac;  // "00-05-9A-3C-7A-00"; empty when there is none
    bool up = false;  // operational
    std::uint32_t mtu = 0;
    std::vector<AddressPrefix> addresses;

    friend bool operator==(const GuestDevice&, const GuestDevice&) = default;
};

struct GuestRoute {
    AddressPrefix destination;
    std::string device;
    std::string gateway; // empty when on-link
    std::uint32_t metric = 0;

    friend bool operator==(const GuestRoute&, const GuestRoute&) = default;
};

/// How the guest fares with one endpoint, step by step.
struct GuestTrial {
    std::string endpoint;              // its name
    std::optional<bool> name_resolves; // absent: the host is a literal
    std::vector<std::string> resolved; // addresses
    std::optional<bool> connects;      // TCP, to the first address; absent: there was none
    std::optional<bool> large_answer;  // more than 1,400 bytes went through in one direction or the other
    std::optional<bool> listens_here;  // loopback endpoints: something in the guest listens on the port
    std::optional<bool> answers_here;  // and answers there
    // The device by which the guest sends to the first address, as `ip route get` says; "lo" and "loopback0"
    // lead to this machine. Absent: not known.
    std::optional<std::string> leaves_by = {};

    friend bool operator==(const GuestTrial&, const GuestTrial&) = default;
};

/// From within the guest, by one call of wsl.exe.
struct GuestFacts {
    std::optional<std::vector<GuestDevice>> devices; // without lo
    std::optional<std::vector<GuestRoute>> routes;   // of the main table, IPv4 and IPv6
    std::optional<NeighbourState> gateway;           // of the default route's next hop
    std::vector<GuestTrial> trials;
    std::optional<bool> resolv_conf_is_generated;
    std::optional<std::string> http_proxy; // of a login shell; secrets are masked
    std::optional<bool> terminal_in_use;   // a process on a terminal that is not ours, or an editor's server
    std::optional<bool> tcp_timestamps;    // net.ipv4.tcp_timestamps is not 0

    friend bool operator==(const GuestFacts&, const GuestFacts&) = default;
};

/// One entry of the Application log by WSL. The text is in the user's language: only mode names, codes and
/// file names in it mean the same everywhere.
struct WslWarning {
    std::chrono::sys_seconds when;
    std::string text;

    friend bool operator==(const WslWarning&, const WslWarning&) = default;
};

/// A VPN or dial-up connection of Windows' own that could not be made.
struct RasFailure {
    std::chrono::sys_seconds when; // epoch: there was none
    std::string entry = {};        // its name in the phonebook; empty: not told

    friend bool operator==(const RasFailure&, const RasFailure&) = default;
};

/// From Windows, beyond the table of adapters.
struct HostFacts {
    std::optional<std::uint32_t> os_build;            // 26100
    std::optional<std::uint32_t> os_revision;         // UBR: 7171
    std::optional<std::uint32_t> disabled_components; // Tcpip6\Parameters; 0xFF: IPv6 is off
    std::optional<bool> mode_is_locked;               // Policies\WSL AllowNetworkingModeUserSetting is 0
    std::optional<NetworkingMode> policy_mode;        // DefaultNetworkingMode
    std::optional<std::string> external_interface_constraint;   // Lxss; empty: not set
    std::optional<std::vector<std::string>> hyperv_block_rules; // enabled, blocking, of WSL's VM creator
    std::optional<bool> hyperv_outbound_blocked;                // DefaultOutboundAction
    std::optional<bool>
        hyperv_loopback_blocked; // LoopbackEnabled is False: Windows does not reach WSL on 127.0.0.1
    // DefaultInboundAction is Block and AllowHostPolicyMerge True, as Windows has it; on some machines that
    // keeps Windows from WSL's 127.0.0.1 too (#11184)
    std::optional<bool> hyperv_inbound_blocked;
    std::optional<std::vector<WslWarning>> wsl_warnings; // of the last day, the newest first
    std::optional<std::vector<std::string>> hns_errors;  // "0x803B0007", "0xC0010022": of the last hour
    std::optional<RasFailure> ras_error_651;             // the last one of the last hour
    std::optional<std::uint16_t> dynamic_port_start;     // TCP, IPv4
    std::optional<bool> has_nrpt_rules;
    std::optional<bool> sharing_is_disabled; // the service SharedAccess, without which NAT cannot start

    friend bool operator==(const HostFacts&, const HostFacts&) = default;
};

} // namespace mirrorwatch
