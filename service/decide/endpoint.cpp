#include "service/decide/endpoint.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {

EndpointMonitor::EndpointMonitor(EndpointSpec spec, TimePoint first_probe)
    : spec_(std::move(spec))
    , next_probe_(first_probe) {}

TimePoint EndpointMonitor::due() const {
    if (skipped_) {
        return TimePoint::max();
    }
    return burst_.empty() ? next_probe_ : burst_.back();
}

void EndpointMonitor::probe_if_due(TimePoint now, Outbox& out) {
    if (now < due()) {
        return;
    }
    Duration timeout = spec_.timeout;
    if (!burst_.empty()) {
        burst_.pop_back();
        timeout = std::min(burst_timeout_, spec_.timeout);
    }
    // The result sets the next time; this one only matters if none ever came.
    next_probe_ = now + timeout + spec_.interval;
    const ActionId id = out.next_id();
    in_flight_.insert(id);
    out.put(StartProbe{id, spec_, timeout});
}

bool EndpointMonitor::on_result(ActionId id, const ProbeResult& result, TimePoint now) {
    if (in_flight_.erase(id) == 0) {
        return false;
    }
    if (result.ok) {
        on_success(result);
    } else {
        on_failure(result, now);
    }
    next_probe_ = now + pause(now);
    return true;
}

void EndpointMonitor::on_success(const ProbeResult& result) {
    grace_until_.reset();
    failures_ = 0;
    ++successes_;
    latency_ = result.latency;
    last_error_.clear();
    if (decided_ != EndpointState::Down || successes_ >= spec_.success_threshold) {
        decided_ = EndpointState::Up;
    }
}

void EndpointMonitor::on_failure(const ProbeResult& result, TimePoint now) {
    last_error_ = result.error;
    if (grace_until_ && now < *grace_until_) {
        return;
    }
    successes_ = 0;
    if (failures_++ == 0 && decided_ != EndpointState::Down) {
        failing_since_ = now;
    }
    if (failures_ >= spec_.failure_threshold) {
        decided_ = EndpointState::Down;
    }
}

Duration EndpointMonitor::pause(TimePoint now) const {
    const bool undecided = state() == EndpointState::Pending || state() == EndpointState::Unknown;
    const bool starting = grace_until_ && now < *grace_until_;
    return undecided || starting || (is_down() && awaited_) ? spec_.retry_interval : spec_.interval;
}

void EndpointMonitor::burst(const Settings::Burst& times, TimePoint now) {
    in_flight_.clear();
    burst_timeout_ = times.timeout;
    burst_.clear();
    for (const Duration at : times.at) {
        burst_.push_back(now + at);
    }
    std::sort(burst_.rbegin(), burst_.rend());
}

void EndpointMonitor::begin_grace(TimePoint until) {
    grace_until_ = until;
}

void EndpointMonitor::set_vpn_present(bool present, TimePoint now) {
    const bool skip =
        (spec_.when == EndpointWhen::Vpn && !present) || (spec_.when == EndpointWhen::NoVpn && present);
    if (skip == skipped_) {
        return;
    }
    skipped_ = skip;
    in_flight_.clear();
    burst_.clear();
    decided_ = EndpointState::Unknown;
    failures_ = successes_ = 0;
    next_probe_ = now;
}

void EndpointMonitor::note_vpn_up() {
    // Still down since the last time the VPN came up: that it was fine before remains true.
    const bool still_broken = was_up_before_vpn_ && decided_ == EndpointState::Down;
    was_up_before_vpn_ = !skipped_ && (decided_ == EndpointState::Up || still_broken);
}

EndpointState EndpointMonitor::state() const {
    if (skipped_) {
        return EndpointState::Skipped;
    }
    const bool coming_back = decided_ == EndpointState::Down && successes_ > 0;
    const bool failing = decided_ != EndpointState::Down && failures_ > 0;
    return coming_back || failing ? EndpointState::Pending : decided_;
}

EndpointView EndpointMonitor::view() const {
    const std::string place = spec_.host + ":" + std::to_string(spec_.port);
    const std::string address =
        spec_.kind == EndpointKind::Http ? "http://" + place + spec_.http.target : "tcp://" + place;
    return {spec_.name, address, state(), last_error_, latency_};
}

} // namespace mirrorwatch::decide
