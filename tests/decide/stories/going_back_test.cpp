// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

Settings with(RestorePolicy restore) {
    Settings settings = Story::default_settings();
    settings.policy.restore_on_vpn_down = restore;
    return settings;
}

/// WSL runs with NAT because of the VPN, and it helped.
struct OnNat : Story {
    explicit OnNat(RestorePolicy restore)
        : Story(with(restore)) {
        begin();
        pass(50s);
        vpn_comes_up();
        pass(10s);
        user_answers(SwitchMode{NetworkingMode::Nat});
        pass(3s);
        wsl_starts();
        pass(30s);
        REQUIRE(now().remedies.back().state == RemedyState::Helped);
    }
};

} // namespace

TEST_CASE("The VPN is gone and stayed gone: going back to mirrored is offered, once") {
    OnNat story{RestorePolicy::Ask};
    story.vpn_goes_down();
    story.pass(4s);
    CHECK_FALSE(story.now().offer);
    story.pass(3s);
    REQUIRE(story.now().offer);
    const Offer offer = *story.now().offer;
    CHECK_FALSE(offer.fault);
    CHECK(offer.vpn == "Cisco Secure Client");
    CHECK(offer.mode == NetworkingMode::Mirrored);
    CHECK(offer.choices == std::vector<Choice>{Restore{}, NotNow{}});
    CHECK(offer.distros == std::vector<std::string>{"Ubuntu"});
    CHECK(story.now().headline.code == MessageId::RestoreProposed);
    story.user_answers(Restore{});
    story.pass(3s);
    CHECK(story.shutdowns() == 2);
    CHECK(story.configured == NetworkingMode::Mirrored);
    story.wsl_starts();
    story.pass(30s);
    CHECK(story.journal().empty());
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("It is back only when the mode of the WSL that was started is seen, also after a restart of the "
          "service") {
    for (const bool service_dies : {false, true}) {
        CAPTURE(service_dies);
        OnNat story{RestorePolicy::Ask};
        story.vpn_goes_down();
        story.pass(10s);
        story.user_answers(Restore{});
        story.pass(5s);
        if (service_dies) {
            story.service_restarts();
        }
        story.pass(5s);
        REQUIRE(story.now().remedies.back().state == RemedyState::UndoAwaitingWsl);
        REQUIRE_FALSE(story.now().wsl_running);
        story.wsl_starts();
        for (int i = 0; i < 100 && story.now().remedies.back().state != RemedyState::Undone; ++i) {
            story.pass(100ms);
        }
        CHECK(story.now().remedies.back().state == RemedyState::Undone);
        CHECK(story.now().effective == NetworkingMode::Mirrored);
    }
}

TEST_CASE("Going back is not offered again after it was refused, and the menu still knows it") {
    OnNat story{RestorePolicy::Ask};
    story.vpn_goes_down();
    story.pass(10s);
    story.user_answers(NotNow{});
    story.pass(5h);
    CHECK(story.offers() == 2);
    CHECK(story.configured == NetworkingMode::Nat);
    CHECK(story.now().can_restore);
    story.user_restores();
    story.pass(3s);
    CHECK(story.configured == NetworkingMode::Mirrored);
}

TEST_CASE("A VPN that reconnects within the settle time leads to no question") {
    OnNat story{RestorePolicy::Ask};
    story.vpn_goes_down();
    story.pass(3s);
    story.vpn_comes_up();
    story.pass(5min);
    CHECK(story.offers() == 1);
    CHECK(story.configured == NetworkingMode::Nat);
}

TEST_CASE("The question whether to go back is over when the VPN is there again") {
    OnNat story{RestorePolicy::Ask};
    story.vpn_goes_down();
    story.pass(10s);
    REQUIRE(story.now().offer);
    story.vpn_comes_up();
    story.pass(10s);
    CHECK_FALSE(story.now().offer);
    story.user_restores();
    CHECK(story.answer()->accepted);
}

TEST_CASE("restore_on_vpn_down = auto: a countdown, then it goes back") {
    OnNat story{RestorePolicy::Auto};
    story.vpn_goes_down();
    story.pass(12s);
    REQUIRE(story.now().offer);
    REQUIRE(story.now().offer->countdown);
    CHECK(story.now().offer->choices == std::vector<Choice>{Restore{}, NotNow{}, Postpone{}});
    story.pass(35s);
    CHECK(story.shutdowns() == 2);
    CHECK(story.configured == NetworkingMode::Mirrored);
    story.wsl_starts();
    story.pass(30s);
    CHECK(story.journal().empty());
}

TEST_CASE("restore_on_vpn_down = auto while somebody works in WSL: it is asked") {
    OnNat story{RestorePolicy::Auto};
    story.somebody_works_in_wsl = true;
    story.vpn_goes_down();
    story.pass(15s);
    REQUIRE(story.now().offer);
    CHECK_FALSE(story.now().offer->countdown);
    story.pass(1h);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("restore_on_vpn_down = auto while WSL does not run: nobody loses anything, so it is done at once") {
    OnNat story{RestorePolicy::Auto};
    story.wsl_stops();
    story.pass(70s);
    story.vpn_goes_down();
    story.pass(15s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 1);
    story.wsl_starts();
    story.pass(90s);
    CHECK(story.journal().empty());
}

TEST_CASE("restore_on_vpn_down = never: the mode stays, and the menu knows it") {
    OnNat story{RestorePolicy::Never};
    story.vpn_goes_down();
    story.pass(5h);
    CHECK(story.offers() == 1);
    CHECK(story.configured == NetworkingMode::Nat);
    CHECK(story.now().can_restore);
}

TEST_CASE("The user's edit always wins: where another mode was set, nothing of ours stands any more") {
    OnNat story{RestorePolicy::Auto};
    story.user_edits_wslconfig(NetworkingMode::VirtioProxy);
    story.pass(5s);
    CHECK(story.was_said(MessageId::ConfigChangedMeanwhile));
    CHECK(story.journal().empty());
    CHECK_FALSE(story.now().can_restore);
    story.vpn_goes_down();
    story.pass(10min);
    CHECK(story.configured == NetworkingMode::VirtioProxy);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("The user goes back by hand while WSL is awaited: the remedy ends") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.user_edits_wslconfig(NetworkingMode::Mirrored);
    story.pass(5s);
    CHECK(story.journal().empty());
    story.wsl_starts();
    story.pass(60s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("The service restarts while the VPN goes away: it still goes back") {
    OnNat story{RestorePolicy::Ask};
    story.vpn_goes_down();
    story.service_restarts();
    story.pass(20s);
    REQUIRE(story.now().offer);
    CHECK_FALSE(story.now().offer->fault);
}

TEST_CASE("Of an exclusion nothing is asked when the VPN goes: it is lifted") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    story.vpn_goes_down();
    story.pass(8s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.offers() == 1);
}

TEST_CASE("NAT that does not help: VirtioProxy is another question, and one more shutdown") {
    BrokenMorning story;
    story.nat_is_broken_too = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.pass(1min);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->choices ==
          std::vector<Choice>{SwitchMode{NetworkingMode::VirtioProxy}, Restore{}, NotNow{}});
    CHECK(story.shutdowns() == 1);
    story.user_answers(SwitchMode{NetworkingMode::VirtioProxy});
    story.pass(5s);
    CHECK(story.configured == NetworkingMode::VirtioProxy);
    CHECK(story.shutdowns() == 2);
    story.wsl_starts();
    story.pass(30s);
    CHECK(story.now().remedies.back().state == RemedyState::Helped);
    CHECK(story.state_of("api") == EndpointState::Up);

    story.vpn_goes_down();
    story.pass(10s);
    story.user_answers(Restore{});
    story.pass(5s);
    CHECK(story.configured == NetworkingMode::Mirrored);
}

TEST_CASE("Nothing helps: the file is at once as it was, without another shutdown, and that is said") {
    BrokenMorning story;
    story.nat_is_broken_too = story.virtioproxy_is_broken_too = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.pass(1min);
    REQUIRE(story.now().offer);
    story.user_answers(SwitchMode{NetworkingMode::VirtioProxy});
    story.pass(5s);
    story.wsl_starts();
    story.pass(1min);
    CHECK(story.was_said(MessageId::NothingHelped));
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 2);
    CHECK_FALSE(story.now().offer);
    story.wsl_stops();
    story.pass(1min);
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.journal().empty());
    CHECK(story.now().effective == NetworkingMode::Mirrored);
    CHECK_FALSE(story.now().offer);
}

