// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// `wsl --shutdown` fails, as it does while another virtual machine hangs: what hindered it once does so
/// again.
namespace {

const Message c_refused{MessageId::ShutdownFailed, {"Error code: Wsl/Service/E_OUTOFMEMORY"}};
const Message c_told{MessageId::ShutdownNotRepeated, c_refused.arguments};

Settings acting_alone() {
    Settings settings = Story::default_settings();
    settings.policy.action = PolicyAction::Auto;
    settings.policy.max_switches = 3;
    settings.policy.cooldown = decide::Duration{1'000};
    return settings;
}

/// It was said once, the file is the original, and the one attempt stays the only one.
void check_left_so(Story& story) {
    CHECK(story.now().remedies.back().message == c_told);
    story.pass(30min);
    CHECK(story.calls("shutdown") == 1);
    CHECK(story.shutdowns() == 0);
    CHECK(story.times_said(MessageId::ShutdownNotRepeated) == 1);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.journal().empty());
    CHECK_FALSE(story.now().offer);
}

} // namespace

TEST_CASE("WSL is not shut down for NAT: said in words of its own, the file put back without a shutdown") {
    BrokenMorning story;
    story.shutdown_refused = c_refused;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(5s);
    CHECK(story.remedy() == RemedyState::GivenUp);
    check_left_so(story);
}

TEST_CASE("WSL is not shut down, and the file cannot be put back at once: the reason stays on the screen") {
    BrokenMorning story;
    story.shutdown_refused = c_refused;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    for (int i = 0; i < 500 && !story.was_said(MessageId::ShutdownNotRepeated); ++i) {
        story.pass(10ms);
    }
    REQUIRE(story.was_said(MessageId::ShutdownNotRepeated));
    story.agent_is_dead = true;
    story.pass(3min);
    CHECK(story.remedy() == RemedyState::Undoing);
    CHECK(story.now().headline == c_told);
    story.service_restarts();
    story.pass(3min);
    CHECK(story.now().headline == c_told);
    CHECK(story.configured == NetworkingMode::Nat);
    story.agent_is_dead = false;
    story.pass(15min);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.calls("shutdown") == 1);
    CHECK(story.journal().empty());
}

TEST_CASE("Auto: WSL is not shut down for NAT, so VirtioProxy is not tried after it") {
    BrokenMorning story{acting_alone()};
    story.shutdown_refused = c_refused;
    story.pass(5min);
    CHECK(story.remedy() == RemedyState::GivenUp);
    check_left_so(story);
}

TEST_CASE(
    "WSL is not shut down to switch its DNS tunnel off: NAT, which takes a shutdown as well, is not next") {
    ClearMorning story{{website("sharepoint")}, PolicyAction::Auto};
    story.shutdown_refused = c_refused;
    story.ailment = unconnected({"sharepoint"});
    story.ailment->trial.resolved = {"6.6.0.12"};
    story.services = std::vector<std::string>{"GlobalSecureAccessTunnelingService"};
    story.network_changes();
    story.pass(5min);
    CHECK(story.found(Fault::SyntheticDns));
    CHECK(story.remedy() == RemedyState::GivenUp);
    CHECK(story.dns_tunneling());
    check_left_so(story);
}

TEST_CASE(
    "WSL is not shut down to go back: the file is the original already, and counts from WSL's next start") {
    BrokenMorning story;
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    REQUIRE(story.shutdowns() == 1);
    story.vpn_goes_down();
    story.pass(10s);
    story.shutdown_refused = c_refused;
    story.user_answers(Restore{});
    story.pass(10s);
    CHECK(story.now().remedies.back().message == c_told);
    CHECK(story.configured == NetworkingMode::Mirrored);
    story.pass(30min);
    CHECK(story.calls("shutdown") == 2);
    CHECK(story.journal().empty());
    story.wsl_stops();
    story.pass(2min);
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.now().effective == NetworkingMode::Mirrored);
}
