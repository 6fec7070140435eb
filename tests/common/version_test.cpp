// SPDX-License-Identifier: MIT
#include "common/version.hpp"

#include <doctest/doctest.h>

#include <algorithm>

TEST_CASE("the version has three numbers, as VERSIONINFO and the installer expect") {
    CHECK(std::ranges::count(mirrorwatch::version, '.') == 2);
    CHECK(mirrorwatch::version.find_first_not_of("0123456789.") == std::string_view::npos);
}
