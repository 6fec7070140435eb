// SPDX-License-Identifier: MIT
#include "tests/support/time_zones.hpp"
#include "tests/tray/pages/ruler.hpp"
#include "tests/tray/samples.hpp"
#include "tray/pages/timeline.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;
using namespace std::chrono_literals;

namespace {

const std::chrono::sys_seconds c_now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 12h};

PastEvent event(std::chrono::seconds before_now, MessageId code, std::vector<std::string> arguments = {}) {
    return {c_now - before_now, {code, std::move(arguments)}};
}

const Period c_hour{c_now - 1h, c_now};

} // namespace

TEST_CASE("a VPN, what failed with it and the repair share one axis, so that the cause is seen") {
    const std::vector<PastEvent> events{event(10min, MessageId::VpnDisconnected, {"Cisco"}),
                                        event(28min, MessageId::ExcludedHelped, {"Cisco"}),
                                        event(28min, MessageId::AnswersAgain, {"git", "db"}),
                                        event(29min, MessageId::EndpointsDown, {"db"}),
                                        event(30min, MessageId::EndpointsDown, {"git (from WSL)"}),
                                        event(31min, MessageId::VpnConnected, {"Cisco"}),
                                        event(50min, MessageId::ModeInForce, {"mirrored"})};
    const std::vector<Span> expected{{Lane::Vpn, c_now - 31min, c_now - 10min, "Cisco", Tone::Warn},
                                     {Lane::Mode, c_now - 50min, c_now, "mirrored", Tone::Good},
                                     {Lane::Failure, c_now - 30min, c_now - 28min, "git, db", Tone::Bad},
                                     {Lane::Repair, c_now - 28min, c_now - 28min,
                                      "Cisco is excluded from WSL, and the endpoints answer again.",
                                      Tone::Good}};
    CHECK(spans_of(events, c_hour) == expected);
}

TEST_CASE("what has not ended goes on until now, and what began before is shown from the beginning") {
    const std::vector<PastEvent> events{event(20min, MessageId::VpnConnected, {"B"}),
                                        event(30min, MessageId::VpnDisconnected, {"A"}),
                                        event(40min, MessageId::EndpointsDown, {"api"})};
    const std::vector<Span> expected{{Lane::Vpn, c_now - 1h, c_now - 30min, "A", Tone::Warn},
                                     {Lane::Vpn, c_now - 20min, c_now, "B", Tone::Warn},
                                     {Lane::Failure, c_now - 40min, c_now, "api", Tone::Bad}};
    CHECK(spans_of(events, c_hour) == expected);
}

TEST_CASE("a mode lasts until the next one, or until WSL ends") {
    const std::vector<PastEvent> events{event(5min, MessageId::WslEnded),
                                        event(20min, MessageId::ModeInForce, {"nat"}),
                                        event(40min, MessageId::ModeInForce, {"mirrored"})};
    const std::vector<Span> spans = spans_of(events, c_hour);
    REQUIRE(spans.size() == 2);
    CHECK(spans[0] == Span{Lane::Mode, c_now - 40min, c_now - 20min, "mirrored", Tone::Good});
    CHECK(spans[1] == Span{Lane::Mode, c_now - 20min, c_now - 5min, "NAT", Tone::Neutral});
}

TEST_CASE("the axis goes from the oldest event to now, a week at most and ten minutes at least") {
    CHECK(period_of({}, c_now) == Period{c_now - 10min, c_now});
    CHECK(period_of({event(1min, MessageId::WslEnded)}, c_now).from == c_now - 10min);
    CHECK(period_of({event(3h, MessageId::WslEnded)}, c_now).from == c_now - 3h - 30s);
    CHECK(period_of({event(30 * 24h, MessageId::WslEnded)}, c_now).from == c_now - 7 * 24h);
}

TEST_CASE("ticks stand at round times of the wall clock, as close as the width allows") {
    const Clock clock = clock_at(c_now); // 14:00
    CHECK(ticks_of(c_hour, 600, 80, clock) == std::vector<AxisTick>{{0, "13:00"},
                                                                    {100, "13:10"},
                                                                    {200, "13:20"},
                                                                    {300, "13:30"},
                                                                    {400, "13:40"},
                                                                    {500, "13:50"},
                                                                    {600, "14:00"}});
    CHECK(ticks_of(c_hour, 100, 80, clock) == std::vector<AxisTick>{{0, "13:00"}, {100, "14:00"}});
    const auto week = ticks_of({c_now - 7 * 24h, c_now}, 700, 80, clock);
    REQUIRE(week.size() == 7);
    CHECK(week.front().text == "Tue 24 Nov");
    CHECK(week.back().text == "Mon 30 Nov");
    CHECK(ticks_of({c_now, c_now}, 0, 80, clock).size() <= 1);
}

