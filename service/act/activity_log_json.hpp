// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/activity_log.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace mirrorwatch::act {

/// {"time": "2026-11-25T16:34:00Z", "sid": …, "sentence": {"code", "arguments", "text"}, "evidence": […],
/// "warn": false}, without a newline. The record has a user.
[[nodiscard]] std::string to_line(const decide::Record& record, std::chrono::sys_seconds now);
/// An error for what is no such line.
[[nodiscard]] Result<Activity> from_line(std::string_view line);

} // namespace mirrorwatch::act
