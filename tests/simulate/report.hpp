// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulate/goals.hpp"
#include "tests/simulate/invariants.hpp"
#include "tests/simulate/score.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mirrorwatch::simulate {

/// All that a run found out.
struct Outcome {
    std::uint64_t seed = 0;
    std::uint64_t events = 0;
    std::uint64_t histories = 0;
    std::uint64_t hash = 0; // of all that the core did
    std::chrono::microseconds took{0};
    Table table;
    bool is_generated = false;
    std::uint64_t violations = 0;
    std::vector<Violation> examples; // the first of each kind
    std::map<std::string, std::uint64_t> violations_by_kind;
    std::string how_to_replay; // the options besides --history and --until
};

[[nodiscard]] std::vector<Shortfall> shortfalls_of(const Outcome& outcome);
[[nodiscard]] std::string to_text(const Outcome& outcome);
[[nodiscard]] std::string to_json(const Outcome& outcome);

} // namespace mirrorwatch::simulate
