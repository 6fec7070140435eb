// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/state.hpp"

#include <cstdint>
#include <optional>

namespace mirrorwatch {

/// DefaultNetworkingMode of HKLM\SOFTWARE\Policies\WSL, by WSL's own numbers. Bridged (2) is none that a
/// policy may choose.
[[nodiscard]] std::optional<NetworkingMode> mode_of_policy(std::uint32_t number);

} // namespace mirrorwatch
