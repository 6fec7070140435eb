#pragma once

#include "service/decide/consent/consent.hpp"
#include "service/decide/user/offers.hpp"

#include <vector>

/// What is done about what was found.
namespace mirrorwatch::decide {

struct Treated {
    std::vector<FindingView> views; // of all that was found, in its order
    bool awaits_probe = false;      // something is being probed: it is said when the result has come
};

/// Decides about each finding in its order: waits, tells, asks or acts.
[[nodiscard]] Treated treat_findings(Round& round);

/// What can be done about it now, the gentlest first.
[[nodiscard]] std::vector<RemedySpec> remedies_against(const Finding& finding, const Round& round);

/// Whether `choice` may be done about it without asking.
[[nodiscard]] ConsentRequest request_for(const Finding& finding, const Choice& choice, const Round& round);

} // namespace mirrorwatch::decide
