// SPDX-License-Identifier: MIT
#include "common/number.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;

TEST_CASE("a number is the whole text, and fits") {
    CHECK(number_from<int>("0") == 0);
    CHECK(number_from<int>("-7") == -7);
    CHECK(number_from<std::uint8_t>("255") == 255);
    CHECK(number_from<std::uint32_t>("4294967295") == 4'294'967'295);
    CHECK(number_from<unsigned>("fF", 16) == 255);
    CHECK(number_from<int>("007") == 7);
}

TEST_CASE("what is no number, or too large a one, is none") {
    for (const std::string text : {"", " ", " 1", "1 ", "+1", "-1", "1.0", "0x1", "256", "1a", "--1"}) {
        CAPTURE(text);
        CHECK_FALSE(number_from<std::uint8_t>(text));
    }
}

TEST_CASE("a port is never 0") {
    CHECK(port_from("1") == 1);
    CHECK(port_from("65535") == 65'535);
    CHECK(port_from("1F90", 16) == 8'080);
    for (const std::string text : {"0", "65536", "", "-1", "80x"}) {
        CAPTURE(text);
        CHECK_FALSE(port_from(text));
    }
}
