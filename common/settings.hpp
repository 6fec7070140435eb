// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/remedy.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch {

/// What may be done without asking: nothing; everything, with a countdown before WSL is shut down; nothing,
/// and nothing is offered either.
enum class PolicyAction { Ask, Auto, Notify };

/// The VPN is gone: whether the networking mode goes back.
enum class RestorePolicy { Ask, Auto, Never };

/// How `mirrorwatch vpn exclude` takes a VPN away from WSL: by rules in the guest, or by a line in
/// .wslconfig.
enum class ExcludeBy { Guest, Wslconfig };

/// In which the tray speaks; Auto: the first of Windows' own that it knows. All else is English.
enum class Language { Auto, English, German, SimplifiedChinese, Japanese };

/// [[vpn]]: what holds for one VPN instead of [policy] action.
struct VpnPolicy {
    enum class Action { Ask, Auto, Notify, Exclude, Never }; // Exclude: without asking; Never: leave it alone
    std::string name; // of its client or adapter; letters in any case, '*' for any letters
    Action action = Action::Ask;

    friend bool operator==(const VpnPolicy&, const VpnPolicy&) = default;
};

/// Everything that mirrorwatch.toml says. The defaults are those of the shipped file, where each is
/// explained.
struct Settings {
    struct Adapters {
        std::chrono::milliseconds quiet{350};     // no further hint for so long: read the table
        std::chrono::milliseconds longest{2'000}; // but wait no longer than this
        std::chrono::milliseconds poll{60'000};   // safety net, as every notification is only a hint
        friend bool operator==(const Adapters&, const Adapters&) = default;
    };

    struct Burst { // probes right after a VPN came up
        std::vector<std::chrono::milliseconds> at{
            std::chrono::milliseconds{0}, std::chrono::milliseconds{600}, std::chrono::milliseconds{1'200},
            std::chrono::milliseconds{2'000}};
        std::chrono::milliseconds timeout{1'000};
        friend bool operator==(const Burst&, const Burst&) = default;
    };

    /// What the organisation allows, whatever the settings and the users say: see common/organisation.hpp.
    struct Limits {
        std::optional<PolicyAction> action; // no more than this without asking; Notify: nothing is offered
        bool may_exclude = true;
        bool may_change_mode = true; // nor another setting of WSL's, nor a restart of it
        friend bool operator==(const Limits&, const Limits&) = default;
    };

    struct Policy {
        std::chrono::milliseconds settle{5'000};         // after the last adapter change
        std::chrono::milliseconds blame_window{120'000}; // VPN came up -> first failure
        std::chrono::milliseconds verify_within{15'000}; // a remedy that has not helped by then did not help
        PolicyAction action = PolicyAction::Ask;
        std::vector<NetworkingMode> ladder{NetworkingMode::Nat, NetworkingMode::VirtioProxy}; // may be empty
        std::chrono::milliseconds countdown{30'000}; // Auto, before WSL is shut down
        bool idle_only = true;                       // Auto: not while a distro is in use
        int max_switches = 1;                        // Auto: of the mode, in one network epoch; 0: never
        std::chrono::milliseconds cooldown{600'000}; // Auto: between two of them
        RestorePolicy restore_on_vpn_down = RestorePolicy::Ask;
        std::vector<VpnPolicy> vpns; // the first that fits counts
        Limits limits = {};          // in no file
        friend bool operator==(const Policy&, const Policy&) = default;
    };

    struct Exclusion {
        ExcludeBy method = ExcludeBy::Guest; // of the command line; the service always uses Guest
        friend bool operator==(const Exclusion&, const Exclusion&) = default;
    };

    struct Wsl {
        std::chrono::milliseconds poll{60'000};         // while a remedy waits for WSL for long
        std::chrono::milliseconds awaiting_poll{3'000}; // the same in the first ten minutes
        std::chrono::milliseconds probe{300'000};       // guest probes without a reason, at most so often
        friend bool operator==(const Wsl&, const Wsl&) = default;
    };

    /// Rule 0: while Windows itself is offline, failures do not count.
    struct Connectivity {
        std::vector<std::string> targets; // "host:port"; any that accepts means online; empty: ask Windows
        std::chrono::milliseconds timeout{3'000};
        friend bool operator==(const Connectivity&, const Connectivity&) = default;
    };

    struct Notify {
        std::chrono::milliseconds reminder{86'400'000}; // the same thing is not said again before
        bool on_resolved = true;                        // also that it is over
        Language language = Language::Auto;             // a user's own file may say another one
        friend bool operator==(const Notify&, const Notify&) = default;
    };

    /// What is watched without an [[endpoint]]; see decide::standing_checks.
    struct Watch {
        bool network = true;  // WSL has a network of Windows', and a default route
        bool internet = true; // the host of Windows' own connectivity test, by its name
        bool lan = true;      // the router, where it answers for names
        bool vpn = true;      // DNS servers that a VPN brings
        bool names = true;    // the name of the same host
        bool servers = true;  // what listens in WSL for Windows' 127.0.0.1; found with WSL's network
        std::vector<std::uint16_t> ignore_ports; // servers that are left alone
        friend bool operator==(const Watch&, const Watch&) = default;
    };

    struct Metrics {
        std::string textfile; // full path of a .prom file on a disk of this machine; empty: none
        friend bool operator==(const Metrics&, const Metrics&) = default;
    };

    Adapters adapters;
    Burst burst;
    Connectivity connectivity;
    Policy policy;
    Exclusion exclusion;
    Notify notify;
    Wsl wsl;
    Watch watch;
    Metrics metrics;
    std::chrono::milliseconds start_period{20'000}; // after boot, resume and WSL start failures do not count
    int max_concurrency = 64;
    std::vector<EndpointSpec> endpoints;

    friend bool operator==(const Settings&, const Settings&) = default;
};

} // namespace mirrorwatch
