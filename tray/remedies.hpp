// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

/// What a snapshot says of remedies, as far as the tray decides by it. Pure.
namespace mirrorwatch::tray {

/// Mirrorwatch or WSL works on it right now.
[[nodiscard]] bool is_under_way(RemedyState state);
[[nodiscard]] bool is_under_way(const Snapshot& now);

/// Somebody has to start WSL, so that it goes on.
[[nodiscard]] bool is_waiting_for_wsl(const Snapshot& now);

/// One that needed a shutdown of WSL is under way or in force: the service begins no second one. Null: none.
[[nodiscard]] const RemedyView* remedy_about_wsl(const Snapshot& now);

} // namespace mirrorwatch::tray
