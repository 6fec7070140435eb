// SPDX-License-Identifier: MIT
#include "common/probe/body_pattern.hpp"

#include "common/probe/http_rules.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using probe::Found;

TEST_CASE("an expression is searched for as ECMAScript says") {
    struct {
        const char* pattern;
        const char* text;
        Found found;
    } const rows[] = {
        {"ok", "all ok here", Found::Yes},
        {"ok", "OK", Found::No},
        {R"x("status"\s*:\s*"(up|ready)")x", R"({"status" : "ready"})", Found::Yes},
        {"^ok$", "ok", Found::Yes},
        {"^ok$", "first\nok\nlast", Found::No},
        {"a.b", "a\nb", Found::No},
        {"a[^c]b", "a\nb", Found::Yes},
        {R"(\(?x)", "x", Found::Yes},
        {"[(?]R", "?R", Found::Yes},
        {"(?:a|b)(?=c)(?!cd)", "acd bce", Found::Yes},
        {"\xC3\xA4", "K\xC3\xA4se", Found::Yes},
        {"x", "", Found::No},
        {"^$", "", Found::Yes},
    };

    for (const auto& [pattern, text, found] : rows) {
        CAPTURE(pattern);
        CAPTURE(text);
        CHECK(probe::check_pattern(pattern).has_value());
        CHECK(probe::search(pattern, text) == found);
    }
}

TEST_CASE("what is no expression is refused and finds nothing") {
    for (const char* pattern : {"(", "a)", "[a", "*a", "a{2,1}", "(?R)", "(a(?1)?b)", "(?P>x)", "(?", "\\"}) {
        CAPTURE(pattern);
        CHECK_FALSE(probe::check_pattern(pattern).has_value());
        CHECK(probe::search(pattern, "a(b") == Found::TooCostly);
    }
    CHECK_FALSE(probe::check_pattern(std::string(5'000, 'a')).has_value());
}

TEST_CASE("an ordinary expression gets through a whole body of any kind") {
    const std::string letters(probe::c_body_cap, 'a');
    std::string page;
    while (page.size() < probe::c_body_cap) {
        page += "<div class=\"row\">some text, status: fine</div>\n";
    }
    const std::string bytes(probe::c_body_cap, '\0');
    for (const char* pattern : {"ready", "status: (ok|good)", R"(<title>[^<]*</title>)", R"(\w+@\w+\.com)"}) {
        CAPTURE(pattern);
        CHECK(probe::search(pattern, letters) == Found::No);
        CHECK(probe::search(pattern, page) == Found::No);
        CHECK(probe::search(pattern, bytes) == Found::No);
    }
}

TEST_CASE("an expression that would search for ages is given up") {
    const std::string letters(probe::c_body_cap, 'a');
    for (const char* pattern : {"(a+)+b", "(a|aa)*c", "(.*)(.*)(.*)z", R"((a*)\1c)", "(?=.*c)a", "(a*)*c",
                                "((a{0,1000}){0,1000}){0,1000}c"}) {
        CAPTURE(pattern);
        CHECK(probe::search(pattern, letters) == Found::TooCostly);
    }
}
