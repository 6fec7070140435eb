// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace mirrorwatch::world {

/// The files of behaviours/ as they were when the program was built.
[[nodiscard]] const std::vector<std::string_view>& shipped_texts();

} // namespace mirrorwatch::world
