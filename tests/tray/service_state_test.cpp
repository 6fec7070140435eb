// SPDX-License-Identifier: MIT
#include "tray/service_state.hpp"

#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

constexpr ServiceState c_states[] = {
    ServiceState::Connecting,   ServiceState::Starting, ServiceState::Running,
    ServiceState::Stopping,     ServiceState::Stopped,  ServiceState::Disabled,
    ServiceState::NotInstalled, ServiceState::Refused,  ServiceState::NoConsole};

} // namespace

TEST_CASE("what the service control manager says becomes one of our states") {
    // The numbers are those of winsvc.h: automatic start is 2, by hand 3, disabled 4.
    CHECK(service_state_of({0, 1, 2}) == ServiceState::Stopped);
    CHECK(service_state_of({0, 1, 3}) == ServiceState::Stopped);
    CHECK(service_state_of({0, 1, 4}) == ServiceState::Disabled);
    CHECK(service_state_of({0, 2, 2}) == ServiceState::Starting);
    CHECK(service_state_of({0, 3, 2}) == ServiceState::Stopping);
    CHECK(service_state_of({0, 4, 2}) == ServiceState::Running);
    CHECK(service_state_of({0, 7, 2}) == ServiceState::Running);
    CHECK(service_state_of({0, 4, 4}) == ServiceState::Running); // disabled while it runs
    CHECK(service_state_of({1060, 0, 0}) == ServiceState::NotInstalled);
    CHECK(service_state_of({1072, 0, 0}) == ServiceState::NotInstalled);
    CHECK(service_state_of({5, 0, 0}) == ServiceState::Refused);
    CHECK(service_state_of({1722, 0, 0}) == ServiceState::Refused);
}

TEST_CASE("each state has a sentence of its own, which fits into the tooltip") {
    std::set<std::string_view> sentences;
    for (const ServiceState state : c_states) {
        CAPTURE(sentence_of(state));
        CHECK(sentence_of(state).ends_with('.'));
        CHECK(sentence_of(state).size() <= 127 - std::string_view{"Mirrorwatch: "}.size());
        CHECK(sentences.insert(sentence_of(state)).second);
        CHECK(!reason_of(state).empty());
        CHECK(!reason_of(state).ends_with('.'));
        CHECK(can_be_started(state) == (state == ServiceState::Stopped));
    }
}

TEST_CASE("where something can be done about the service, its state says what") {
    for (const ServiceState state :
         {ServiceState::Stopped, ServiceState::Disabled, ServiceState::NotInstalled, ServiceState::Refused}) {
        CHECK(!advice_for(state).empty());
    }
    CHECK(advice_for(ServiceState::Starting).empty());
}
