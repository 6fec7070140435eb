// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/backups.hpp"

#include <optional>
#include <string>
#include <vector>

/// Which switch of the networking mode can be put back, as the history and the file tell: for whoever has no
/// journal.
namespace mirrorwatch::agent {

struct ActiveModeChange {
    std::string remedy_id;
    ConfigEdit edit;
    bool stands = false; // the file has its mode, and it was not put back since

    friend bool operator==(const ActiveModeChange&, const ActiveModeChange&) = default;
};

struct ActiveModeChanges {
    std::vector<ActiveModeChange> switches; // of this file, newest first
    std::string damage; // a sentence on the newest backup of a remedy that cannot be used; else empty
};

/// `now`: the bytes of ports.config. Error: the history cannot be read.
[[nodiscard]] Result<ActiveModeChanges> active_mode_changes(const Bytes& now, Ports& ports);

} // namespace mirrorwatch::agent
