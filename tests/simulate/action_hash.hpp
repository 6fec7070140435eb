#pragma once

#include "service/decide/action.hpp"

#include <cstdint>
#include <vector>

namespace mirrorwatch::simulate {

/// Of all that the actions would do; the same actions have the same one, with every compiler.
[[nodiscard]] std::uint64_t hash_of(const std::vector<decide::Action>& actions);

} // namespace mirrorwatch::simulate
