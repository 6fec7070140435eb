// SPDX-License-Identifier: MIT
#pragma once

#include "common/remedy.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

/// What has become of a remedy's edit of .wslconfig, as WSL was last seen.
namespace mirrorwatch::decide {

/// The mode that the file had before, and goes back to.
[[nodiscard]] NetworkingMode mode_before(const Remedy& remedy);

/// The WSL that runs has read the file since it was edited.
[[nodiscard]] bool counts_already(const Remedy& remedy, const WslWatch& wsl);

/// Somebody has put the file back meanwhile: the user, or the command line while the service did not run.
/// False, as below, for a remedy that has not edited it yet or whose way back has begun, and where nobody has
/// looked since `edited_at`.
[[nodiscard]] bool is_put_back(const Remedy& remedy, const WslWatch& wsl, TimePoint edited_at);

/// The user has set another mode since, and the user's edit always wins.
[[nodiscard]] bool is_overtaken(const Remedy& remedy, const WslWatch& wsl, TimePoint edited_at);

} // namespace mirrorwatch::decide
