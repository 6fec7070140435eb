// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/remedy.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/remedies/remedy_context.hpp"

#include <vector>

/// Whether a restart of WSL has helped, by what is seen of the remedy's endpoints.
namespace mirrorwatch::decide {

/// Windows reaches what the guest still does not, by an answer since `began` and since the network changed.
[[nodiscard]] bool is_out_of_guests_reach(const Remedy& remedy, TimePoint began,
                                          const RemedyContext& context);

/// Names are found again: what fails now fails for something else.
[[nodiscard]] bool is_cured_of_its_own(const Remedy& remedy, const RemedyContext& context);

/// What the guest is asked for where an endpoint has not come back.
[[nodiscard]] std::vector<agent::GuestTarget> targets_of(const Remedy& remedy, const RemedyContext& context);

} // namespace mirrorwatch::decide
