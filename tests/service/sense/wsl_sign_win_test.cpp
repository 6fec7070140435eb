#include "service/sense/wsl_sign_win.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;

TEST_CASE("this program is among the processes") {
    const auto names = sense::read_process_names();
    REQUIRE(names.has_value());
    CHECK(std::ranges::find(*names, "mirrorwatch-tests.exe") != names->end());
}
