// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// The parts of the exclusion's program, in their order; guest_text.hpp's c_common comes before them.
namespace mirrorwatch::wsl::text {

extern const std::string_view c_exclusion_routes;
extern const std::string_view c_exclusion_hops;
extern const std::string_view c_exclusion_rules;
extern const std::string_view c_exclusion_plan;
extern const std::string_view c_exclusion_dns;
extern const std::string_view c_exclusion_act;
extern const std::string_view c_exclusion_watch;
extern const std::string_view c_exclusion_steps;

} // namespace mirrorwatch::wsl::text
