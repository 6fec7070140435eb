// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/agent/ports.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

/// Rules of ours that let other machines reach a TCP port of WSL: one of Windows' own firewall, in the group
/// "Mirrorwatch", and one of the Hyper-V firewall, which knows no groups, so its name tells. They are made
/// and taken away by the cmdlets that Microsoft documents (NetSecurity: New-NetFirewallRule,
/// New-NetFirewallHyperVRule). Only a number and fixed text reach PowerShell.
namespace mirrorwatch::firewall {

/// Where the port is open: on private networks and the organisation's, or on public ones too.
enum class Networks { Trusted, All };

/// Each prints how many rules it has made or taken away.
[[nodiscard]] std::string allow_script(std::uint16_t port, Networks networks);
[[nodiscard]] std::string remove_script(std::uint16_t port);
[[nodiscard]] std::string remove_all_script();

/// What decides whether rules can be made here.
struct Ground {
    bool is_elevated = false;
    bool is_governed = false; // an organisation lets rules of this machine's own not count

    friend bool operator==(const Ground&, const Ground&) = default;
};

/// Runs PowerShell with this script. Error: it could not be run.
using RunScript = std::function<Result<agent::RunResult>(const std::string& script)>;

/// A sentence on what was done. Error: why nothing was, with what you can do.
[[nodiscard]] Result<std::string> allow_port(std::uint16_t port, Networks networks, const Ground& ground,
                                             const RunScript& run);
/// `port`: nothing means all rules of ours. It is no error that there was none.
[[nodiscard]] Result<std::string> remove_rules(std::optional<std::uint16_t> port, const Ground& ground,
                                               const RunScript& run);

/// How the rules of ours are called where people see them: "Mirrorwatch: port 8080 of WSL".
[[nodiscard]] std::string display_name(std::uint16_t port);

} // namespace mirrorwatch::firewall
