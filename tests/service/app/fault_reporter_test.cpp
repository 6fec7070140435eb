// SPDX-License-Identifier: MIT
#include "service/app/fault_reporter.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <vector>

using namespace mirrorwatch;
using namespace std::chrono_literals;

namespace {

/// A part that fails, as users see it.
struct Shown {
    app::FaultReporter::TimePoint now{};
    std::vector<decide::ServiceTrouble> told;
    Log log;
    app::FaultReporter faults{
        log, [this](const decide::Event& event) { told.push_back(std::get<decide::ServiceTrouble>(event)); },
        [this] { return now; }};

    void pass(std::chrono::minutes time) {
        for (; time > 0min; time -= 1min) {
            now += 1min;
            faults.look();
        }
    }

    [[nodiscard]] bool is_over() const { return !told.empty() && !told.back().message; }
};

} // namespace

TEST_CASE("a part that failed is a trouble that users see, by the part's name and not by what it said") {
    std::vector<decide::Event> events;
    const Log log;
    app::FaultReporter faults{log, [&](decide::Event event) { events.push_back(std::move(event)); }};
    faults.failed("an agent", "0x80070005 at 00007ff6");
    REQUIRE(events.size() == 1);
    const auto& trouble = std::get<decide::ServiceTrouble>(events[0]);
    CHECK(trouble.part == "an agent");
    CHECK(trouble.message == Message{MessageId::PartFailed, {"an agent"}});
}

TEST_CASE("a report that fails as well ends nothing") {
    const Log log;
    app::FaultReporter faults{log, [](const decide::Event&) { throw std::runtime_error("again"); }};
    faults.failed("an agent", "out of luck");
}

TEST_CASE("a part that works again is shown for a while, and then no more") {
    Shown shown;
    shown.faults.failed("an agent", "out of handles");
    shown.faults.worked("an agent");
    shown.pass(9min);
    CHECK_FALSE(shown.is_over());
    shown.pass(1min);
    CHECK(shown.is_over());
    CHECK(shown.told.back().part == "an agent");
    shown.pass(60min);
    CHECK(shown.told.size() == 2);
}

TEST_CASE("a part that has not worked since is shown for as long as it takes") {
    Shown shown;
    shown.faults.failed("the journal", "no memory");
    shown.faults.worked("an agent");
    shown.pass(48h);
    CHECK_FALSE(shown.is_over());
    shown.faults.worked("the journal");
    shown.pass(1min);
    CHECK(shown.is_over());
}

TEST_CASE("a part that fails now and then stays shown") {
    Shown shown;
    for (int i = 0; i < 20; ++i) {
        shown.faults.failed("an agent", "out of handles");
        shown.faults.worked("an agent");
        shown.pass(8min);
        CHECK_FALSE(shown.is_over());
    }
}
