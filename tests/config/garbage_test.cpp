// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "tests/config/places.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

using namespace mirrorwatch::config;

namespace {

std::string noise(std::mt19937& random, std::size_t size) {
    std::string text(size, '\0');
    for (char& c : text) {
        c = static_cast<char>(random() % 256);
    }
    return text;
}

/// A piece taken out, doubled, or replaced by others' bytes.
std::string damaged(std::string text, std::mt19937& random) {
    const std::size_t at = random() % text.size();
    const std::size_t size = random() % 40;
    switch (random() % 4) {
    case 0:
        return text.erase(at, size);
    case 1:
        return text.insert(at, text.substr(random() % text.size(), size));
    case 2:
        return text.replace(at, size, noise(random, random() % 4));
    default:
        return text.substr(0, at); // half-written
    }
}

} // namespace

TEST_CASE("noise is never understood, and the place of what is wrong is in it") {
    std::mt19937 random{4};
    for (int i = 0; i < 2'000; ++i) {
        const std::string text = "\x01" + noise(random, random() % 200);
        CAPTURE(i);
        CHECK_FALSE(check_settings(text, "t").errors.empty());
        CHECK(misplaced_in(text).empty());
    }
}

TEST_CASE("settings that were damaged are read or refused, and every place is in the file") {
    std::mt19937 random{5};
    const std::string examples = shipped_examples();
    REQUIRE(check_settings(examples, "t").errors.empty());
    for (int i = 0; i < 1'000; ++i) {
        std::string text = examples;
        for (unsigned times = random() % 4 + 1; times > 0 && !text.empty(); --times) {
            text = damaged(std::move(text), random);
        }
        CAPTURE(i);
        CHECK(misplaced_in(text).empty());
    }
}

TEST_CASE("nesting without an end is refused") {
    for (const std::string_view piece : {"a = [", "[", "a = {b = ", "a.", "a = [{", "[[", "a = \"\"\""}) {
        std::string text;
        while (text.size() < 100'000) {
            text += piece;
        }
        CAPTURE(piece);
        CHECK_FALSE(check_settings(text, "t").errors.empty());
        CHECK(misplaced_in(text).empty());
    }
}

TEST_CASE("what the library itself trips over is told with its line") {
    for (const std::string_view text : {"a = 1\n[[[b]]]\nc = 2\n", "\n[[=", "\n[[[", "a = [1,\n2]\n[[ [\n"}) {
        CAPTURE(text);
        const auto checked = check_settings(text, "t");
        REQUIRE(checked.errors.size() == 1);
        CHECK(checked.errors[0].line >= 2);
        CHECK(misplaced_in(text).empty());
    }
}
