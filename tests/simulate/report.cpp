// SPDX-License-Identifier: MIT
#include "tests/simulate/report.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <iterator>

namespace mirrorwatch::simulate {
namespace {

double percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? "-" : fmt::format("{:.1f} %", percent(part, whole));
}

std::string seconds(const std::optional<Time>& time) {
    return time ? fmt::format("{:.1f} s", static_cast<double>(time->count()) / 1'000) : "-";
}

std::string header(const char* what) {
    return fmt::format("{:<32} {:>6} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7} {:>7}\n",
                       what, "noise", "cases", "named", "right", "cured", "needless", "alarms", "misled",
                       "median", "asked", "killed", "unasked");
}

std::string row(const std::string& name, unsigned noise, const Tally& tally) {
    return fmt::format("{:<32} {:>4} % {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>7} {:>7} {:>7}\n",
                       name, noise, tally.cases, share(tally.named, tally.cases),
                       share(tally.right, tally.cases), share(tally.cured, tally.curable),
                       share(tally.needless, tally.cases), share(tally.alarms, tally.harmless),
                       share(tally.misled, tally.cases), seconds(tally.median()), tally.asked, tally.killed,
                       tally.killed_without_consent);
}

boost::json::object json_of(const std::string& name, unsigned noise, Way way, const Tally& tally) {
    const auto median = tally.median();
    return {{"behaviour", name},
            {"noise_percent", noise},
            {"way", c_names_of_ways.at(static_cast<std::size_t>(way))},
            {"cases", tally.cases},
            {"harmless", tally.harmless},
            {"named", tally.named},
            {"right", tally.right},
            {"curable", tally.curable},
            {"cured", tally.cured},
            {"needless", tally.needless},
            {"alarms", tally.alarms},
            {"misled", tally.misled},
            {"questions", tally.asked},
            {"sessions_killed", tally.killed},
            {"sessions_killed_without_consent", tally.killed_without_consent},
            {"median_ms", median ? boost::json::value(median->count()) : boost::json::value(nullptr)}};
}

/// The product in each behaviour, and below all of them beside the simpler ideas.
std::string table_of(const Outcome& outcome) {
    std::string text = header("behaviour");
    for (const auto& [key, tallies] : outcome.table.rows()) {
        text += row(key.first, key.second, tallies.front());
    }
    text += '\n' + header("in all");
    for (const unsigned noise : outcome.table.noises()) {
        for (const Way way : c_ways) {
            text += row(c_names_of_ways.at(static_cast<std::size_t>(way)), noise,
                        outcome.table.total(noise, way));
        }
    }
    return text;
}

std::string goals_of(const Outcome& outcome) {
    std::string text;
    for (const Shortfall& shortfall : shortfalls_of(outcome)) {
        text += "below its goal: " + shortfall.words() + '\n';
    }
    for (const Shortfall& reached : reached_by_now(outcome.table)) {
        text += "reached by now, and still listed in goals_today.hpp: " + reached.words() + '\n';
    }
    return text;
}

boost::json::array json_of_goals(const Outcome& outcome) {
    boost::json::array below;
    for (const Shortfall& shortfall : shortfalls_of(outcome)) {
        below.push_back(
            {{"behaviour", shortfall.behaviour},
             {"noise_percent", shortfall.goal.noise},
             {"measure", c_names_of_measures.at(static_cast<std::size_t>(shortfall.goal.measure))},
             {"goal_percent", shortfall.goal.percent},
             {"percent", shortfall.percent},
             {"cases", shortfall.cases}});
    }
    return below;
}

std::string replay(const Outcome& outcome, const Violation& violation) {
    return fmt::format("simulate --seed {} --history {} --until {}{}", outcome.seed, violation.history,
                       violation.step, outcome.how_to_replay);
}

double microseconds_per_event(const Outcome& outcome) {
    return outcome.events == 0
               ? 0.0
               : static_cast<double>(outcome.took.count()) / static_cast<double>(outcome.events);
}

} // namespace

std::vector<Shortfall> shortfalls_of(const Outcome& outcome) {
    return outcome.is_generated ? shortfalls_of_generated(outcome.table) : shortfalls(outcome.table);
}

std::string to_text(const Outcome& outcome) {
    std::string text = table_of(outcome);
    text += fmt::format("\n{} events in {} histories, {:.1f} s, {:.1f} us for each event\n", outcome.events,
                        outcome.histories, static_cast<double>(outcome.took.count()) / 1e6,
                        microseconds_per_event(outcome));
    text += fmt::format("hash of all actions: {:016x}\n", outcome.hash);
    for (const Violation& violation : outcome.examples) {
        text += fmt::format("violation ({} times): {}\n    seed {}, history {}, step {}, after {}: {}\n",
                            outcome.violations_by_kind.at(violation.what), violation.what, outcome.seed,
                            violation.history, violation.step, seconds(violation.when),
                            replay(outcome, violation));
    }
    return text + goals_of(outcome) + fmt::format("{} violations\n", outcome.violations);
}

std::string to_json(const Outcome& outcome) {
    boost::json::array rows;
    for (const auto& [key, tallies] : outcome.table.rows()) {
        for (const Way way : c_ways) {
            rows.push_back(json_of(key.first, key.second, way, tallies.at(static_cast<std::size_t>(way))));
        }
    }
    boost::json::array totals;
    for (const unsigned noise : outcome.table.noises()) {
        for (const Way way : c_ways) {
            totals.push_back(json_of("all", noise, way, outcome.table.total(noise, way)));
        }
    }
    boost::json::array violations;
    for (const Violation& violation : outcome.examples) {
        violations.push_back({{"what", violation.what},
                              {"times", outcome.violations_by_kind.at(violation.what)},
                              {"history", violation.history},
                              {"step", violation.step},
                              {"after_ms", violation.when.count()},
                              {"replay", replay(outcome, violation)}});
    }
    return boost::json::serialize(boost::json::object{{"seed", outcome.seed},
                                                      {"events", outcome.events},
                                                      {"histories", outcome.histories},
                                                      {"took_us", outcome.took.count()},
                                                      {"us_per_event", microseconds_per_event(outcome)},
                                                      {"hash", fmt::format("{:016x}", outcome.hash)},
                                                      {"violations", outcome.violations},
                                                      {"examples", std::move(violations)},
                                                      {"below_goals", json_of_goals(outcome)},
                                                      {"rows", std::move(rows)},
                                                      {"totals", std::move(totals)}}) +
           "\n";
}

} // namespace mirrorwatch::simulate
