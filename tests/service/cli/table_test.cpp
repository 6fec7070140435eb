// SPDX-License-Identifier: MIT
#include "service/cli/table.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace mirrorwatch::cli;

TEST_CASE("columns are as wide as their widest cell, and no line ends with blanks") {
    CHECK(table({{"NAME", "STATE", "DETAIL"}, {"wüb", "up"}, {"database", "", "refused"}}) ==
          "NAME      STATE  DETAIL\n"
          "wüb       up\n"
          "database         refused\n");
    CHECK(table({}).empty());
}

TEST_CASE("control characters are shown as their pictures") {
    CHECK(visible("C:\new\tab") == "C:\u240aew\u2409ab");
    CHECK(visible(std::string_view{"\0\x1b[31mü\x7f", 9}) == "\u2400\u241b[31mü\u2421");
}

TEST_CASE("a whole text keeps its tabs and its ends of lines") {
    CHECK(visible_text("a\tb\r\nc\n") == "a\tb\r\nc\n");
    CHECK(visible_text("a\rb\x1b\r") == "a\u240db\u241b\u240d");
}

TEST_CASE("an unknown word names the nearest, or all when none is near") {
    constexpr std::array<std::string_view, 4> known{"status", "restore", "rollback", "run"};
    CHECK(unknown_word("command", "stauts", known) == "unknown command \"stauts\"; did you mean \"status\"?");
    CHECK(unknown_word("command", "elephant", known) ==
          "unknown command \"elephant\"; known are status, restore, rollback, run");
}
