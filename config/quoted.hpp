// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mirrorwatch::config {

/// As TOML spells a text, always in double quotes and on one line.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace mirrorwatch::config
