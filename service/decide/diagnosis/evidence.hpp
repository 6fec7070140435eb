// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"
#include "common/evidence.hpp"
#include "common/wsl/state.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/network/known_vpns.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// One endpoint as one side sees it now.
struct Side {
    EndpointState state = EndpointState::Unknown;
    ProbeStep failed = ProbeStep::None; // of the last probe
    std::string error = {};             // the same, in words
    bool broke_with_vpn =
        false; // it was fine when the last VPN came up, is down, and began to fail soon after
    bool broke_with_resume = false; // it is down, and began to fail soon after the machine woke up
    bool is_current = true;         // its last result came after the network's last change had reached WSL

    friend bool operator==(const Side&, const Side&) = default;
};

/// The same endpoint from both sides. That Windows reaches what WSL does not is the evidence we live on.
struct Comparison {
    EndpointSpec spec;
    std::optional<Side> windows = {};         // nothing: not asked from there
    std::optional<Side> wsl = {};             // nothing: not asked from there
    std::optional<bool> windows_reaches = {}; // asked once, as only WSL is asked all the time
    bool windows_is_stale = false; // what Windows saw of it is older than what contradicts it in WSL
    // It says so (when = "vpn"), or by Windows' routes it is behind the last VPN (is_behind), and it was not
    // fine before that came up.
    bool behind_vpn = false;
    // By Windows' routes the last VPN takes its way, though it would be reached without.
    bool taken_by_vpn = false;

    friend bool operator==(const Comparison&, const Comparison&) = default;
};

/// What is gathered only when needed: not asked for yet, here, or not to be had.
template <class T>
struct Gathered {
    std::optional<T> facts = {};
    bool failed = false;

    [[nodiscard]] bool is_settled() const { return facts || failed; }
};

/// What a diagnosis rests on: raw observations, of one user. It refers to the network's own tables, so it is
/// of one step and no longer. Durations count until now.
struct Evidence {
    // of Windows; costs nothing
    const AdapterTable* adapters = nullptr;          // null: no table was read yet
    const std::vector<Vpn>* vpns = nullptr;          // also those that went away a while ago; never null
    const Vpn* vpn = nullptr;                        // that came up last, and is up
    std::span<const SyntheticRanges> synthetic = {}; // of the VPN table, which outlives this
    std::optional<Duration> vpn_up_for = {};         // of `vpn`
    bool host_offline = false;                       // Windows itself, as far as is known
    bool settled = false;                            // EvidenceCollector::is_settled
    std::optional<Duration> since_resume = {};       // from sleep
    std::optional<Duration> since_wsl_start = {};
    bool guest_lacks_trials = false; // of what began to fail after the guest was asked
    bool dial_failed = false;        // within the last hour: a connection of Windows' own could not be made
    // probes, from both sides; required and optional endpoints, in the order of the configuration
    std::vector<Comparison> endpoints = {};
    // of WSL, by wsl.exe
    bool mode_known = false; // it was looked at since the last VPN came up, or WSL was started
    bool wsl_running = false;
    NetworkingMode effective = NetworkingMode::Unknown;
    NetworkingMode configured = NetworkingMode::Unknown;
    std::vector<std::string> config_mistakes = {};
    // one question each
    Gathered<HostFacts> host = {};
    Gathered<GuestFacts> guest = {};

    /// Empty when none was read yet.
    [[nodiscard]] const AdapterTable& table() const {
        static const AdapterTable c_none{};
        return adapters == nullptr ? c_none : *adapters;
    }
};

/// The answer contradicts itself, or what the same guest's probes saw: something has changed meanwhile, or
/// one of them was caught in a bad moment. That is worth a second question.
[[nodiscard]] bool is_contradicted(const GuestFacts& facts, const std::vector<Comparison>& endpoints);

/// One bit for each fact that could not be had.
[[nodiscard]] std::uint32_t lacking_in(HostFacts facts);
/// Takes from another answer what could not be had.
void fill_from(HostFacts& facts, const HostFacts& other);

} // namespace mirrorwatch::decide
