// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/endpoint.hpp"

#include "common/ip_address.hpp"
#include "service/decide/endpoints/standing_checks.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {

EndpointMonitor::EndpointMonitor(EndpointSpec spec, TimePoint first_probe, Vantage vantage)
    : spec_(std::move(spec))
    , vantage_(vantage)
    , times_(spec_, first_probe)
    , verdict_(spec_, is_standing(spec_) && vantage == Vantage::Windows)
    , expectation_(spec_) {}

bool EndpointMonitor::on_result(ActionId id, const ProbeResult& result, TimePoint now) {
    if (!times_.take(id)) {
        return false;
    }
    if (result.certificate_expires) {
        certificate_expires_ = result.certificate_expires;
    }
    if (result.ok) {
        verdict_.on_success(result, now);
        times_.forget_failures();
    }
    for (int i = 0; !result.ok && i < std::max(1, result.attempts); ++i) {
        if (verdict_.on_failure(result, now)) {
            times_.back_off();
        }
    }
    plan(now);
    return true;
}

void EndpointMonitor::on_nobody_asked(ActionId id, const std::string& why, TimePoint now) {
    if (times_.take(id)) {
        verdict_.on_nobody_asked(why, now);
        times_.plan_again(now);
    }
}

void EndpointMonitor::on_outdated(ActionId id, TimePoint now) {
    if (times_.take(id)) {
        times_.plan_again(now);
    }
}

void EndpointMonitor::plan(TimePoint now) {
    const bool undecided = state() == EndpointState::Pending || state() == EndpointState::Unknown;
    if (undecided || verdict_.is_in_grace(now) || (awaited_ && !is_steadily_up())) {
        times_.plan_soon(now);
    } else if (is_at_rest()) {
        times_.rest();
    } else {
        times_.plan_regularly(now);
    }
}

void EndpointMonitor::start_over_if(bool has_changed, TimePoint now) {
    if (has_changed) {
        times_.start_over(now);
        verdict_.start_over(now);
    }
}

void EndpointMonitor::set_awaited(bool awaited, TimePoint now) {
    if (awaited && !awaited_ && is_down()) {
        times_.hurry(now + spec_.retry_interval);
    }
    awaited_ = awaited;
}

void EndpointMonitor::set_vpn_present(bool present, TimePoint now) {
    start_over_if(expectation_.set_vpn_present(present), now);
}

void EndpointMonitor::set_place_present(bool present, TimePoint now) {
    start_over_if(expectation_.set_place_present(present), now);
}

void EndpointMonitor::set_paused(bool paused, TimePoint now) {
    start_over_if(expectation_.set_paused(paused), now);
}

void EndpointMonitor::set_offline(bool offline, TimePoint now) {
    if (is_loopback_host(spec_.host) || std::exchange(offline_, offline) == offline) {
        return;
    }
    if (verdict_.set_offline(offline, now)) {
        times_.resume(now);
    }
}

bool EndpointMonitor::is_at_rest() const {
    return is_standing(spec_) && is_steadily_up();
}

EndpointState EndpointMonitor::state() const {
    return expectation_.is_paused() ? EndpointState::Paused
           : counts()               ? verdict_.state()
                                    : EndpointState::Skipped;
}

VantageView EndpointMonitor::view(RunsIn runs_in, std::optional<TimePoint> now) const {
    VantageView view{vantage_, runs_in, state()};
    verdict_.describe(view, now);
    return view;
}

} // namespace mirrorwatch::decide
