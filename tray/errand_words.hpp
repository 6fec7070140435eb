// SPDX-License-Identifier: MIT
#pragma once

#include "tray/view.hpp"

#include <optional>
#include <string>

/// What the tray tells by itself: of what it has run for the user, and where it is. Pure.
namespace mirrorwatch::tray {

/// Of "mirrorwatch endpoints add": in that program's own words.
[[nodiscard]] Notification about_watching(bool worked, const std::string& output);

/// Of the service's start: its own connection tells that it worked.
[[nodiscard]] std::optional<Notification> about_start(const std::string& failure);

/// To who sees the icon for the first time: what is watched, where the Internet is tried, and where the icon
/// is. Nothing: it is too early to say.
[[nodiscard]] std::optional<Notification> about_first_run(const Snapshot& now);

} // namespace mirrorwatch::tray
