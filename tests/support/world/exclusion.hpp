// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/world/world.hpp"

#include <cstddef>
#include <vector>

/// What an exclusion is in the guest, and what WSL leaves of it.
namespace mirrorwatch::world {

/// What applying it leaves in the guest, whatever was there before.
[[nodiscard]] Exclusion exclusion_of(const Wsl& wsl, std::size_t vpn, Time now);

/// After WSL has mirrored again: routes go with their device, and a device that was made new is in no group.
void carry_over(Wsl& wsl, const std::vector<Device>& before, Time now);

} // namespace mirrorwatch::world
