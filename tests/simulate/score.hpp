// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulate/case.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::simulate {

/// Who reacts: the product, and simpler ideas on the same histories.
enum class Way { Mirrorwatch, Nothing, AlwaysExclude, RestartBlindly, AlwaysNat };
inline constexpr std::array<const char*, 5> c_names_of_ways{"mirrorwatch", "nothing at all", "always exclude",
                                                            "restart blindly", "always NAT"};
inline constexpr std::array c_ways{Way::Mirrorwatch, Way::Nothing, Way::AlwaysExclude, Way::RestartBlindly,
                                   Way::AlwaysNat};

/// One line of the table, for one way to react.
struct Tally {
    std::uint64_t cases = 0;
    std::uint64_t harmless = 0;
    std::uint64_t named = 0;
    std::uint64_t right = 0;
    std::uint64_t curable = 0;
    std::uint64_t cured = 0;
    std::uint64_t needless = 0;
    std::uint64_t alarms = 0;
    std::uint64_t misled = 0;
    std::uint64_t asked = 0;
    std::uint64_t killed = 0; // sessions
    std::uint64_t killed_without_consent = 0;
    std::vector<Time> times; // from the break to the first right word

    /// `begun`: when the break did.
    void note(const Marks& marks, Time begun);
    void add(const Tally& other);
    [[nodiscard]] std::optional<Time> median() const;
};

/// What is known after many histories.
class Table {
public:
    using Key = std::pair<std::string, unsigned>; // behaviour, and noise in percent
    using Row = std::array<Tally, c_ways.size()>;

    Tally& at(const std::string& behaviour, unsigned noise, Way way);
    void add(const Table& other);
    /// All rows at this noise, in one.
    [[nodiscard]] Tally total(unsigned noise, Way way) const;
    [[nodiscard]] std::set<unsigned> noises() const;

    [[nodiscard]] const std::map<Key, Row>& rows() const { return rows_; }

private:
    std::map<Key, Row> rows_;
};

} // namespace mirrorwatch::simulate
