// SPDX-License-Identifier: MIT
#include "service/bundle/find_name_win.hpp"

#include "service/bundle/masker.hpp"

#include <doctest/doctest.h>

#include <windows.h>

namespace mirrorwatch::bundle {
namespace {

constexpr auto c_nowhere = std::u16string_view::npos;

} // namespace

TEST_CASE("a name is found in any case of its letters, in scripts that have two") {
    CHECK(find_name(u"by MÜLLER", u"müller", 0) == 3);
    CHECK(find_name(u"müller", u"MÜLLER", 0) == 0);
    CHECK(find_name(u"ИВАН и Иван", u"иван", 1) == 7);
    CHECK(find_name(u"ΣΟΦΙΑ", u"σοφια", 0) == 0);
    CHECK(find_name(u"ŁUKASZ", u"łukasz", 0) == 0);
    CHECK(find_name(u"李雷", u"李雷", 0) == 0);
    CHECK(find_name(u"by müller", u"möller", 0) == c_nowhere);
}

TEST_CASE("a text that is too short, or over, has no name") {
    CHECK(find_name(u"", u"müller", 0) == c_nowhere);
    CHECK(find_name(u"mü", u"müller", 0) == c_nowhere);
    CHECK(find_name(u"müller", u"müller", 1) == c_nowhere);
    CHECK(find_name(u"müller", u"müller", 6) == c_nowhere);
}

TEST_CASE("the user's language makes no difference: i is I, and the dotless i is neither") {
    const LCID before = GetThreadLocale();
    for (const LCID language : {LCID{0x041f}, LCID{0x0409}}) { // Turkish, and English of the United States
        SetThreadLocale(language);
        CHECK(find_name(u"ILIN", u"ilin", 0) == 0);
        CHECK(find_name(u"ILIN", u"ılın", 0) == c_nowhere);
        CHECK(find_name(u"ilin", u"İLİN", 0) == c_nowhere);
    }
    SetThreadLocale(before);
}

TEST_CASE("the masker takes out what Windows takes for the same name") {
    Masker mask{{{"müller"}, {}, {}}, find_name};
    CHECK(mask(R"(C:\Users\MÜLLER\.wslconfig of Müller)") == R"(C:\Users\<user 1>\.wslconfig of <user 1>)");
}

} // namespace mirrorwatch::bundle
