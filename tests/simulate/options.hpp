// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mirrorwatch::simulate {

struct Options {
    std::uint64_t events = 100'000;
    std::uint64_t seed = 1;
    std::optional<std::string> world;     // a file with one behaviour; none: those that are shipped
    std::optional<std::string> behaviour; // only this one of them
    std::optional<unsigned> noise;        // percent; none: 0, 10 and 20 in turn
    std::optional<std::uint64_t> history; // play only this one, and write down what happens
    std::uint64_t until = std::numeric_limits<std::uint64_t>::max(); // of that one: the last step
    bool as_json = false;
    bool only_names = false;  // --list
    bool shows_wrong = false; // --wrong
};

inline constexpr const char* c_usage =
    "usage: simulate [--events N] [--seed S] [--world FILE | --behaviour NAME] [--noise PERCENT]\n"
    "                [--format text|json] [--list] [--wrong]\n"
    "       simulate --seed S --history H [--until STEP] [--world FILE | --behaviour NAME] [--noise "
    "PERCENT]\n"
    "Plays random histories against the core. Exit code: 0 without a violation, 1 with one, 2 for a mistake\n"
    "in the options or in FILE. --list tells which behaviours there are, --wrong each history that was not\n"
    "answered rightly. tests/support/world/behaviours/behaviour.schema.json says what FILE may "
    "say.\n";

[[nodiscard]] Result<Options> parse_options(std::span<const char* const> arguments);

} // namespace mirrorwatch::simulate
