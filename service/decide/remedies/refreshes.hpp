// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/time.hpp"

#include <vector>

namespace mirrorwatch::decide {

/// When an exclusion is put in force again: some moments after each change of an adapter of Windows, as WSL
/// rewires its guest then, and before the guest's watcher ends by itself.
class Refreshes {
public:
    /// Plans again if an adapter has changed since the last time; min: none ever has.
    void follow(TimePoint last_change, TimePoint now);
    /// At those of the usual moments after the change that are still to come.
    void plan(TimePoint last_change, TimePoint now);
    void add(TimePoint when);

    /// Once more before it is said that it did not help; forgotten when it helps.
    void set_last_try(TimePoint when) { last_try_ = when; }

    void forget_last_try() { last_try_ = TimePoint::max(); }

    /// The guest has a watcher, or has none.
    void note_applied(bool is_watched, TimePoint now);

    /// True when one was due; it counts as done.
    [[nodiscard]] bool take_due(TimePoint now);

    /// max: none is to come.
    [[nodiscard]] TimePoint next() const;

    /// After the change that was seen last not all of them are done.
    [[nodiscard]] bool are_due_for(TimePoint last_change) const {
        return !planned_.empty() || last_try_ != TimePoint::max() || seen_change_ != last_change;
    }

    [[nodiscard]] TimePoint seen_change() const { return seen_change_; }

    /// So long after a change the guest is as WSL leaves it.
    static constexpr Duration c_last_after{5'000};

private:
    TimePoint seen_change_ = TimePoint::min(); // of any adapter
    std::vector<TimePoint> planned_;           // in their order
    TimePoint last_try_ = TimePoint::max();
    TimePoint renew_watcher_at_ = TimePoint::max();
};

} // namespace mirrorwatch::decide
