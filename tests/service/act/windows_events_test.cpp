// SPDX-License-Identifier: MIT
#include "service/act/windows_events.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::act;

namespace {

std::string text_of_file(const char* path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

// Frozen: collectors filter by the numbers and read the strings by their places.
const struct {
    std::uint32_t id;
    std::string first_line;
} c_frozen[] = {
    {1000, "Mirrorwatch has started: %1"},
    {1001, "Mirrorwatch has stopped: %1"},
    {1010, "Something of WSL's network does not work: %1"},
    {1011, "A repair is offered: %1"},
    {1020, "A repair has begun: %1"},
    {1021, "A repair has helped: %1"},
    {1022, "A repair did not help: %1"},
    {1023, "A repair is undone: %1"},
    {1024, "A repair was given up: %1"},
    {1030, "Settings are not in force: %1"},
    {1040, "Mirrorwatch is hindered: %1"},
    {1041, "Mirrorwatch had crashed, and Windows started it again: %1"},
    {1050, "A program was refused: %1"},
};

const UserId c_anna{"S-1-5-21-1-2-3-1001", 1};

} // namespace

TEST_CASE("the numbers and texts of the events are these, and stay so") {
    const std::string file = text_of_file("service/act/events.mc");
    std::size_t at = 0;
    for (const auto& row : c_frozen) {
        at = file.find("MessageId=" + std::to_string(row.id) + "\n", at);
        REQUIRE_MESSAGE(at != std::string::npos, row.id, " is missing, or not in its place");
        const std::size_t end = file.find("\n.\n", at);
        CHECK(file.substr(at, end - at)
                  .ends_with("Language=English\n" + row.first_line +
                             "%n\nUser: %2%n\nConcerns: %3%n\nEvidence: %4"));
    }
    CHECK(file.find("MessageId=", at + 1) == std::string::npos); // a new one is added here, at its place
}

TEST_CASE("a record becomes an event with its parts in strings of their own") {
    const auto event = event_of({{MessageId::ExcludedHelped, {"Cisco Secure Client"}}, {}, false, c_anna});
    REQUIRE(event);
    CHECK(*event == EventEntry{WindowsEvent::RepairHelped,
                               EventType::Information,
                               {"Cisco Secure Client is excluded from WSL, and the endpoints answer again.",
                                "S-1-5-21-1-2-3-1001", "Cisco Secure Client", "-"}});
}

TEST_CASE("what was found bears its evidence, a line each") {
    const auto event = event_of({{MessageId::VpnBrokeMirrored, {"wg0", "api"}},
                                 {"Windows reaches it", "WSL does not"},
                                 true,
                                 c_anna});
    REQUIRE(event);
    CHECK(event->id == WindowsEvent::TroubleFound);
    CHECK(event->type == EventType::Warning);
    CHECK(event->strings[3] == "Windows reaches it\r\nWSL does not");
}

TEST_CASE("a warning of no kind is a repair that was given up; what is no warning and no step of a repair is "
          "no event") {
    CHECK(event_of({{MessageId::DeviceNotFound, {"wg0"}}, {}, true, c_anna})->id ==
          WindowsEvent::RepairGivenUp);
    CHECK_FALSE(event_of({{MessageId::AwaitingWsl, {"nat"}}, {}, false, c_anna}));
}

TEST_CASE("what concerns the whole machine bears no user") {
    const auto event = event_of({{MessageId::SettingsKept, {"mirrorwatch.toml:3:1: no"}}, {}, true});
    REQUIRE(event);
    CHECK(event->id == WindowsEvent::SettingsRejected);
    CHECK(event->strings[1] == "-");
    const auto policy = event_of({{MessageId::PolicyRejected, {"Action must be \"ask\""}}, {}, true});
    REQUIRE(policy);
    CHECK(policy->id == WindowsEvent::SettingsRejected);
}
