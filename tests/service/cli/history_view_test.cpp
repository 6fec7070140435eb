// SPDX-License-Identifier: MIT
#include "service/cli/history_view.hpp"
#include "tests/support/time_zones.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

constexpr std::chrono::sys_seconds c_time{
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}.time_since_epoch() + std::chrono::hours{15}};

PastEvent at(int minute) {
    return {c_time + std::chrono::minutes{minute}, {MessageId::AllWell, {}}};
}

} // namespace

TEST_CASE("the past is a table with the evidence below each sentence") {
    const std::vector<PastEvent> events{
        {c_time, {MessageId::ModeDidNotHelp, {"nat"}}, {}, {"api answers inside WSL", "two\nlines"}, true},
        {c_time, {MessageId::AllWell, {}}, "In the words of an older release."}};
    CHECK(past_table(events, support::in_berlin) ==
          "TIME                           WHAT\n"
          "2026-11-22 16:00:00 +01:00  !  Switching WSL to NAT networking did not help.\n"
          "                                 api answers inside WSL\n"
          "                                 two␊lines\n"
          "2026-11-22 16:00:00 +01:00     In the words of an older release.\n");
    CHECK(past_table({}, support::in_berlin) == "Nothing has been noted yet.\n");
}

TEST_CASE("where the past is everybody's, each line says whose it is") {
    PastEvent event{c_time, {MessageId::AllWell, {}}};
    event.sid = "S-1-5-21-7";
    CHECK(past_table({event}, support::in_berlin,
                     [](const std::string&) { return std::string{"CORP\\jane"}; }) ==
          "TIME                          WHAT\n2026-11-22 16:00:00 +01:00    CORP\\jane: All is well.\n");
    CHECK(past_json({event}).find(R"("sid":"S-1-5-21-7")") != std::string::npos);
}

TEST_CASE("the past as JSON has code, arguments and words of each sentence") {
    const std::vector<PastEvent> events{
        {c_time, {MessageId::ModeDidNotHelp, {"nat"}}, {}, {"api answers inside WSL"}, true}};
    CHECK(
        past_json(events) ==
        R"({"version":1,"history":[{"time":"2026-11-22T15:00:00Z","code":"mode_did_not_help","arguments":["nat"],)"
        R"("text":"Switching WSL to NAT networking did not help.","evidence":["api answers inside WSL"],"warn":true}]})"
        "\n");
    CHECK(past_json({}) == "{\"version\":1,\"history\":[]}\n");
}

TEST_CASE("what two places have noted is one past, newest first, and not too long") {
    CHECK((newest_of({at(5), at(1)}, {at(4), at(3)}, 3) == std::vector{at(5), at(4), at(3)}));
    CHECK((newest_of({}, {at(1)}, 3) == std::vector{at(1)}));
}

} // namespace mirrorwatch::cli
