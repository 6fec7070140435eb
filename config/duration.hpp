// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace mirrorwatch::config {

/// "500ms", "30s", "5m" or "24h": digits and a unit, nothing else. Empty for anything else, or above a year.
[[nodiscard]] std::optional<std::chrono::milliseconds> duration_from(std::string_view text);

} // namespace mirrorwatch::config
