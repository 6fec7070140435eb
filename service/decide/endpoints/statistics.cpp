// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/statistics.hpp"

#include <algorithm>
#include <iterator>

namespace mirrorwatch::decide {
namespace {

constexpr std::uint16_t c_failed = 0xFFFF;
constexpr std::int64_t c_longest = 0xFFFE;

/// The smallest value that `percent` of them do not exceed.
Duration nearest_rank(std::vector<std::uint16_t>& values, std::size_t percent) {
    const std::size_t rank = (values.size() * percent + 99) / 100;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(values.begin(), at, values.end());
    return Duration{*at};
}

} // namespace

void Statistics::add(bool ok, Duration latency) {
    const auto value =
        ok ? static_cast<std::uint16_t>(std::clamp<std::int64_t>(latency.count(), 0, c_longest)) : c_failed;
    if (ring_.size() < c_most) {
        ring_.push_back(value);
    } else {
        failures_ -= ring_[oldest_] == c_failed ? 1 : 0;
        ring_[oldest_] = value;
        oldest_ = (oldest_ + 1) % c_most;
    }
    failures_ += ok ? 0 : 1;
}

Statistics::Latency Statistics::latency() const {
    std::vector<std::uint16_t> successes;
    successes.reserve(ring_.size());
    std::copy_if(ring_.begin(), ring_.end(), std::back_inserter(successes),
                 [](std::uint16_t value) { return value != c_failed; });
    if (successes.empty()) {
        return {};
    }
    return {nearest_rank(successes, 50), nearest_rank(successes, 95)};
}

} // namespace mirrorwatch::decide
