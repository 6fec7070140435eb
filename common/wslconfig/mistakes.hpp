// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::wslconfig {

/// The first five lines of the file that were meant for networking and have no effect, one sentence each:
/// "Line 3: wsl2.networkMode looks like a typing mistake: was wsl2.networkingMode meant?" What only has no
/// effect in the present mode is no mistake. A file that cannot be read has none.
[[nodiscard]] std::vector<std::string> network_mistakes(std::string_view bytes);

} // namespace mirrorwatch::wslconfig
