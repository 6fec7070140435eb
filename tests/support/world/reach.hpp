// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/world/world.hpp"

#include <algorithm>
#include <vector>

/// What packets, effects and probes have in common.
namespace mirrorwatch::world {

/// Nothing arrives. `resolves`: its name does, if it has one.
[[nodiscard]] inline Reach nowhere(const Target& target, bool resolves) {
    Reach reach;
    reach.resolves = target.is_name ? std::optional{resolves} : std::nullopt;
    return reach;
}

/// All arrives.
[[nodiscard]] inline Reach everywhere(const Target& target) {
    Reach reach;
    reach.resolves = target.is_name ? std::optional{true} : std::nullopt;
    reach.connects = reach.large = true;
    return reach;
}

template <class T>
[[nodiscard]] bool is_among(const std::vector<T>& values, T value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

} // namespace mirrorwatch::world
