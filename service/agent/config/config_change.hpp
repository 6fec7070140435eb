// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/backups.hpp"

#include <optional>
#include <string>

namespace mirrorwatch::agent {

inline constexpr int c_attempts = 3; // somebody else may write at the same moment

struct PlannedChange {
    Bytes before;
    Bytes after;
    std::string reason;
    std::string remedy_id = {};                // empty: a person's own
    std::optional<ConfigEdit> edit = {};       // of one that the remedy shall go back from
    std::optional<ConfigSetting> setting = {}; // what it sets; nothing: the networking mode
};

/// The one way in which .wslconfig is changed: first the backup's bytes, then its note, and only then the
/// file, so that a kill at any moment is harmless. The number of the backup; nothing when the file is not
/// `before` any more, and then it is as it was, and there is no backup. The caller has the history's lock.
[[nodiscard]] Result<std::optional<int>> make_change(const PlannedChange& change, Ports& ports);

} // namespace mirrorwatch::agent