TEST_CASE(
    "in the nights when the clock is put on or back, each tick stands where the wall clock shows its time") {
    using std::chrono::year;
    const Clock clock{c_now, [](std::chrono::sys_seconds time) {
                          return std::chrono::local_seconds{time.time_since_epoch() +
                                                            support::in_berlin(time)};
                      }};
    const std::chrono::sys_days spring = year{2026} / 3 / 29;
    const std::chrono::sys_days autumn = year{2026} / 10 / 25;
    CHECK(ticks_of({spring - 1h, spring + 3h}, 400, 80, clock) ==
          std::vector<AxisTick>{
              {0, "Sun 29 Mar"}, {100, "01:00"}, {200, "03:00"}, {300, "04:00"}, {400, "05:00"}});
    CHECK(ticks_of({autumn - 2h, autumn + 3h}, 500, 80, clock) ==
          std::vector<AxisTick>{
              {0, "Sun 25 Oct"}, {100, "01:00"}, {300, "02:00"}, {400, "03:00"}, {500, "04:00"}});
}

TEST_CASE("times are placed between the ends of the axis, and those beyond at its ends") {
    CHECK(place_of(c_now - 30min, c_hour, 600) == 300);
    CHECK(place_of(c_now - 2h, c_hour, 600) == 0);
    CHECK(place_of(c_now + 2h, c_hour, 600) == 600);
}

TEST_CASE("the page tells each event with its local time, by days, the newest first") {
    const std::vector<PastEvent> events{event(1h, MessageId::VpnDisconnected, {"Cisco"}),
                                        event(25h, MessageId::VpnConnected, {"Cisco"})};
    const Scene page = timeline_page(events, clock_at(c_now), ruler_of(), 700);
    const std::string text = plain_text(page);
    CHECK(text.find("Today\r\n13:00 Cisco is gone.\r\nYesterday\r\n13:00 Cisco connected.") !=
          std::string::npos);
    CHECK(is_within(page, 700));
}

TEST_CASE("an event says on hover what it rests on") {
    PastEvent one = event(1h, MessageId::VpnConnected, {"Cisco"});
    one.evidence = {"the VPN adapter \"Ethernet 4\" came up"};
    const Scene page = timeline_page({one}, clock_at(c_now), ruler_of(), 700);
    const Area& row = page.elements.back().at;
    CHECK(hint_at(page, {row.left + 1, row.top + 1}) ==
          "Cisco connected.\n• the VPN adapter \"Ethernet 4\" came up");
}

TEST_CASE("of repairs that lie on each other the last one is seen, which says what came of them") {
    const Clock clock = clock_at(c_now);
    const Scene page = timeline_page(
        {event(1h - 6s, MessageId::ExcludedHelped, {"Cisco"}), event(1h, MessageId::Excluding, {"Cisco"})},
        clock, ruler_of(), 700);
    const auto moments = [&](Ink ink) {
        return std::ranges::count_if(page.shapes, [&](const Shape& shape) {
            const auto* box = std::get_if<Box>(&shape);
            return box != nullptr && box->fill == ink && box->radius > 0 && box->at.top < 130 && !box->edge;
        });
    };
    CHECK(moments(Ink::Good) == 1);
    CHECK(moments(Ink::Accent) == 0);
}

TEST_CASE("a week's history, ten thousand events and none at all fit on the page") {
    const Clock clock = clock_at(c_now);
    for (const int width : {300, 700, 1'400}) {
        CHECK(is_within(timeline_page(samples::week(c_now), clock, ruler_of(), width), width));
        CHECK(is_within(timeline_page({}, clock, ruler_of(), width), width));
    }
    const Scene many = timeline_page(samples::many_events(c_now), clock, ruler_of(), 700);
    CHECK(many.elements.size() > 10'000);
    CHECK(is_within(many, 700));
}
