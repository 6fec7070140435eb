#pragma once

#include "common/wslconfig/findings.hpp"

namespace mirrorwatch::cli {

/// What an administrator has set for WSL on this machine; what is missing or no DWORD is allowed.
[[nodiscard]] wslconfig::Policies wsl_policies();

} // namespace mirrorwatch::cli
