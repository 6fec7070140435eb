// SPDX-License-Identifier: MIT
#include "service/doctor/report.hpp"
#include "tests/support/doctor_worlds.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

namespace mirrorwatch::doctor {
namespace {

constexpr std::chrono::sys_seconds c_now{std::chrono::seconds{1'795'000'000}};

std::vector<CheckLine> some_lines() {
    return {{"a", "A", ok("It is fine.")},
            {"longer", "B", fail("It is broken.", "Nothing works.", "mend it")},
            {"c", "C", warn("It is odd.", "It may break.")},
            {"d", "D", unknown("WSL does not run.")}};
}

} // namespace

TEST_CASE("a person sees each check, why one matters, what mends it, and how many there are") {
    CHECK(report_table(some_lines(), Extent::All) == "ok       a       It is fine.\n"
                                                     "fail     longer  It is broken.\n"
                                                     "                 Nothing works.\n"
                                                     "                 Do: mend it\n"
                                                     "warn     c       It is odd.\n"
                                                     "                 It may break.\n"
                                                     "unknown  d       WSL does not run.\n"
                                                     "\n1 fine, 1 wrong, 1 to look at, 1 not known\n");
}

TEST_CASE("quiet is only what is wrong, and nothing where nothing is") {
    const std::string text = report_table(some_lines(), Extent::OnlyWrong);
    CHECK(text.starts_with("fail     longer"));
    CHECK(text.find("WSL does not run") == std::string::npos);
    CHECK(report_table(run_checks(healthy()), Extent::OnlyWrong).empty());
}

TEST_CASE("JSON has each check and its time in UTC") {
    const auto json = boost::json::parse(report_json(some_lines(), c_now, Extent::All)).as_object();
    CHECK(json.at("version") == 1);
    CHECK(json.at("time") == "2026-11-18T11:06:40Z");
    CHECK(json.at("wrong") == true);
    REQUIRE(json.at("checks").as_array().size() == 4);
    const auto& second = json.at("checks").as_array()[1].as_object();
    CHECK(second.at("id") == "longer");
    CHECK(second.at("result") == "fail");
    CHECK(second.at("command") == "mend it");
    CHECK(json.at("checks").as_array()[0].as_object().at("why").is_null());
}

TEST_CASE("a warning is something wrong only to who is strict, and what is not known to nobody") {
    const std::vector<CheckLine> odd{{"c", "C", warn("It is odd.", "It may break.")}};
    CHECK_FALSE(is_anything_wrong(odd, false));
    CHECK(is_anything_wrong(odd, true));
    CHECK(is_anything_wrong(some_lines(), false));
    CHECK_FALSE(is_anything_wrong({{"d", "D", unknown("Not known.")}}, true));
}

} // namespace mirrorwatch::doctor