TEST_CASE("The user would rather have mirrored back than try VirtioProxy") {
    BrokenMorning story;
    story.nat_is_broken_too = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.pass(1min);
    story.user_answers(Restore{});
    story.pass(5s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 2);
}

TEST_CASE("The service may die between two rungs: the second one is taken from the file as it was at first") {
    for (const std::chrono::milliseconds when : {0ms, 100ms, 250ms, 450ms, 650ms, 1500ms}) {
        CAPTURE(when.count());
        BrokenMorning story;
        story.nat_is_broken_too = true;
        story.user_answers(SwitchMode{NetworkingMode::Nat});
        story.pass(3s);
        story.wsl_starts();
        story.pass(1min);
        story.user_answers(SwitchMode{NetworkingMode::VirtioProxy});
        story.pass(when);
        story.service_restarts();
        story.pass(20s);
        CHECK(story.configured == NetworkingMode::VirtioProxy);
        CHECK(story.shutdowns() == 2);
        story.user_restores();
        story.pass(5s);
        CHECK(story.configured == NetworkingMode::Mirrored);
    }
}

TEST_CASE(
    "The agent does not answer when the VPN goes: it is asked ever more rarely, and then it goes back") {
    OnNat story{RestorePolicy::Ask};
    story.agent_is_dead = true;
    story.vpn_goes_down();
    story.pass(10s);
    const int calls = story.calls("any");
    story.pass(10min);
    CHECK(story.calls("any") < calls + 40);
    CHECK(story.offers() == 1);
    story.agent_is_dead = false;
    story.pass(4min);
    CHECK(story.choices() == std::vector<Choice>{Restore{}, NotNow{}});
}

