// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/diagnostic.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::wslconfig {

/// Files that somebody takes for .wslconfig, and WSL does not: ".wslconfig.txt", which an editor has made of
/// it and Explorer shows without its end, "wslconfig", ".wslconfig.ini". A backup is none. `names`: of all
/// files in the folder of .wslconfig, UTF-8. One finding for each, of the whole file, by name.
[[nodiscard]] std::vector<Diagnostic> look_alikes(std::vector<std::string> names);

} // namespace mirrorwatch::wslconfig
