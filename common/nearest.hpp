// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace mirrorwatch {

/// Of the known words the one with the fewest letters changed, added or left out; empty when none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

} // namespace mirrorwatch
