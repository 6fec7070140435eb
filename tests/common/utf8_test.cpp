// SPDX-License-Identifier: MIT
#include "common/utf8.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;

TEST_CASE("characters are counted, not bytes") {
    CHECK(count_characters("") == 0);
    CHECK(count_characters("Büro") == 4);
    CHECK(count_characters("日本") == 2);
}

TEST_CASE(
    "a text that fits stays whole, and one that does not ends in an ellipsis, never in half a character") {
    CHECK(shortened("Büro", 5) == "Büro");
    CHECK(shortened("Bürotag", 7) == "Bür…");
    CHECK(shortened("Büü", 4) == "B…"); // one byte more would be half an ü
    CHECK(shortened("日本", 3) == "…");
    CHECK(shortened("\x80\x80\x80\x80", 3) == "…");
}
