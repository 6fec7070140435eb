// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/outbox.hpp"

#include <algorithm>
#include <optional>

namespace mirrorwatch::decide {

/// The one timer that the loop keeps for us.
class Alarm {
public:
    // A deadline that is over and changes nothing must not turn the loop into a spin; and what is due within
    // so long after a wake-up is done with it.
    static constexpr Duration c_shortest{20};

    void on_tick() { at_.reset(); }

    /// A timer that goes off much too late has slept: with Modern Standby nobody tells of it.
    [[nodiscard]] bool has_overslept(TimePoint now) const { return at_ && now >= *at_ + c_overslept; }

    /// It is not set again for what comes a moment earlier.
    void set(TimePoint due, TimePoint now, Outbox& out) {
        due = std::max(due, now + c_shortest);
        if (!at_ || *at_ < due || *at_ > due + c_shortest) {
            at_ = due;
            out.put(WakeAt{due});
        }
    }

private:
    // Longer than a call that blocks the loop, and than a busy machine needs to wake us.
    static constexpr Duration c_overslept{30'000};

    std::optional<TimePoint> at_;
};

} // namespace mirrorwatch::decide
