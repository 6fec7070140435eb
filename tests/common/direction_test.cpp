// SPDX-License-Identifier: MIT
#include "common/direction.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch::text;

TEST_CASE("a text is read as its first letter is, whatever signs and numbers stand before it") {
    for (const char* text :
         {"12 ms", "tcp://127.0.0.1:5432", "", "–", "100 %", "C:\\Users\\kim", "é", "简体", "\xff"}) {
        CAPTURE(text);
        CHECK(direction_of(text) == Direction::LeftToRight);
    }
    for (const char* text : {"\u05E9\u05DC\u05D5\u05DD Cisco", "(12) \u0634", "\u200F[Text]"}) {
        CAPTURE(text);
        CHECK(direction_of(text) == Direction::RightToLeft);
    }
}

TEST_CASE("a VPN's name at the beginning does not turn a Hebrew sentence around") {
    const std::string sentence = embedded("Cisco Secure Client") + " \u05E9\u05DC\u05D5\u05DD";
    CHECK(direction_of(sentence) == Direction::RightToLeft);
    CHECK(embedded(sentence) == "\u202B" + sentence + "\u202C");
}

TEST_CASE("what is embedded keeps its own direction") {
    CHECK(embedded("12 ms") == "\u202A12 ms\u202C");
    CHECK(embedded("\u05E9") == "\u202B\u05E9\u202C");
}
