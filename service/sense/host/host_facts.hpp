// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/evidence.hpp"
#include "service/sense/host/logged_event.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::sense {

/// When a call that can be bounded gives up.
using Deadline = std::chrono::steady_clock::time_point;

/// One question to Windows' management instrumentation.
struct ObjectQuery {
    std::string wql;
    std::string policy_store = {}; // of the firewall's classes; empty: none is named

    friend bool operator==(const ObjectQuery&, const ObjectQuery&) = default;
};

/// The properties of one object by their names: numbers in decimal, lists joined by ",". One that is not set
/// is not there.
using Properties = std::map<std::string, std::string>;

/// What is asked of Windows, all of it in ROOT\StandardCimv2 or below HKEY_LOCAL_MACHINE. Each may block, and
/// each says in one sentence why it could not answer. Called from several threads at once.
struct HostCalls {
    std::function<Result<std::uint32_t>()> os_build;
    /// Nothing where the value is not set.
    std::function<Result<std::optional<std::uint32_t>>(const std::string& key, const std::string& name)>
        number;
    std::function<Result<std::optional<std::string>>(const std::string& key, const std::string& name)> text;
    std::function<Result<std::uint32_t>(const std::string& key)> subkeys;
    /// As XML, the newest first; none where there is no such log. An error when they were not all had in
    /// time.
    std::function<Result<std::vector<std::string>>(const EventQuery&, Deadline)> events;
    /// One answer for each question, in their order.
    std::function<std::vector<Result<std::vector<Properties>>>(const std::vector<ObjectQuery>&, Deadline)>
        objects;
};

/// A part of the facts. `missing` says in a sentence each what could not be had.
struct HostPart {
    HostFacts facts;
    std::vector<std::string> missing;

    friend bool operator==(const HostPart&, const HostPart&) = default;
};

/// A policy that is not set names no mode.
[[nodiscard]] HostPart registry_facts(const HostCalls& calls);
/// What Windows notes of VPN and dial-up connections of its own that could not be made.
[[nodiscard]] EventQuery failed_dials();
[[nodiscard]] HostPart event_log_facts(const HostCalls& calls, Deadline deadline);
/// Of the Hyper-V firewall's rules those that keep what goes out from going: not what comes in, no single
/// ports.
[[nodiscard]] HostPart object_facts(const HostCalls& calls, Deadline deadline);

/// The facts that are there in either; `part` has none that `whole` has.
void add(HostPart& whole, HostPart part);

/// Gathers a part of the facts; may block.
using HostSource = std::function<HostPart(Deadline)>;

/// The three parts. They ask different services of Windows, so that one which hangs holds up no other.
[[nodiscard]] std::vector<HostSource> host_sources(HostCalls calls);

} // namespace mirrorwatch::sense
