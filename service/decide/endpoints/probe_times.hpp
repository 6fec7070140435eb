// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/settings.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/time.hpp"

#include <cstdint>
#include <vector>

namespace mirrorwatch::decide {

/// When one endpoint is probed: at its interval, sooner while nothing is decided, ever more rarely while
/// nothing changes, and in a burst when something happened. No two endpoints fall into step: the pauses vary
/// by a hash of the name and of the number of the probe.
class ProbeTimes {
public:
    ProbeTimes(const EndpointSpec& spec, TimePoint first_probe);

    [[nodiscard]] TimePoint due() const;
    /// A probe with this id is on its way; returns the time that it may take.
    Duration begin(ActionId id, TimePoint now);
    /// True when the id was one of those that are still waited for.
    bool take(ActionId id);

    /// Not now: of a burst the next time counts, else it is tried again soon.
    void skip(TimePoint now);

    /// A few quick probes. Results of older ones no longer count.
    void burst(const Settings::Burst& times, TimePoint now);
    /// What is known is to be a few seconds old at most: else it is probed, and not waited for for long.
    void refresh(Duration timeout, TimePoint now);

    /// Of hundreds not all burst in the same moment.
    void set_place_in_line(Duration place) { place_in_line_ = place; }

    /// Not later than that.
    void hurry(TimePoint when);
    /// At a moment in the second that begins now, and as often as before it failed.
    void resume(TimePoint now);
    void start_over(TimePoint now);

    /// Failures that say nothing new make the pauses longer.
    void back_off() { ++in_vain_; }

    void forget_failures() { in_vain_ = 0; }

    /// After a result.
    void plan_soon(TimePoint now);
    void plan_regularly(TimePoint now);

    /// Not before something happens.
    void rest() { next_probe_ = TimePoint::max(); }

    /// Without a result: an interval later.
    void plan_again(TimePoint now) { next_probe_ = now + interval_; }

    [[nodiscard]] bool is_in_flight() const { return !in_flight_.empty(); }

private:
    [[nodiscard]] Duration regular_pause() const;
    [[nodiscard]] std::uint32_t chance() const;

    Duration interval_;
    Duration retry_interval_;
    Duration max_backoff_;
    Duration timeout_;
    int jitter_percent_;
    std::uint64_t hash_;      // of the name
    std::uint64_t count_ = 0; // of probes begun
    bool in_step_ = true;     // the last one was begun together with those of others
    int in_vain_ = 0;         // probes since it is down, or excused
    Duration place_in_line_{0};
    TimePoint next_probe_;
    TimePoint begun_at_{};
    std::vector<TimePoint> burst_; // still to come, the next one last
    Duration burst_timeout_{0};
    std::vector<ActionId> in_flight_;
};

} // namespace mirrorwatch::decide
