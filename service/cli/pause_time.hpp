// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/local_time.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace mirrorwatch::cli {

/// "90" (minutes), "30m", "1h", or "until-tomorrow": until the clock on the wall, which is `offset` ahead of
/// UTC, next shows 6:00. Whole minutes, rounded up, from 1 to a year. Error: what there is to say.
[[nodiscard]] Result<std::uint32_t> pause_minutes(const std::string& word, std::chrono::sys_seconds now,
                                                  const UtcOffset& offset);

} // namespace mirrorwatch::cli
