// SPDX-License-Identifier: MIT
#include "service/cli/verbs_win.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::cli {

TEST_CASE("every command has what runs it, and nothing else is there to be run") {
    std::size_t count = 0;
    for (const CommandRow& command : commands()) {
        if (can_run(command)) {
            CAPTURE(command.words);
            CHECK(std::ranges::count(c_runners, command.words, &Runner::words) == 1);
            ++count;
        }
    }
    CHECK(c_runners.size() == count);
}

} // namespace mirrorwatch::cli
