// SPDX-License-Identifier: MIT
#pragma once

#include "service/firewall/port_rules.hpp"

namespace mirrorwatch::firewall {

/// Whether this process is elevated, and whether a policy, of a domain or of a device management, lets local
/// rules of these networks not count (AllowLocalPolicyMerge is 0).
[[nodiscard]] Ground ground_here(Networks networks);

/// powershell.exe of the system folder, without a profile; at most a minute.
[[nodiscard]] Result<agent::RunResult> run_powershell(const std::string& script);

} // namespace mirrorwatch::firewall
