// SPDX-License-Identifier: MIT
#include "common/nearest.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace mirrorwatch;

TEST_CASE("the nearest word is found by its few wrong letters") {
    constexpr std::array<std::string_view, 4> known{"status", "restore", "rollback", "run"};
    const std::array<std::array<std::string_view, 2>, 6> rows{{{"stauts", "status"},
                                                               {"stat", "status"},
                                                               {"restor", "restore"},
                                                               {"roll-back", "rollback"},
                                                               {"rnu", "run"},
                                                               {"elephant", ""}}};
    for (const auto& [word, expected] : rows) {
        CHECK(nearest(word, known) == expected);
    }
}
