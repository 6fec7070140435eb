// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// ISO 8601, in UTC: "2026-11-25T16:34:00Z".
[[nodiscard]] std::string to_iso(std::chrono::sys_seconds time);
/// Also with a fraction of a second, which is dropped. Nothing for what is no time.
[[nodiscard]] std::optional<std::chrono::sys_seconds> from_iso(std::string_view text);

} // namespace mirrorwatch
