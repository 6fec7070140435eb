// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/consent/consent.hpp"
#include "service/decide/user/offers.hpp"

#include <cstdint>
#include <vector>

/// What is done about what was found (treatment.cpp), and what follows from a remedy (aftercare.cpp).
namespace mirrorwatch::decide {

struct Treated {
    std::vector<FindingView> views; // of all that was found, in its order
    bool awaits_probe = false;      // something is being probed: it is said when the result has come
};

/// Decides about each finding in its order: waits, tells, asks or acts.
[[nodiscard]] Treated treat_findings(Round& round);

/// What can be done about it now, the gentlest first. `vpn`: the one to blame that is up; null: none.
[[nodiscard]] std::vector<RemedySpec> remedies_against(const Finding& finding, const Vpn* vpn,
                                                       const Round& round);

/// Whether `choice` may be done about it without asking.
[[nodiscard]] ConsentRequest request_for(const Finding& finding, const Vpn* vpn, const Choice& choice,
                                         const Round& round);

/// What the organisation does not allow any more is taken back, as far as that takes no shutdown.
void take_back_forbidden(Round& round);

/// It was in vain, perhaps: then the next rung is a new question.
void on_ended(const Remedy& ended, Round& round);

/// A change of WSL that did not help. The next rung costs another restart, so it is a new question; after the
/// last one the file is put back at once, and counts from the next start.
void consider_failure(Round& round);

/// The VPN is gone, and stayed gone: the mode that it forced upon us is not needed any more.
void consider_restore(Round& round);

} // namespace mirrorwatch::decide
