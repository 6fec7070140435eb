// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace mirrorwatch::cli {

/// The snapshot for a person: the headline, WSL, the VPNs and a line for each endpoint. UTF-8, ends with a
/// newline. `now` tells which certificates expire soon.
/// An administrator sees the other users too, by the names that `name_of` gives their SIDs.
[[nodiscard]] std::string status_table(const Snapshot& snapshot, std::chrono::sys_seconds now,
                                       const std::function<std::string(const std::string&)>& name_of = {});

/// "running Ubuntu, networking mirrored", and "Ethernet 4 (Cisco Secure Client), excluded from WSL".
[[nodiscard]] std::string wsl_line(const Snapshot& snapshot);
[[nodiscard]] std::string vpn_line(const VpnView& vpn);

} // namespace mirrorwatch::cli
