// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace mirrorwatch::simulate {

/// The same seed gives the same numbers with every compiler and library: the standard's engine, which is
/// fixed, and distributions of our own, because the standard's are not.
class Random {
public:
    explicit Random(std::uint64_t seed)
        : engine_(seed) {}

    /// 0…n-1; n > 0. (The bias of the remainder is below 2^-40 for what is asked here.)
    std::uint64_t below(std::uint64_t n) { return engine_() % n; }

    /// `percent` of a hundred times true.
    bool chance(unsigned percent) { return below(100) < percent; }

    /// Both ends count.
    std::chrono::milliseconds between(std::chrono::milliseconds least, std::chrono::milliseconds most) {
        return least +
               std::chrono::milliseconds{below(static_cast<std::uint64_t>((most - least).count()) + 1)};
    }

    /// Another generator that depends on this one's state.
    Random split() { return Random{engine_() ^ 0x9E37'79B9'7F4A'7C15U}; }

private:
    std::mt19937_64 engine_;
};

/// A seed for the n-th history of a run; neighbours have nothing in common.
[[nodiscard]] constexpr std::uint64_t seed_of(std::uint64_t seed, std::uint64_t number) {
    std::uint64_t z = seed + (number + 1) * 0x9E37'79B9'7F4A'7C15U;
    z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31);
}

} // namespace mirrorwatch::simulate
