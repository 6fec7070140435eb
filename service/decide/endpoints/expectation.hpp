// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"

#include <utility>

namespace mirrorwatch::decide {

/// Whether one endpoint is expected to answer now, other than because Windows is offline. Each setter is true
/// when something differs: what was found before tells nothing then.
class Expectation {
public:
    explicit Expectation(const EndpointSpec& spec)
        : when_(spec.when)
        , enabled_(spec.enabled) {}

    /// Nothing is expected while `when` does not hold.
    [[nodiscard]] bool set_vpn_present(bool present) {
        const bool skip =
            (when_ == EndpointWhen::Vpn && !present) || (when_ == EndpointWhen::NoVpn && present);
        return std::exchange(skipped_by_when_, skip) != skip;
    }

    /// Where it is asked from is there at all: WSL, for its guest.
    [[nodiscard]] bool set_place_present(bool present) {
        return std::exchange(place_present_, present) != present;
    }

    [[nodiscard]] bool set_paused(bool paused) { return std::exchange(paused_, paused) != paused; }

    [[nodiscard]] bool is_paused() const { return paused_ || !enabled_; }

    [[nodiscard]] bool is_skipped() const { return skipped_by_when_ || !place_present_ || is_paused(); }

private:
    EndpointWhen when_;
    bool enabled_;
    bool skipped_by_when_ = false;
    bool place_present_ = true;
    bool paused_ = false;
};

} // namespace mirrorwatch::decide
