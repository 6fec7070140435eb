// SPDX-License-Identifier: MIT
#include "service/act/windows_events.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

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

/// The numbers of four digits that follow this in a text, in its order.
std::vector<std::uint32_t> numbers_after(const std::string& mark, const std::string& text) {
    std::vector<std::uint32_t> numbers;
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
        const std::string digits = text.substr(at + mark.size(), 4);
        if (digits.find_first_not_of("0123456789") == std::string::npos) {
            numbers.push_back(static_cast<std::uint32_t>(std::stoul(digits)));
        }
    }
    return numbers;
}

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

TEST_CASE("code, texts and the subscription of Windows Event Forwarding have the same numbers") {
    std::vector<std::uint32_t> frozen;
    for (const auto& row : c_frozen) {
        frozen.push_back(row.id);
    }
    const std::string code = text_of_file("service/act/windows_events.hpp");
    const std::string enumerators = code.substr(0, code.find("};"));
    CHECK(numbers_after(" = ", enumerators) == frozen);
    CHECK(numbers_after("MessageId=", text_of_file("service/act/events.mc")) == frozen);
    const std::string subscription = text_of_file("packaging/fleet/mirrorwatch-wef.xml");
    CHECK(numbers_after("EventID=", subscription) == frozen);
    CHECK(subscription.find("Provider[@Name='Mirrorwatch']") != std::string::npos);
}

TEST_CASE("a record becomes an event with its parts in strings of their own") {
    const auto event = event_of({{MessageId::ExcludedHelped, {"Cisco Secure Client"}}, {}, false, c_anna});
    REQUIRE(event);
    CHECK(*event == EventEntry{WindowsEvent::RepairHelped,
                               EventType::Information,
                               {"Cisco Secure Client is excluded from WSL, and the endpoints answer again.",
                                "S-1-5-21-1-2-3-1001", "Cisco Secure Client", "-"}});
}

TEST_CASE("each step of a repair is an event, whichever remedy it is; waiting for WSL is none") {
    using enum MessageId;
    const auto id_of = [](MessageId message) -> std::optional<WindowsEvent> {
        const auto event = event_of({{message, {"wg0"}}, {}, false, c_anna});
        return event ? std::optional{event->id} : std::nullopt;
    };
    for (const MessageId begins : {Excluding, SwitchingMode, ChangingSetting, LoweringMtu, RestartingWsl}) {
        CHECK(id_of(begins) == WindowsEvent::RepairBegun);
    }
    for (const MessageId helped : {ExcludedHelped, ModeHelped, SettingHelped, MtuHelped, RestartHelped}) {
        CHECK(id_of(helped) == WindowsEvent::RepairHelped);
    }
    for (const MessageId in_vain : {ExcludedDidNotHelp, ModeDidNotHelp, SettingDidNotHelp, MtuDidNotHelp,
                                    RestartDidNotHelp, NothingHelped}) {
        CHECK(id_of(in_vain) == WindowsEvent::RepairDidNotHelp);
    }
    for (const MessageId back : {ExclusionLifted, PutBack, SettingPutBack, MtuRestored}) {
        CHECK(id_of(back) == WindowsEvent::RepairUndone);
    }
    for (const MessageId quiet : {AwaitingWsl, AwaitingWslBack, AwaitingRestart, PuttingBack, CheckingMode,
                                  CheckingRestart, Excluded, ModeInForce, SettingInForce}) {
        CHECK_FALSE(id_of(quiet));
    }
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

TEST_CASE("a question to the user is an event with its VPN and what can be done") {
    const auto event = event_of({{MessageId::RepairOffered, {"wg0"}}, {"one", "other"}, false, c_anna});
    REQUIRE(event);
    CHECK(*event == EventEntry{WindowsEvent::RepairOffered,
                               EventType::Information,
                               {"Mirrorwatch asks what to do about wg0.", "S-1-5-21-1-2-3-1001", "wg0",
                                "one\r\nother"}});
    CHECK(event_of({{MessageId::RestoreProposed, {"wg0", "mirrored"}}, {}, false, c_anna})->id ==
          WindowsEvent::RepairOffered);
}

TEST_CASE("a program that is refused is an event with its SID, and none is longer than a line or two") {
    CHECK(refusal_event("S-1-5-18", "a service account has no WSL of its own") ==
          EventEntry{WindowsEvent::CallerRefused,
                     EventType::Warning,
                     {"a service account has no WSL of its own", "S-1-5-18", "-", "-"}});
    CHECK(refusal_event("", "the caller is not known").strings[1] == "-");
    const EventEntry longest = refusal_event(std::string(10'000, 'S'), std::string(10'000, 'r'));
    CHECK(longest.strings[0].size() <= 1'024);
    CHECK(longest.strings[1].size() <= 256);
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
