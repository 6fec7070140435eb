// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/config/backups.hpp"
#include "service/agent/ports.hpp"

#include <string>
#include <vector>

/// The edits of .wslconfig that remedies ask for, each with a backup that bears the remedy's id: so it is
/// made once, however often it is asked for, and can be put back.
namespace mirrorwatch::agent {

[[nodiscard]] Reply edit_for_remedy(const SetNetworkingMode& request, Ports& ports);
[[nodiscard]] Reply edit_for_remedy(const SetConfigSetting& request, Ports& ports);
[[nodiscard]] Reply put_back_config(const PutBackConfig& request, Ports& ports);

/// A switch of the networking mode, as the history and the file tell: for those who have no journal.
struct ModeSwitch {
    std::string remedy_id;
    ConfigEdit receipt;
    bool stands = false; // the file has its mode, and it was not put back since

    friend bool operator==(const ModeSwitch&, const ModeSwitch&) = default;
};

struct ModeSwitches {
    std::vector<ModeSwitch> switches; // of this file, newest first
    std::string damage; // a sentence on the newest backup of a remedy that cannot be used; else empty
};

/// `now`: the bytes of ports.config. Error: the history cannot be read.
[[nodiscard]] Result<ModeSwitches> mode_switches(const FileBytes& now, Ports& ports);

} // namespace mirrorwatch::agent
