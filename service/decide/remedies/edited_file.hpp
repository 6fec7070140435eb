// SPDX-License-Identifier: MIT
#pragma once

#include "common/remedy.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

/// What has become of a remedy's edit of .wslconfig, as WSL was last seen. False for a remedy
/// that has not edited it yet or whose way back has begun, and where nobody has looked since `edited_at`.
namespace mirrorwatch::decide {

/// Somebody has put the file back meanwhile: the user, or the command line while the service did not run.
[[nodiscard]] bool is_put_back(const Remedy& remedy, const WslWatch& wsl, TimePoint edited_at);

/// The user has set another mode since, and the user's edit always wins.
[[nodiscard]] bool is_overtaken(const Remedy& remedy, const WslWatch& wsl, TimePoint edited_at);

} // namespace mirrorwatch::decide
