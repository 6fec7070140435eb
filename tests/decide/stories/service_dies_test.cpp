// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

std::vector<Choice> choices_of(const Story& story) {
    const auto offer = story.now().offer;
    return offer ? offer->choices : std::vector<Choice>{};
}

} // namespace

TEST_CASE(
    "The service dies while an exclusion is tried that does not help: the next rung is asked all the same") {
    for (const std::chrono::milliseconds when : {0ms, 300ms, 2'000ms, 10'000ms}) {
        CAPTURE(when.count());
        CutOffMorning story;
        story.exclusion_works = false;
        story.user_answers(Exclude{});
        story.pass(when);
        story.service_restarts();
        story.pass(1min);
        CHECK_FALSE(story.vpn_is_excluded());
        CHECK(choices_of(story) == std::vector<Choice>{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    }
}

TEST_CASE("The service dies during the last rung: those before it are not offered once more") {
    BrokenMorning story;
    story.exclusion_works = false;
    story.nat_is_broken_too = true;
    story.virtioproxy_is_broken_too = true;
    for (const Choice rung : {SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}}) {
        story.user_answers(rung);
        story.pass(3s);
        story.wsl_starts();
        story.pass(rung == Choice{SwitchMode{NetworkingMode::Nat}} ? 1min : 5s);
    }
    story.service_restarts();
    story.pass(2min);
    CHECK(choices_of(story).empty());
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.was_said(MessageId::NothingHelped));
    CHECK(story.shutdowns() == 2);
    story.wsl_stops();
    story.pass(5s);
    story.wsl_starts();
    story.pass(2min);
    CHECK(choices_of(story).empty());
}

TEST_CASE("The service dies while NAT is verified, which does not help: a server that Windows reaches proves "
          "nothing") {
    for (const std::chrono::milliseconds when : {0ms, 500ms, 2'000ms}) {
        CAPTURE(when.count());
        CutOffMorning story;
        story.nat_is_broken_too = true;
        story.user_answers(SwitchMode{NetworkingMode::Nat});
        story.pass(3s);
        story.wsl_starts();
        story.pass(when);
        story.service_restarts();
        story.pass(1min);
        CHECK_FALSE(story.was_said(MessageId::ModeHelped));
        CHECK(choices_of(story) ==
              std::vector<Choice>{SwitchMode{NetworkingMode::VirtioProxy}, Restore{}, NotNow{}});
    }
}

TEST_CASE(
    "WSL is ended while NAT is verified, and not started again: NAT stays, and nothing waits for ever") {
    CutOffMorning story;
    story.nat_is_broken_too = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.pass(2s);
    story.wsl_stops();
    story.pass(1h);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.configured == NetworkingMode::Nat);
}

TEST_CASE("The VPN goes while the service is dead: what breaks at its next coming is judged by itself") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    story.vpn_goes_down();
    story.service_restarts();
    story.site_alive["api"] = false;
    story.pass(1min);
    story.vpn_comes_up();
    story.pass(1min);
    CHECK(choices_of(story).empty());
}
