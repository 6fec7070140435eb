// SPDX-License-Identifier: MIT
#include "service/sense/host/host_calls_win.hpp"

#include "service/sense/host/event_log_reader_win.hpp"
#include "service/sense/host/object_reader_win.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::sense;
using namespace std::chrono_literals;

namespace {

Deadline soon() {
    return std::chrono::steady_clock::now() + 20s;
}

/// In a thread of its own, as it must be in no apartment.
template <class Call>
auto on_own_thread(Call call) {
    std::optional<decltype(call())> result;
    std::thread{[&] { result.emplace(call()); }}.join();
    return std::move(*result);
}

} // namespace

TEST_CASE("this Windows has a build, and its registry says what no policy says") {
    const HostPart part = registry_facts(windows_host_calls());
    CHECK(part.missing == std::vector<std::string>{});
    REQUIRE(part.facts.os_build);
    CHECK(*part.facts.os_build >= 7601);
    CHECK(part.facts.disabled_components.has_value());
    CHECK(part.facts.mode_is_locked.has_value());
    CHECK(part.facts.external_interface_constraint.has_value());
    CHECK(part.facts.has_nrpt_rules.has_value());
}

TEST_CASE("the event log answers, or what it would say is missing") {
    const HostPart part = on_own_thread([] { return event_log_facts(windows_host_calls(), soon()); });
    const HostFacts& facts = part.facts;
    CHECK(facts.wsl_warnings.has_value() == facts.ras_error_651.has_value());
    CHECK((part.missing.empty() == (facts.wsl_warnings && facts.hns_errors)));
}

TEST_CASE("WMI answers, or what it would say is missing") {
    const HostPart part = on_own_thread([] { return object_facts(windows_host_calls(), soon()); });
    const HostFacts& facts = part.facts;
    if (part.missing.empty()) {
        CHECK(facts.hyperv_block_rules.has_value());
        CHECK(facts.hyperv_outbound_blocked.has_value());
    } else {
        MESSAGE(part.missing.front());
    }
}

TEST_CASE("a log that is not there has no events, or cannot be asked for") {
    const auto events = read_events({"mirrorwatch-is-no-such-log", {{"", {}, 1h}}, 10}, soon());
    if (events) {
        CHECK(events->empty());
    } else {
        CHECK(events.error().message.starts_with("EvtQuery: "));
    }
}

TEST_CASE("each question to WMI has its answer, also one that makes no sense") {
    const auto answers = on_own_thread([] {
        return read_objects({{"SELECT * FROM MirrorwatchIsNoSuchClass"}, {"rubbish", "ActiveStore"}}, soon());
    });
    REQUIRE(answers.size() == 2);
    for (const auto& answer : answers) {
        CHECK((answer.has_error() || answer->empty()));
    }
}

TEST_CASE("what WMI says of the system is read, each question for itself") {
    const auto answers = on_own_thread([] {
        return read_objects({{"SELECT * FROM Win32_OperatingSystem"},
                             {"SELECT * FROM MirrorwatchIsNoSuchClass"},
                             {"SELECT * FROM Win32_BIOS"}},
                            soon(), R"(ROOT\CIMV2)");
    });
    REQUIRE(answers.size() == 3);
    REQUIRE_MESSAGE(answers[0].has_value(), answers[0].error().message);
    REQUIRE(answers[0]->size() == 1);
    const Properties& system = answers[0]->at(0);
    CHECK(system.at("BuildNumber") == std::to_string(*windows_host_calls().os_build()));
    CHECK(system.at("Caption").find("Windows") != std::string::npos);
    CHECK(system.at("Primary") == "true");
    CHECK((answers[1].has_error() || answers[1]->empty()));
    REQUIRE_MESSAGE(answers[2].has_value(), answers[2].error().message);
    CHECK(answers[2]->at(0).contains("Name"));
}

TEST_CASE("a list is read as one text") {
    const auto answers = on_own_thread([] {
        return read_objects({{"SELECT IPAddress FROM Win32_NetworkAdapterConfiguration"}}, soon(),
                            R"(ROOT\CIMV2)");
    });
    REQUIRE_MESSAGE(answers.at(0).has_value(), answers[0].error().message);
    for (const Properties& adapter : *answers[0]) {
        const auto addresses = adapter.find("IPAddress");
        if (addresses != adapter.end() && !addresses->second.empty()) {
            CAPTURE(addresses->second);
            CHECK(addresses->second.find_first_not_of("0123456789abcdefABCDEF:.,%") == std::string::npos);
            CHECK(addresses->second.find_first_of(".:") != std::string::npos);
        }
    }
}

TEST_CASE("a deadline that is over waits for nothing and does no harm") {
    const Deadline over = std::chrono::steady_clock::now() - 1s;
    (void)read_events({"Application", {{"", {}, 1h}}, 10}, over);
    const auto answers =
        on_own_thread([&] { return read_objects({{"SELECT * FROM MSFT_NetTCPSetting"}}, over); });
    CHECK(answers.size() == 1);
}
