// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/facts.hpp"

#include <string>

/// What `firewall show` prints: what decides who reaches WSL from other machines. UTF-8; ends with a newline.
namespace mirrorwatch::cli {

/// The defaults, then the rules that can concern WSL; ours are marked.
[[nodiscard]] std::string firewall_table(const doctor::FirewallFacts& firewall);

/// {"version":1,"default_inbound":"block","host_rules_count":true,"loopback":"allow","rules":[{"firewall",
/// "name","ports","action","networks","ours"}]}; no networks: on all.
[[nodiscard]] std::string firewall_json(const doctor::FirewallFacts& firewall);

} // namespace mirrorwatch::cli
