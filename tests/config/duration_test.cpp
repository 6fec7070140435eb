// SPDX-License-Identifier: MIT
#include "config/parse.hpp"

#include <doctest/doctest.h>

#include <string_view>

using mirrorwatch::config::duration_from;
using namespace std::chrono_literals;

TEST_CASE("a duration is a number and a unit") {
    CHECK(duration_from("500ms") == 500ms);
    CHECK(duration_from("0s") == 0ms);
    CHECK(duration_from("30s") == 30s);
    CHECK(duration_from("5m") == 5min);
    CHECK(duration_from("24h") == 24h);
    CHECK(duration_from("8760h") == 8760h);
}

TEST_CASE("anything else is no duration") {
    for (const std::string_view text : {"", "5", "s", "5 s", " 5s", "5s ", "+5s", "-5s", "1.5s", "5S", "5sec",
                                        "8761h", "18446744073709551616ms", "99999999999999999h", "0x5s"}) {
        CAPTURE(text);
        CHECK_FALSE(duration_from(text).has_value());
    }
}
