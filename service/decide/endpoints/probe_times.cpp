// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/probe_times.hpp"

#include <algorithm>
#include <string_view>

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

ProbeTimes::ProbeTimes(const EndpointSpec& spec, TimePoint first_probe)
    : interval_(spec.interval)
    , retry_interval_(spec.retry_interval)
    , max_backoff_(spec.max_backoff)
    , timeout_(spec.timeout)
    , jitter_percent_(spec.jitter_percent)
    , hash_(hash_of(spec.name))
    , next_probe_(first_probe) {}

TimePoint ProbeTimes::due() const {
    if (!burst_.empty()) {
        return burst_.back();
    }
    return in_flight_.empty() ? next_probe_ : begun_at_ + c_result_is_lost;
}

Duration ProbeTimes::begin(ActionId id, TimePoint now) {
    Duration timeout = timeout_;
    if (!burst_.empty() && now >= burst_.back()) {
        burst_.pop_back();
        timeout = std::min(burst_timeout_, timeout_);
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

void ProbeTimes::skip(TimePoint now) {
    if (burst_.empty()) {
        in_flight_.clear(); // nobody waits for what is lost
        plan_soon(now);
    } else {
        burst_.pop_back();
    }
}

bool ProbeTimes::take(ActionId id) {
    return std::erase(in_flight_, id) != 0;
}

void ProbeTimes::burst(const Settings::Burst& times, TimePoint now) {
    in_flight_.clear();
    in_vain_ = 0;
    burst_timeout_ = times.timeout;
    burst_.clear();
    for (const Duration at : times.at) {
        burst_.push_back(now + at + place_in_line_);
    }
    std::sort(burst_.rbegin(), burst_.rend());
    next_probe_ = burst_.empty() ? now : next_probe_;
}

void ProbeTimes::refresh(Duration timeout, TimePoint now) {
    if (now > begun_at_ + c_fresh) {
        burst({{Duration{0}}, timeout}, now);
    }
}

void ProbeTimes::hurry(TimePoint when) {
    next_probe_ = std::min(next_probe_, when);
}

void ProbeTimes::resume(TimePoint now) {
    in_vain_ = 0;
    next_probe_ = now + Duration{chance() % 1000};
}

void ProbeTimes::start_over(TimePoint now) {
    in_flight_.clear();
    burst_.clear();
    in_vain_ = 0;
    next_probe_ = now;
}

void ProbeTimes::plan_soon(TimePoint now) {
    next_probe_ = now + std::min(retry_interval_, interval_);
}

void ProbeTimes::plan_regularly(TimePoint now) {
    next_probe_ = std::max(now, begun_at_ + regular_pause());
}

/// 0…65535, another one for each probe.
std::uint32_t ProbeTimes::chance() const {
    return static_cast<std::uint32_t>(mixed(hash_ + count_) & 0xFFFF);
}

Duration ProbeTimes::regular_pause() const {
    const auto part = static_cast<std::int64_t>(chance());
    if (in_step_) { // the next one is anywhere in the second half of the interval
        return interval_ / 2 + interval_ / 2 * part / 0x10000;
    }
    Duration pause = interval_;
    const Duration longest = std::max(max_backoff_, interval_);
    for (int i = 0; i < in_vain_ && pause < longest; ++i) {
        pause *= 2;
    }
    pause = std::min(pause, longest);
    const Duration jitter = pause * jitter_percent_ / 100;
    return pause - jitter + jitter * 2 * part / 0x10000;
}

} // namespace mirrorwatch::decide
