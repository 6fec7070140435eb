// SPDX-License-Identifier: MIT
#include "tests/simulate/score.hpp"

#include <algorithm>

namespace mirrorwatch::simulate {

void Tally::note(const Marks& marks, Time begun) {
    ++cases;
    harmless += marks.is_harmless ? 1 : 0;
    named += marks.is_named ? 1 : 0;
    right += marks.is_right ? 1 : 0;
    curable += marks.is_cured ? 1 : 0;
    cured += marks.is_cured.value_or(false) ? 1 : 0;
    needless += marks.is_needless ? 1 : 0;
    alarms += marks.is_alarm ? 1 : 0;
    misled += marks.is_misled ? 1 : 0;
    if (marks.right_word_at) {
        times.push_back(*marks.right_word_at - begun);
    }
}

void Tally::add(const Tally& other) {
    cases += other.cases;
    harmless += other.harmless;
    named += other.named;
    right += other.right;
    curable += other.curable;
    cured += other.cured;
    needless += other.needless;
    alarms += other.alarms;
    misled += other.misled;
    asked += other.asked;
    killed += other.killed;
    killed_without_consent += other.killed_without_consent;
    times.insert(times.end(), other.times.begin(), other.times.end());
}

std::optional<Time> Tally::median() const {
    if (times.empty()) {
        return {};
    }
    std::vector<Time> sorted = times;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
}

Tally& Table::at(const std::string& behaviour, unsigned noise, Way way) {
    return rows_[{behaviour, noise}][static_cast<std::size_t>(way)];
}

void Table::add(const Table& other) {
    for (const auto& [key, tallies] : other.rows_) {
        for (std::size_t way = 0; way < tallies.size(); ++way) {
            rows_[key][way].add(tallies[way]);
        }
    }
}

Tally Table::total(unsigned noise, Way way) const {
    Tally total;
    for (const auto& [key, tallies] : rows_) {
        if (key.second == noise) {
            total.add(tallies[static_cast<std::size_t>(way)]);
        }
    }
    return total;
}

std::set<unsigned> Table::noises() const {
    std::set<unsigned> result;
    for (const auto& [key, tallies] : rows_) {
        result.insert(key.second);
    }
    return result;
}

} // namespace mirrorwatch::simulate
