// SPDX-License-Identifier: MIT
#include "tray/pages/strip.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;
using namespace std::chrono_literals;

namespace {

const Area c_area{100, 10, 400, 28}; // five pixels for each result

StripCell up(int latency, int ago = 30) {
    return {EndpointState::Up, std::chrono::milliseconds{latency}, std::chrono::seconds{ago}};
}

StripCell down(int ago = 30) {
    return {EndpointState::Down, 0ms, std::chrono::seconds{ago}};
}

const StripCell c_unknown{EndpointState::Unknown, 0ms, 30s};

} // namespace

TEST_CASE("results are bars, the newest at the right end, and each state has its own height and colour") {
    const std::vector<Box> bars = bars_in(c_area, {up(12), c_unknown, down()});
    REQUIRE(bars.size() == 3);
    CHECK(bars[2].at == Area{395, 10, 399, 28});
    CHECK(bars[2].fill == Ink::Bad);
    CHECK(bars[0].at.left == 385);
    CHECK(bars[0].fill == Ink::Good);
    CHECK(bars[1].fill == Ink::Unknown);
    CHECK(bars[2].at.height() > bars[0].at.height());
    CHECK(bars[0].at.height() > bars[1].at.height());
}

TEST_CASE("bars lie within their area and not on each other, however narrow it is") {
    for (int width = 0; width < 500; ++width) {
        const Area area{3, 0, 3 + width, 18};
        const std::vector<Box> bars = bars_in(area, std::vector<StripCell>(c_longest_strip, up(1)));
        for (std::size_t i = 0; i < bars.size(); ++i) {
            CHECK(bars[i].at.left >= area.left);
            CHECK(bars[i].at.right <= area.right + 1);
            CHECK((i == 0 || width < 60 || bars[i - 1].at.right <= bars[i].at.left));
        }
    }
}

TEST_CASE("latencies are a curve that ends where there was no answer, and noise looks small") {
    const auto curves = curves_in(c_area, {up(100), up(50), down(), up(0)});
    REQUIRE(curves.size() == 2);
    CHECK(curves[0] == std::vector<Point>{{382, 10}, {387, 19}});
    CHECK(curves[1] == std::vector<Point>{{397, 27}});
    const auto noise = curves_in(c_area, {up(1), up(2)});
    CHECK(noise[0][1].y >= 25);
    CHECK(curves_in(c_area, {down(), c_unknown}).empty());
}

TEST_CASE("the mouse on a bar is told its result and its age") {
    const std::vector<StripCell> cells{up(12, 90), c_unknown, down(3)};
    CHECK(words_at(c_area, cells, 396) == "No answer, 3 s ago");
    CHECK(words_at(c_area, cells, 391) == "Not known, 30 s ago");
    CHECK(words_at(c_area, cells, 385) == "Answered in 12 ms, 1 min ago");
    CHECK(words_at(c_area, cells, 384).empty());
    CHECK(words_at(c_area, {}, 396).empty());
}

TEST_CASE("ages are told roughly") {
    CHECK(ago(0s) == "now");
    CHECK(ago(59s) == "59 s ago");
    CHECK(ago(60s) == "1 min ago");
    CHECK(ago(3'599s) == "59 min ago");
    CHECK(ago(47h) == "47 h ago");
    CHECK(ago(48h) == "2 days ago");
}

TEST_CASE("who cannot see the strip hears a summary") {
    CHECK(summary({up(1), down()}) == "of the last 2 results 1 were answers, 1 were none");
    CHECK(summary({up(1), c_unknown}) ==
          "of the last 2 results 1 were answers, 0 were none, and 1 times nothing is known");
    CHECK(summary({}).empty());
}