TEST_CASE("mirrorwatch restore while the service is stopped: it finds at its start that this is done") {
    OnNat story{RestorePolicy::Ask};
    story.command_line_restores();
    story.service_restarts();
    story.pass(10s);
    CHECK(story.was_said(MessageId::AwaitingWslBack));
    CHECK_FALSE(story.was_said(MessageId::ConfigChangedMeanwhile));
    CHECK(story.journal().empty());
    CHECK_FALSE(story.now().can_restore);
    story.vpn_goes_down();
    story.pass(1min);
    CHECK(story.choices().empty());
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("mirrorwatch restore while the service is stopped gives dnsTunneling back as well") {
    ClearMorning story{{website()}};
    story.ailment = nameless({"wiki"}, {ChangeSetting{ConfigSetting::DnsTunneling}});
    story.vpn_comes_up();
    story.pass(10s);
    story.user_takes(ChangeSetting{ConfigSetting::DnsTunneling});
    REQUIRE(story.remedy() == RemedyState::Helped);
    story.command_line_restores();
    story.service_restarts();
    story.pass(10s);
    CHECK(story.was_said(MessageId::AwaitingSettingBack));
    CHECK(story.journal().empty());
}

TEST_CASE(
    "The user sets another mode in the very moment in which NAT is seen to help: the user's mode stays") {
    for (decide::Duration moment{0}; moment < 30s; moment += 150ms) {
        CAPTURE(moment.count());
        BrokenMorning story;
        story.user_answers(SwitchMode{NetworkingMode::Nat});
        story.pass(3s);
        story.wsl_starts();
        story.server_alive["api"] = false;
        story.pass(3s);
        REQUIRE(story.remedy() == RemedyState::Verifying);
        story.server_alive["api"] = true;
        story.pass(moment);
        story.user_edits_wslconfig(NetworkingMode::VirtioProxy);
        story.pass(3s);
        story.user_edits_wslconfig(NetworkingMode::Nat);
        story.pass(10s);
        CHECK(story.journal().empty());
        CHECK_FALSE(story.now().can_restore);
    }
}

TEST_CASE("The agent dies before WSL is shut down, for two hours: the old consent ends nobody's work") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(250ms); // the file is edited
    REQUIRE(story.configured == NetworkingMode::Nat);
    story.agent_is_dead = true;
    story.pass(2h);
    story.agent_is_dead = false;
    story.pass(15min);
    CHECK(story.remedy() == RemedyState::AwaitingWsl);
    CHECK(story.shutdowns() == 0);
    story.user_restores();
    story.pass(5s);
    CHECK(story.configured == NetworkingMode::Mirrored);
}

TEST_CASE("The agent dies when mirrored is to be put back, for two hours: the file is put back when it lives "
          "again") {
    OnNat story{RestorePolicy::Ask};
    story.agent_is_dead = true;
    story.user_restores();
    story.pass(1h);
    CHECK(story.remedy() == RemedyState::Undoing);
    const int calls = story.calls("any");
    story.pass(1h);
    CHECK(story.calls("any") < calls + 60);
    story.agent_is_dead = false;
    story.pass(15min);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.remedy() == RemedyState::UndoAwaitingWsl);
    CHECK(story.shutdowns() == 1); // that of the switch to NAT
}
