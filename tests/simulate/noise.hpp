// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/event.hpp"
#include "tests/simulate/random.hpp"

namespace mirrorwatch::simulate {

/// What becomes of an observation on its way.
enum class Fate { Good, Late, Missing, Contradicting };

[[nodiscard]] Fate fate(Random& random, unsigned percent);

/// Says the opposite of what was seen: a probe that failed succeeded, a neighbour that answers is silent.
void contradict(decide::Event& event, Random& random);
/// The answer says that nothing could be found out.
void lose(decide::Event& event);

} // namespace mirrorwatch::simulate
