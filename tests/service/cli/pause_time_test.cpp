// SPDX-License-Identifier: MIT
#include "service/cli/pause_time.hpp"
#include "tests/support/time_zones.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_days c_day = std::chrono::year{2026} / 11 / 22;

/// `now`: what the clock on the wall shows.
std::uint32_t minutes(const std::string& word, std::chrono::seconds now = 12h) {
    return pause_minutes(word, c_day - 1h + now, support::in_berlin).value();
}

} // namespace

TEST_CASE("a pause is given in minutes, or as a time with its unit") {
    CHECK(minutes("90") == 90);
    CHECK(minutes("30m") == 30);
    CHECK(minutes("1h") == 60);
    CHECK(minutes("90s") == 2);
}

TEST_CASE("until tomorrow is until six in the morning") {
    CHECK(minutes("until-tomorrow", 18h) == 12 * 60);
    CHECK(minutes("until-tomorrow", 6h) == 24 * 60);
    CHECK(minutes("until-tomorrow", 1h) == 5 * 60);
    CHECK(minutes("until-tomorrow", 5h + 59min + 30s) == 1);
}

TEST_CASE("until tomorrow is until six also in the nights when the clock is put on or back") {
    using std::chrono::sys_days;
    using std::chrono::year;
    const auto from_ten = [](sys_days day, std::chrono::hours ahead) {
        return pause_minutes("until-tomorrow", day + 22h - ahead, support::in_berlin).value();
    };
    CHECK(from_ten(year{2026} / 3 / 27, 1h) == 8 * 60);
    CHECK(from_ten(year{2026} / 3 / 28, 1h) == 7 * 60);
    CHECK(from_ten(year{2026} / 10 / 24, 2h) == 9 * 60);
}

TEST_CASE("what is no time to pause is refused with what could be given") {
    for (const char* word : {"", "0", "0h", "-1", "1.5h", "soon", "1 h", "527041", "99999999999"}) {
        CAPTURE(word);
        const auto refused = pause_minutes(word, c_day, support::in_berlin);
        REQUIRE(refused.has_error());
        CHECK(refused.error().message.find("until-tomorrow") != std::string::npos);
    }
    CHECK(minutes("527040") == 527'040);
}

} // namespace mirrorwatch::cli
