// SPDX-License-Identifier: MIT
#pragma once

#include "common/remembered.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mirrorwatch::cli {

/// What a person has to know when the service goes for good: one sentence for each .wslconfig that still has
/// the networking mode that Mirrorwatch gave it, with the place of the original. `name_of` makes an account's
/// name of a SID.
[[nodiscard]] std::vector<std::string>
left_behind(const Remembered& remembered, const std::function<std::string(const std::string& sid)>& name_of);

} // namespace mirrorwatch::cli
