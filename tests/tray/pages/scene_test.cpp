// SPDX-License-Identifier: MIT
#include "tests/tray/pages/ruler.hpp"
#include "tray/pages/palette.hpp"
#include "tray/pages/scene.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;
using namespace std::chrono_literals;

namespace {

Scene two_rows() {
    Scene scene;
    scene.height = 40;
    scene.shapes = {Box{{0, 0, 30, 20}}, Words{{2, 2, 12, 18}, "a"}};
    scene.elements = {{{0, 0, 30, 20}, Part::Row, "first", "one"}, {{0, 20, 30, 40}, Part::Row, "second"}};
    scene.hints = {{{0, 0, 10, 20}, "about a"}};
    return scene;
}

} // namespace

TEST_CASE("all that can be read is text, one element a line") {
    CHECK(plain_text(two_rows()) == "first: one\r\nsecond");
    CHECK(plain_text({}).empty());
}

TEST_CASE("the keyboard goes through the elements and stays within them") {
    CHECK(next_element(two_rows(), -1, 1) == 0);
    CHECK(next_element(two_rows(), 0, 1) == 1);
    CHECK(next_element(two_rows(), 1, 1) == 1);
    CHECK(next_element(two_rows(), 0, -1) == 0);
    CHECK(next_element({}, -1, 1) == -1);
}

TEST_CASE("a place belongs to an element, and may have something to say") {
    CHECK(element_at(two_rows(), {5, 25}) == 1);
    CHECK(element_at(two_rows(), {35, 25}) == -1);
    CHECK(hint_at(two_rows(), {5, 5}) == "about a");
    CHECK(hint_at(two_rows(), {15, 5}).empty());
}

TEST_CASE("for who reads from right to left the page is the other way round, and twice is as it was") {
    const Scene turned = mirrored(two_rows(), 100);
    CHECK(std::get<Words>(turned.shapes[1]).at == Area{88, 2, 98, 18});
    CHECK(std::get<Words>(turned.shapes[1]).align == Align::Right);
    CHECK(turned.elements[0].at == Area{70, 0, 100, 20});
    CHECK(mirrored(turned, 100) == two_rows());
}

TEST_CASE("text can be read on what it stands on, in each theme") {
    const ContrastColors night{0x000000, 0xFFFFFF, 0x3FF23F, 0xFFEB1A, 0x000000, 0x00FFFF};
    for (const Theme theme : {Theme::Light, Theme::Dark, Theme::HighContrast}) {
        const Palette palette = palette_for(theme, night);
        for (const Ink ground : {Ink::Page, Ink::Card}) {
            for (const Ink ink : {Ink::Text, Ink::Dim, Ink::Accent, Ink::Good, Ink::Bad, Ink::Warn}) {
                CAPTURE(static_cast<int>(theme));
                CAPTURE(static_cast<int>(ink));
                CHECK(contrast_between(palette[ink], palette[ground]) >= 4.5);
            }
        }
        for (const auto& [ink, ground] :
             {std::pair{Ink::Good, Ink::GoodTint}, std::pair{Ink::Bad, Ink::BadTint},
              std::pair{Ink::Warn, Ink::WarnTint}, std::pair{Ink::Dim, Ink::UnknownTint},
              std::pair{Ink::OnAccent, Ink::Accent}}) {
            CAPTURE(static_cast<int>(ink));
            CHECK(contrast_between(palette[ink], palette[ground]) >= 4.5);
        }
    }
}

TEST_CASE("in high contrast there are only the colours that the user has chosen") {
    const ContrastColors chosen{1, 2, 3, 4, 5, 6};
    for (const Color color : palette_for(Theme::HighContrast, chosen).colors) {
        CHECK((color >= 1 && color <= 6));
    }
}

TEST_CASE("times are told as the clock on the wall has them") {
    const std::chrono::sys_seconds noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 22h +
                                        5min};
    const Clock clock = clock_at(noon); // five past midnight, the next day
    CHECK(time_of_day(clock.local(noon), clock) == "00:05");
    CHECK(date_of(clock.local(noon), clock) == "Tue 1 Dec");
    CHECK(day_of(noon, clock) == "Today");
    CHECK(day_of(noon - 1h, clock) == "Yesterday");
    CHECK(day_of(noon - 48h, clock) == "Sun 29 Nov");
}

TEST_CASE("where Windows writes times and dates, they are as the user's region has them") {
    Clock clock = clock_at(std::chrono::sys_days{std::chrono::year{2026} / 11 / 30});
    clock.written_time = [](std::chrono::local_seconds) { return std::string{"10:05 PM"}; };
    clock.written_date = [](std::chrono::local_seconds) { return std::string{"Mo., 30. November"}; };
    CHECK(time_of_day(clock.local(clock.now), clock) == "10:05 PM");
    CHECK(day_of(clock.now - 72h, clock) == "Mo., 30. November");
    CHECK(day_of(clock.now, clock) == "Today");
}
