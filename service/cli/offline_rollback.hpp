// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/error.hpp"
#include "common/remembered.hpp"
#include "service/agent/ports.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Rollback and restore where no service is: as the user, by the same requests that the service sends to the
/// user's agent, so that a kill in between is mended by saying the same again.
namespace mirrorwatch::cli {

struct OfflinePlan {
    std::vector<agent::Request> steps; // in this order; the last one shuts WSL down
    std::string message;               // what they do, and what ends: for a person who has not yet agreed
    NetworkingMode mode = NetworkingMode::Nat; // that WSL has from its next start
    bool is_way_back = false;                  // restore
    std::string original_sha256 = {}; // restore: of the file before the switch; empty: there was none

    friend bool operator==(const OfflinePlan&, const OfflinePlan&) = default;
};

/// Looks at the file, the history and WSL, and changes nothing. `id` is for the new remedy. From a mode of an
/// earlier rollback it goes on from what was before that. Error: a sentence, why there is nothing to do.
[[nodiscard]] Result<OfflinePlan> plan_rollback(NetworkingMode mode, const std::string& id,
                                                agent::Ports& ports);

/// The same for the way back from the switch that the service has noted, if that stands, else from the newest
/// that stands.
[[nodiscard]] Result<OfflinePlan> plan_restore(const std::optional<Remedy>& noted, agent::Ports& ports);

struct OfflineOutcome {
    bool is_done = false;
    std::string text; // what was done, or how far it came and why no further; without a final newline

    friend bool operator==(const OfflineOutcome&, const OfflineOutcome&) = default;
};

[[nodiscard]] OfflineOutcome carry_out(const OfflinePlan& plan, agent::Ports& ports);

/// The user's switch of the mode that a stopped service left in its journal.
[[nodiscard]] std::optional<Remedy> noted_switch(const Remembered& remembered, const std::string& sid);

/// What the service will do at its next start against what was just asked for; empty: nothing.
[[nodiscard]] std::string warning_of(const std::optional<Remedy>& noted, bool is_way_back);

/// "20261122T154700-hand-4711": one of its own for each process.
[[nodiscard]] std::string offline_id(std::chrono::sys_seconds now, std::uint32_t process);

} // namespace mirrorwatch::cli
