#include "service/decide/endpoints/endpoint.hpp"

#include "common/ip_address.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// A result that never comes (it always should) must not blind us for ever. Behind hundreds of hanging probes
// one may wait its turn for minutes.
constexpr Duration c_result_is_lost{300'000};

// Within this time a result is as good as a new one.
constexpr Duration c_fresh{3'000};

std::uint64_t hash_of(std::string_view text) { // FNV-1a
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const unsigned char c : text) {
        hash = (hash ^ c) * 0x100000001B3;
    }
    return hash;
}

std::uint64_t mixed(std::uint64_t x) { // splitmix64's finalizer
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

} // namespace

EndpointMonitor::EndpointMonitor(EndpointSpec spec, TimePoint first_probe, Vantage vantage)
    : spec_(std::move(spec))
    , vantage_(vantage)
    , hash_(hash_of(spec_.name))
    , next_probe_(first_probe) {}

TimePoint EndpointMonitor::due() const {
    if (is_skipped()) {
        return TimePoint::max();
    }
    if (!burst_.empty()) {
        return burst_.back();
    }
    return in_flight_.empty() ? next_probe_ : begun_at_ + c_result_is_lost;
}

void EndpointMonitor::probe_if_due(TimePoint now, Outbox& out) {
    if (now >= due()) {
        const ActionId id = out.next_id();
        const Duration timeout = begin_probe(id, now);
        out.put(StartProbe{id, spec_, timeout});
    }
}

Duration EndpointMonitor::begin_probe(ActionId id, TimePoint now) {
    Duration timeout = spec_.timeout;
    if (!burst_.empty() && now >= burst_.back()) {
        burst_.pop_back();
        timeout = std::min(burst_timeout_, spec_.timeout);
        in_step_ = true;
    } else {
        in_flight_.clear(); // one that is still there is lost
        in_step_ = count_ == 0;
    }
    in_flight_.push_back(id);
    begun_at_ = now;
    ++count_;
    return timeout;
}

bool EndpointMonitor::on_result(ActionId id, const ProbeResult& result, TimePoint now) {
    if (std::erase(in_flight_, id) == 0) {
        return false;
    }
    unanswered_ = 0;
    if (result.certificate_expires) {
        certificate_expires_ = result.certificate_expires;
    }
    if (result.ok) {
        on_success(result);
    } else {
        for (int i = 0; i < std::max(1, result.attempts); ++i) {
            on_failure(result, now);
        }
    }
    next_probe_ = next_after(now);
    return true;
}

void EndpointMonitor::on_nobody_asked(ActionId id, const std::string& why, TimePoint now) {
    if (std::erase(in_flight_, id) != 0) {
        ++unanswered_;
        last_error_ = why;
        last_failed_ = ProbeStep::None;
        next_probe_ = now + spec_.interval;
    }
}

void EndpointMonitor::on_success(const ProbeResult& result) {
    grace_until_.reset();
    excused_ = false;
    failures_ = vain_ = 0;
    ++successes_;
    latency_ = result.latency;
    last_error_.clear();
    last_failed_ = ProbeStep::None;
    statistics_.add(true, result.latency);
    if (decided_ != EndpointState::Down || successes_ >= spec_.success_threshold) {
        decided_ = EndpointState::Up;
    }
}

void EndpointMonitor::on_failure(const ProbeResult& result, TimePoint now) {
    last_error_ = result.error;
    last_failed_ = result.failed;
    if (offline_) {
        ++vain_;
        excused_ = true;
        return;
    }
    if (is_in_grace(now)) {
        return;
    }
    statistics_.add(false, Duration{0});
    successes_ = 0;
    if (failures_++ == 0 && decided_ != EndpointState::Down) {
        failing_since_ = now;
    }
    if (decided_ == EndpointState::Down) {
        ++vain_;
    } else if (failures_ >= spec_.failure_threshold) {
        decided_ = EndpointState::Down;
    }
}

TimePoint EndpointMonitor::next_after(TimePoint now) const {
    const bool undecided = state() == EndpointState::Pending || state() == EndpointState::Unknown;
    if (undecided || is_in_grace(now) || (awaited_ && !is_steadily_up())) {
        return now + std::min(spec_.retry_interval, spec_.interval);
    }
    return std::max(now, begun_at_ + regular_pause());
}

/// 0…65535, another one for each probe.
std::uint32_t EndpointMonitor::chance() const {
    return static_cast<std::uint32_t>(mixed(hash_ + count_) & 0xFFFF);
}

Duration EndpointMonitor::regular_pause() const {
    const auto part = static_cast<std::int64_t>(chance());
    if (in_step_) { // the next one is anywhere in the second half of the interval
        return spec_.interval / 2 + spec_.interval / 2 * part / 0x10000;
    }
    Duration pause = spec_.interval;
    const Duration longest = std::max(spec_.max_backoff, spec_.interval);
    for (int i = 0; i < vain_ && pause < longest; ++i) {
        pause *= 2;
    }
    pause = std::min(pause, longest);
    const Duration jitter = pause * spec_.jitter_percent / 100;
    return pause - jitter + jitter * 2 * part / 0x10000;
}

void EndpointMonitor::burst(const Settings::Burst& times, TimePoint now) {
    in_flight_.clear();
    vain_ = 0;
    burst_timeout_ = times.timeout;
    burst_.clear();
    for (const Duration at : times.at) {
        burst_.push_back(now + at + place_in_line_);
    }
    std::sort(burst_.rbegin(), burst_.rend());
    next_probe_ = burst_.empty() ? now : next_probe_;
}

void EndpointMonitor::refresh(Duration timeout, TimePoint now) {
    if (now > begun_at_ + c_fresh) {
        burst({{Duration{0}}, timeout}, now);
    }
}

void EndpointMonitor::begin_grace(TimePoint until) {
    grace_until_ = until;
}

void EndpointMonitor::hurry(TimePoint now) {
    next_probe_ = std::min(next_probe_, now);
}

void EndpointMonitor::start_over(TimePoint now) {
    in_flight_.clear();
    burst_.clear();
    decided_ = EndpointState::Unknown;
    failures_ = successes_ = vain_ = 0;
    excused_ = false;
    unanswered_ = 0;
    last_error_.clear();
    last_failed_ = ProbeStep::None;
    next_probe_ = now;
}

void EndpointMonitor::set_skipping(bool& reason, bool value, TimePoint now) {
    if (std::exchange(reason, value) != value) {
        start_over(now);
    }
}

void EndpointMonitor::set_awaited(bool awaited, TimePoint now) {
    if (awaited && !awaited_ && is_down()) {
        next_probe_ = std::min(next_probe_, now + spec_.retry_interval);
    }
    awaited_ = awaited;
}

void EndpointMonitor::set_vpn_present(bool present, TimePoint now) {
    const bool skip =
        (spec_.when == EndpointWhen::Vpn && !present) || (spec_.when == EndpointWhen::NoVpn && present);
    set_skipping(skipped_by_when_, skip, now);
}

void EndpointMonitor::set_place_present(bool present, TimePoint now) {
    set_skipping(place_absent_, !present, now);
}

void EndpointMonitor::set_paused(bool paused, TimePoint now) {
    set_skipping(paused_, paused, now);
}

void EndpointMonitor::set_offline(bool offline, TimePoint now) {
    if (offline == offline_ || is_loopback_host(spec_.host)) {
        return;
    }
    offline_ = offline;
    if (offline) {
        excused_ = failures_ > 0 || decided_ == EndpointState::Down;
        failures_ = successes_ = 0;
    } else if (std::exchange(excused_, false)) {
        vain_ = 0;
        next_probe_ = now + Duration{chance() % 1000};
    }
}

void EndpointMonitor::note_vpn_up() {
    // Still down since the last time the VPN came up: that it was fine before remains true.
    const bool still_broken = was_up_before_vpn_ && decided_ == EndpointState::Down;
    was_up_before_vpn_ = counts() && (decided_ == EndpointState::Up || still_broken);
}

EndpointState EndpointMonitor::state() const {
    if (is_paused()) {
        return EndpointState::Paused;
    }
    if (!counts()) {
        return EndpointState::Skipped;
    }
    const bool coming_back = decided_ == EndpointState::Down && successes_ > 0;
    const bool failing = decided_ != EndpointState::Down && failures_ > 0;
    return coming_back || failing ? EndpointState::Pending : decided_;
}

VantageView EndpointMonitor::view(RunsIn runs_in, bool with_statistics) const {
    VantageView view{vantage_, runs_in, state(), last_error_};
    if (with_statistics) {
        const Statistics::Latency latency = statistics_.latency();
        view.latency = latency_;
        view.median = latency.median;
        view.p95 = latency.p95;
        view.results = statistics_.results();
        view.failures = statistics_.failures();
    }
    return view;
}

} // namespace mirrorwatch::decide
