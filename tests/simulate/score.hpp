// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "tests/simulate/plan.hpp"
#include "tests/support/world/oracle.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::simulate {

/// What the core proposed and did about the first break of a history.
class Case {
public:
    void proposed(const RemedySpec& remedy, Time when);
    void named(Fault fault, Time when);

    /// Named before the break, and shown still.
    void still_named(Fault fault) { named_.insert(fault); }

    [[nodiscard]] const std::vector<RemedySpec>& steps() const { return steps_; }

    [[nodiscard]] std::optional<Time> first_word() const { return first_word_; }

    [[nodiscard]] const std::set<Fault>& all_named() const { return named_; }

    [[nodiscard]] bool was_named(Fault fault) const { return named_.contains(fault); }

    /// It ended with a right one, and what it tried before was gentler; or nothing was right, and nothing was
    /// proposed, or all was tried in vain that nobody could know to be so, and taken back.
    [[nodiscard]] bool is_right(const world::Truth& truth, bool is_as_before) const;

private:
    std::vector<RemedySpec> steps_;
    std::set<Fault> named_;
    std::optional<Time> first_word_;
};

/// One line of the table, for one way to react.
struct Tally {
    std::uint64_t cases = 0;
    std::uint64_t right = 0;
    std::uint64_t named = 0; // of those that a person would give a name
    std::uint64_t cured = 0; // nothing fails any more when it is judged
    std::uint64_t asked = 0;
    std::uint64_t killed = 0;
    std::uint64_t killed_without_consent = 0;
    std::vector<Time> times; // from the break to the first question, remedy or word

    void add(const Tally& other);
    [[nodiscard]] std::optional<Time> median() const;
};

/// Who reacts: the product, and two simpler ideas on the same histories.
enum class Way { Mirrorwatch, RestartBlindly, AlwaysNat };
inline constexpr std::array<const char*, 3> c_names_of_ways{"mirrorwatch", "restart blindly on failure",
                                                            "always NAT"};

/// What is known after many histories.
class Table {
public:
    using Key = std::pair<std::string, unsigned>; // fault or behaviour, and noise in percent

    Tally& at(const std::string& row, unsigned noise, Way way);
    void add(const Table& other);
    /// All rows at this noise, in one.
    [[nodiscard]] Tally total(unsigned noise, Way way) const;
    [[nodiscard]] std::set<unsigned> noises() const;

    [[nodiscard]] const std::map<Key, std::array<Tally, 3>>& rows() const { return rows_; }

private:
    std::map<Key, std::array<Tally, 3>> rows_;
};

} // namespace mirrorwatch::simulate
