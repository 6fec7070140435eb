// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// ISO 8601, in UTC: "2026-11-25T16:34:00Z".
[[nodiscard]] std::string to_iso(std::chrono::sys_seconds time);
/// The same without what a file's name cannot have: "20261125T163400".
[[nodiscard]] std::string to_compact(std::chrono::sys_seconds time);
/// Of to_iso; also with a fraction of a second, which is dropped. Nothing for what is no time.
[[nodiscard]] std::optional<std::chrono::sys_seconds> from_iso(std::string_view text);

} // namespace mirrorwatch
