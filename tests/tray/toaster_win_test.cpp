// SPDX-License-Identifier: MIT
#include "tray/toaster_win.hpp"

#include "common/text_win.hpp"
#include "tests/support/winrt_fakes_win.hpp"
#include "tray/toast.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;
using winrt::fakes;

namespace {

const Notification c_break{
    "Broken", "No answer from api.", true, "question", {{"Exclude", "answer|exclude|1"}}};

void expect_nothing_left() {
    CHECK(fakes().objects == 0);
    CHECK(fakes().strings == 0);
    CHECK(fakes().initialized == 0);
}

/// How many calls it takes when nothing fails.
template <class Deed>
int calls_of(const Deed& deed) {
    Toaster toaster{winrt::fake_calls()};
    CHECK(deed(toaster));
    return fakes().calls;
}

/// Whichever call fails, it is said, and everything is released.
template <class Deed>
void expect_each_failure_is_told(const Deed& deed) {
    const int calls = calls_of(deed);
    expect_nothing_left();
    REQUIRE(calls > 5);
    for (int fails_at = 0; fails_at < calls; ++fails_at) {
        CAPTURE(fails_at);
        {
            Toaster toaster{winrt::fake_calls(fails_at)};
            CHECK(!deed(toaster));
        }
        expect_nothing_left();
    }
}

} // namespace

TEST_CASE("a notification is shown as a toast of this program, with its tag and its XML") {
    {
        Toaster toaster{winrt::fake_calls()};
        CHECK(toaster.show(c_break));
        CHECK(fakes().shown == std::vector<std::wstring>{L"question"});
        CHECK(fakes().xml == widen(toast_xml(c_break)));
        CHECK(fakes().group == L"mirrorwatch");
        CHECK(fakes().app == L"Mirrorwatch.Tray");
        CHECK(fakes().strings == 0);
    }
    expect_nothing_left();
}

TEST_CASE("whichever call of the Windows Runtime fails, the notification is shown in another way, and "
          "nothing leaks") {
    expect_each_failure_is_told([](Toaster& toaster) { return toaster.show(c_break); });
}

TEST_CASE("what is over is taken out of the notification centre by its tag, group and program") {
    {
        Toaster toaster{winrt::fake_calls()};
        CHECK(toaster.remove("question"));
        CHECK(fakes().removed == std::vector<std::wstring>{L"question mirrorwatch Mirrorwatch.Tray"});
    }
    expect_nothing_left();
}

TEST_CASE("a removal that fails is told, and nothing leaks") {
    expect_each_failure_is_told([](Toaster& toaster) { return toaster.remove("question"); });
}

TEST_CASE("a notification without a tag takes nobody's place") {
    Toaster toaster{winrt::fake_calls()};
    CHECK(toaster.show({"Hello", "There", false}));
    CHECK(fakes().tag.empty());
    CHECK(fakes().group.empty());
}

TEST_CASE("where there is no Windows Runtime nothing is shown, and it is said") {
    Toaster toaster{std::nullopt};
    CHECK(!toaster.show(c_break));
    CHECK(!toaster.remove("question"));
}

TEST_CASE("this system's own Windows Runtime, if it has one, is asked without harm") {
    Toaster toaster{winrt::load_calls()};
    CHECK(!toaster.remove("")); // no such tag; Wine has no such class
}
