// SPDX-License-Identifier: MIT
#include "service/app/fault_reporter.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

using namespace mirrorwatch;

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
