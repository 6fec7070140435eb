// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/wslconfig/findings.hpp"
#include "service/doctor/facts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::doctor {

/// What `doctor` takes from the user's .wslconfig. `bytes`: nothing when there is no file; WSL takes its
/// defaults where it cannot read it, and so does this. `neighbours`: the names of the files in its folder.
[[nodiscard]] ConfigFacts config_facts(std::string path, const Result<std::optional<std::string>>& bytes,
                                       const wslconfig::Policies& policies,
                                       const std::vector<std::string>& neighbours);

} // namespace mirrorwatch::doctor
