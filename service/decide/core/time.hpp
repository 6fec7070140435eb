// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

namespace mirrorwatch::decide {

/// The monotonic clock's type only: the core never reads a clock, time arrives as an argument.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::milliseconds;

/// Of several things the one that comes next. What is due already hides none of the others.
class Agenda {
public:
    explicit Agenda(TimePoint now)
        : now_(now) {}

    void add(TimePoint when) {
        add_if_ahead(when);
        is_overdue_ = is_overdue_ || when <= now_;
    }

    /// What is over was looked at.
    void add_if_ahead(TimePoint when) { next_ = when > now_ ? std::min(next_, when) : next_; }

    /// max: nothing.
    [[nodiscard]] TimePoint next() const { return next_; }

    [[nodiscard]] bool is_overdue() const { return is_overdue_; }

private:
    TimePoint now_;
    TimePoint next_ = TimePoint::max();
    bool is_overdue_ = false;
};

} // namespace mirrorwatch::decide
