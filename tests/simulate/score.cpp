// SPDX-License-Identifier: MIT
#include "tests/simulate/score.hpp"

#include "common/remedy_catalogue.hpp"

#include <algorithm>

namespace mirrorwatch::simulate {
namespace {

/// Of two remedies the rougher one comes later.
std::ptrdiff_t roughness(const RemedySpec& remedy) {
    return &row_of(remedy) - remedy_catalogue().data();
}

} // namespace

void Case::proposed(const RemedySpec& remedy, Time when) {
    if (steps_.empty() || steps_.back() != remedy) {
        steps_.push_back(remedy);
    }
    first_word_ = first_word_.value_or(when);
}

void Case::named(Fault fault, Time when) {
    named_.insert(fault);
    first_word_ = first_word_.value_or(when);
}

bool Case::is_right(const world::Truth& truth, bool is_as_before) const {
    if (steps_.empty()) {
        return truth.words_are_right;
    }
    const bool rises = std::adjacent_find(steps_.begin(), steps_.end(),
                                          [](const RemedySpec& before, const RemedySpec& after) {
                                              return roughness(before) >= roughness(after);
                                          }) == steps_.end();
    return rises && (truth.right.contains(steps_.back()) || (truth.may_be_tried_in_vain && is_as_before));
}

void Tally::add(const Tally& other) {
    cases += other.cases;
    right += other.right;
    named += other.named;
    cured += other.cured;
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

Tally& Table::at(const std::string& row, unsigned noise, Way way) {
    return rows_[{row, noise}][static_cast<std::size_t>(way)];
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
