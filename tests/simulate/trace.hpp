// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"
#include "tests/simulate/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mirrorwatch::simulate {

/// "  12.345 s  happens: vpn_up 0".
[[nodiscard]] std::string to_text(Time now, const Happening& happening);
/// One line for the event, and one for each action; without what comes all the time.
[[nodiscard]] std::string to_text(std::uint64_t step, Time now, const decide::Event& event,
                                  const std::vector<decide::Action>& actions);

} // namespace mirrorwatch::simulate
