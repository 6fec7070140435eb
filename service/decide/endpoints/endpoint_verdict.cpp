// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/endpoint_verdict.hpp"

#include <utility>

namespace mirrorwatch::decide {
namespace {

// Failures come before Windows was asked whether it is offline, and these have their cause in it.
constexpr Duration c_offline_unnoticed{60'000};

} // namespace

EndpointVerdict::EndpointVerdict(const EndpointSpec& spec, bool only_excuses)
    : failure_threshold_(spec.failure_threshold)
    , success_threshold_(spec.success_threshold)
    , only_excuses_(only_excuses) {}

void EndpointVerdict::on_success(const ProbeResult& result, TimePoint now) {
    unanswered_ = 0;
    answered_at_ = succeeded_at_ = now;
    grace_until_.reset();
    excused_ = false;
    failures_ = 0;
    ++successes_;
    latency_ = result.latency;
    last_error_.clear();
    last_failed_ = ProbeStep::None;
    statistics_.add(true, result.latency);
    strip_.add_success(result.latency, now);
    if (decided_ != EndpointState::Down || successes_ >= success_threshold_) {
        decided_ = EndpointState::Up;
    }
}

bool EndpointVerdict::on_failure(const ProbeResult& result, TimePoint now) {
    unanswered_ = 0;
    answered_at_ = now;
    last_error_ = result.error;
    last_failed_ = result.failed;
    if (offline_ || is_in_grace(now)) {
        strip_.add_unknown(now);
        excused_ = excused_ || offline_;
        return offline_;
    }
    statistics_.add(false, Duration{0});
    strip_.add_failure(now);
    successes_ = 0;
    const bool was_down = decided_ == EndpointState::Down;
    if (failures_++ == 0 && !was_down) {
        failing_since_ = now;
    }
    if (failures_ < failure_threshold_) {
        return was_down;
    }
    if (only_excuses_ && !was_down) {
        decided_ = EndpointState::Unknown;
        excused_ = true;
        return true;
    }
    decided_ = EndpointState::Down;
    return was_down;
}

void EndpointVerdict::on_nobody_asked(const std::string& why, TimePoint now) {
    strip_.add_unknown(now);
    ++unanswered_;
    last_error_ = why;
    last_failed_ = ProbeStep::None;
}

void EndpointVerdict::condemn() {
    decided_ = EndpointState::Down;
    excused_ = false;
}

bool EndpointVerdict::set_offline(bool offline, TimePoint now) {
    offline_ = offline;
    if (!offline) {
        return std::exchange(excused_, false);
    }
    strip_.excuse(now - c_offline_unnoticed);
    excused_ = failures_ > 0 || decided_ == EndpointState::Down;
    failures_ = successes_ = 0;
    return false;
}

void EndpointVerdict::note_vpn_up(bool is_expected, TimePoint came_after) {
    // Still down since the last time the VPN came up: that it was fine before remains true.
    const bool still_broken = was_up_before_vpn_ && decided_ == EndpointState::Down;
    const bool just_broke =
        decided_ == EndpointState::Down && failing_since_ >= came_after && succeeded_at_ != TimePoint::min();
    was_up_before_vpn_ = is_expected && (decided_ == EndpointState::Up || still_broken || just_broke);
}

void EndpointVerdict::start_over(TimePoint now) {
    strip_.add_unknown(now);
    decided_ = EndpointState::Unknown;
    failures_ = successes_ = unanswered_ = 0;
    excused_ = false;
    last_error_.clear();
    last_failed_ = ProbeStep::None;
}

EndpointState EndpointVerdict::state() const {
    const bool coming_back = decided_ == EndpointState::Down && successes_ > 0;
    const bool failing = decided_ != EndpointState::Down && failures_ > 0;
    return coming_back || failing ? EndpointState::Pending : decided_;
}

void EndpointVerdict::describe(VantageView& view, std::optional<TimePoint> now) const {
    view.last_error = last_error_;
    if (now) {
        const Statistics::Latency latency = statistics_.latency();
        view.latency = latency_;
        view.median = latency.median;
        view.p95 = latency.p95;
        view.results = statistics_.results();
        view.failures = statistics_.failures();
        view.strip = strip_.cells(*now);
    }
}

} // namespace mirrorwatch::decide
