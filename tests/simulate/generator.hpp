// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/world/behaviour.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mirrorwatch::simulate {

/// Behaviours that nobody wrote: kind of VPN, device, routes, DNS, filter, time and cards by chance, and the
/// fault that a person would call it. The same seed gives the same ones. Each has a truth, by the oracle;
/// what no oracle can tell from silence is left out.
[[nodiscard]] std::vector<world::Behaviour> generated(std::size_t count, std::uint64_t seed);

} // namespace mirrorwatch::simulate
