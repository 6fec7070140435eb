// SPDX-License-Identifier: MIT
#include "tests/simulate/goals.hpp"

#include "tests/simulate/goals_today.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace mirrorwatch::simulate {
namespace {

constexpr std::array c_goals{Goal{0, Measure::Named, 99},   Goal{0, Measure::Right, 99},
                             Goal{0, Measure::Cured, 99},   Goal{0, Measure::Needless, 5},
                             Goal{0, Measure::Alarms, 0.5}, Goal{20, Measure::Right, 95},
                             Goal{20, Measure::Alarms, 0.5}};

// A run in which no more are played tells nothing.
constexpr std::uint64_t c_enough = 40;
constexpr double c_by_chance = 0.000'001;

struct Counted {
    std::uint64_t good = 0;
    std::uint64_t cases = 0;
};

/// What stays below its goal is counted by what is well.
bool is_a_limit(Measure measure) {
    return measure == Measure::Needless || measure == Measure::Alarms;
}

Counted counted(const Tally& tally, Measure measure) {
    switch (measure) {
    case Measure::Named:
        return {tally.named, tally.cases};
    case Measure::Right:
        return {tally.right, tally.cases};
    case Measure::Cured:
        return {tally.cured, tally.curable};
    case Measure::Needless:
        return {tally.cases - tally.needless, tally.cases};
    case Measure::Alarms:
        return {tally.harmless - tally.alarms, tally.harmless};
    }
    return {};
}

double percent_of(const Counted& counted, Measure measure) {
    const double good = 100.0 * static_cast<double>(counted.good) / static_cast<double>(counted.cases);
    return is_a_limit(measure) ? 100 - good : good;
}

double to_reach(const Goal& goal) {
    return is_a_limit(goal.measure) ? 100 - goal.percent : goal.percent;
}

const Today* today_of(const std::string& behaviour, const Goal& goal) {
    const auto found = std::ranges::find_if(not_reached_yet(), [&](const Today& today) {
        return today.behaviour == behaviour && today.noise == goal.noise && today.measure == goal.measure;
    });
    return found == not_reached_yet().end() ? nullptr : &*found;
}

/// What has to be held, and where it is not.
void look(const std::string& behaviour, const Tally& tally, Goal goal, std::vector<Shortfall>& found) {
    if (const Today* today = today_of(behaviour, goal)) {
        goal.percent = today->percent;
    }
    const Counted count = counted(tally, goal.measure);
    if (is_below(count.good, count.cases, to_reach(goal))) {
        found.push_back({behaviour, goal, count.cases, percent_of(count, goal.measure)});
    }
}

} // namespace

std::span<const Goal> goals() {
    return c_goals;
}

std::span<const Today> not_reached_yet() {
    return c_not_reached_yet;
}

std::string Shortfall::words() const {
    const bool is_limit = is_a_limit(goal.measure);
    return fmt::format("{} at {} %: {} in {:.1f} % of {} cases, {} {:.1f} %", behaviour, goal.noise,
                       c_names_of_measures.at(static_cast<std::size_t>(goal.measure)), percent, cases,
                       is_limit ? "and not in more than" : "not in", goal.percent);
}

/// The binomial distribution's tail, by logarithms: powers of small numbers vanish.
bool is_below(std::uint64_t good, std::uint64_t cases, double percent) {
    if (percent >= 100) {
        return good < cases;
    }
    if (percent <= 0 || good == cases) {
        return false;
    }
    const double p = percent / 100;
    const auto n = static_cast<double>(cases);
    double tail = 0;
    for (std::uint64_t i = 0; i <= good; ++i) {
        const auto k = static_cast<double>(i);
        tail += std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                         (n - k) * std::log(1 - p));
    }
    return tail < c_by_chance;
}

std::vector<Shortfall> shortfalls(const Table& table) {
    std::vector<Shortfall> found;
    for (const auto& [key, row] : table.rows()) {
        for (const Goal& goal : c_goals) {
            if (goal.noise == key.second) {
                look(key.first, row.front(), goal, found);
            }
        }
    }
    return found;
}

std::vector<Shortfall> shortfalls_of_generated(const Table& table) {
    const Tally all = table.total(0, Way::Mirrorwatch);
    const Goal goal{0, Measure::Right, std::min(c_goal_of_generated, c_generated_today)};
    if (!is_below(all.right, all.cases, goal.percent)) {
        return {};
    }
    return {{"what is generated", goal, all.cases, percent_of({all.right, all.cases}, goal.measure)}};
}

std::vector<Shortfall> reached_by_now(const Table& table) {
    std::vector<Shortfall> found;
    for (const Goal& goal : c_goals) {
        for (const auto& [key, row] : table.rows()) {
            const Counted count = counted(row.front(), goal.measure);
            const bool is_listed = key.second == goal.noise && today_of(key.first, goal) != nullptr;
            if (is_listed && count.cases >= c_enough &&
                100.0 * static_cast<double>(count.good) >=
                    to_reach(goal) * static_cast<double>(count.cases)) {
                found.push_back({key.first, goal, count.cases, percent_of(count, goal.measure)});
            }
        }
    }
    return found;
}

} // namespace mirrorwatch::simulate
