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
    std::optional<std::string> world;      // a file with one behaviour; none: those that are shipped
    std::optional<std::string> behaviour;  // only this one of them
    std::optional<std::uint64_t> generate; // so many behaviours by the seed, instead of the shipped ones
    std::optional<unsigned> noise;         // percent; none: 0, 10 and 20 in turn
    std::optional<std::uint64_t> history;  // play only this one, and write down what happens
    std::uint64_t until = std::numeric_limits<std::uint64_t>::max(); // of that one: the last step
    bool as_json = false;
    std::optional<std::uint64_t> cases; // so many of each behaviour at each noise, and nothing else
    bool only_judged = false;           // each history breaks once, and ends when that is judged
    bool is_bare = false;               // in all of them nothing is configured
    bool is_configured = false;         // in none of them
    bool only_names = false;            // --list
    bool shows_wrong = false;           // --wrong
};

inline constexpr const char* c_usage =
    "usage: simulate [--events N | --cases N] [--seed S] [--world FILE | --behaviour NAME] [--noise "
    "PERCENT]\n"
    "                [--format text|json] [--bare|--configured] [--list] [--wrong]\n"
    "       simulate --seed S --history H [--until STEP] [--judged] [--world FILE | --behaviour NAME]\n"
    "                [--noise PERCENT]\n"
    "Plays random histories against the core. Exit code: 0 when all is well, 1 with a violation, 2 for a\n"
    "mistake in the options or in FILE, 3 when a behaviour is below its goals (tests/simulate/goals.cpp).\n"
    "--cases plays N breaks of each behaviour at each noise, up to where they are judged; so does --judged.\n"
    "--generate makes N behaviours by the seed, with what is right in each.\n"
    "In half of all histories no endpoint is configured, and what is watched is what the product watches by\n"
    "itself; --bare: in all of them, --configured: in none.\n"
    "--list tells which behaviours there are, --wrong each history that was not answered as it should be.\n"
    "tests/support/world/behaviours/behaviour.schema.json says what FILE may say.\n";

[[nodiscard]] Result<Options> parse_options(std::span<const char* const> arguments);

} // namespace mirrorwatch::simulate
