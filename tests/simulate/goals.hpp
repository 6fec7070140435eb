// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulate/score.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the product has to reach in each behaviour, and what it reaches today where that is less.
namespace mirrorwatch::simulate {

/// What is measured, in percent of the cases; the last two are to stay below their goals.
enum class Measure { Named, Right, Cured, Needless, Alarms };
inline constexpr std::array<const char*, 5> c_names_of_measures{"named", "right", "cured", "needless",
                                                                "alarms"};

struct Goal {
    unsigned noise = 0;
    Measure measure = Measure::Right;
    double percent = 99;
};

[[nodiscard]] std::span<const Goal> goals();

/// A behaviour that does not reach a goal yet: what it has to hold until it does.
struct Today {
    std::string_view behaviour;
    unsigned noise = 0;
    Measure measure = Measure::Right;
    double percent = 0;
};

[[nodiscard]] std::span<const Today> not_reached_yet();

/// Of behaviours that are generated, all in one, without noise: what is to be right, and what is today.
inline constexpr double c_goal_of_generated = 97;
inline constexpr double c_generated_today = 97;

struct Shortfall {
    std::string behaviour;
    Goal goal; // or what is held today
    std::uint64_t cases = 0;
    double percent = 0; // reached

    [[nodiscard]] std::string words() const;
};

/// Where the product is below a goal, or below what it reached before, by more than chance explains.
[[nodiscard]] std::vector<Shortfall> shortfalls(const Table& table);
/// The same of behaviours that were generated, all in one.
[[nodiscard]] std::vector<Shortfall> shortfalls_of_generated(const Table& table);
/// Rows of not_reached_yet() whose goal is reached: they can go. Only where there are cases enough.
[[nodiscard]] std::vector<Shortfall> reached_by_now(const Table& table);

/// Less than once in a million runs so few of so many come out well, when each does so with `percent`.
[[nodiscard]] bool is_below(std::uint64_t good, std::uint64_t cases, double percent);

} // namespace mirrorwatch::simulate
