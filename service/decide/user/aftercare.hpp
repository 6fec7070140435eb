// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/user/offers.hpp"

/// What follows from a remedy.
namespace mirrorwatch::decide {

/// It was in vain, perhaps: then the next rung is a new question.
void on_ended(const Remedy& ended, Round& round);

/// A change of WSL that did not help. The next rung costs another restart, so it is a new question; after the
/// last one the file is put back at once, and counts from the next start.
void consider_failure(Round& round);

/// The VPN is gone, and stayed gone: the mode that it forced upon us is not needed any more.
void consider_restore(Round& round);

} // namespace mirrorwatch::decide
