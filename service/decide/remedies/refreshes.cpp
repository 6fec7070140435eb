// SPDX-License-Identifier: MIT
#include "service/decide/remedies/refreshes.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::decide {
namespace {

// WSL rewires the guest at once, 350 ms later for what came meanwhile, and tries again for some seconds; what
// is refreshed before it is done is lost again (WslMirroredNetworking.cpp; tried against its guest's code).
constexpr std::array c_after{Duration{500}, Duration{2'000}, Refreshes::c_last_after};
// The guest's watcher ends by itself after 30 minutes, in which nobody renewed it.
constexpr std::chrono::minutes c_renew_watcher_every{25};

} // namespace

void Refreshes::follow(TimePoint last_change, TimePoint now) {
    if (seen_change_ != last_change) {
        plan(last_change, now);
    }
}

void Refreshes::plan(TimePoint last_change, TimePoint now) {
    seen_change_ = last_change;
    planned_.clear();
    for (const Duration after : c_after) {
        if (last_change != TimePoint::min() && last_change + after > now) {
            planned_.push_back(last_change + after);
        }
    }
}

void Refreshes::add(TimePoint when) {
    planned_.insert(std::upper_bound(planned_.begin(), planned_.end(), when), when);
}

void Refreshes::note_applied(bool is_watched, TimePoint now) {
    renew_watcher_at_ = is_watched ? now + c_renew_watcher_every : TimePoint::max();
}

bool Refreshes::take_due(TimePoint now) {
    if (next() > now) {
        return false;
    }
    std::erase_if(planned_, [&](TimePoint when) { return when <= now; });
    last_try_ = last_try_ <= now ? TimePoint::max() : last_try_;
    renew_watcher_at_ = TimePoint::max();
    return true;
}

TimePoint Refreshes::next() const {
    const TimePoint planned = planned_.empty() ? TimePoint::max() : planned_.front();
    return std::min({planned, last_try_, renew_watcher_at_});
}

} // namespace mirrorwatch::decide
