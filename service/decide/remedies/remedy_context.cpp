// SPDX-License-Identifier: MIT
#include "service/decide/remedies/remedy_context.hpp"

namespace mirrorwatch::decide {

void RemedyEndpoints::probe_again(TimePoint now) const {
    for (const Watched& endpoint : watched) {
        if (endpoint.windows != nullptr) {
            endpoint.windows->times().burst(burst, now);
        }
    }
    guest.verify(now);
}

void RemedyEndpoints::expect_failures(const std::vector<std::string>& names, TimePoint now) const {
    for (const Watched& endpoint : watched) {
        if (endpoint.windows != nullptr && endpoint.is_named_in(names)) {
            endpoint.windows->times().burst(burst, now);
        }
    }
    guest.on_network_change(now); // that of WSL is another one
}

} // namespace mirrorwatch::decide
