// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

RemedyState last_state(const Story& story) {
    REQUIRE_FALSE(story.now().remedies.empty());
    return story.now().remedies.back().state;
}

} // namespace

TEST_CASE("NAT: the file is edited, WSL shut down once, and then somebody else starts it at any time") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    CHECK(story.answer()->accepted);
    story.pass(1s);
    CHECK(story.configured == NetworkingMode::Nat);
    CHECK(story.shutdowns() == 1);
    CHECK(last_state(story) == RemedyState::AwaitingWsl);
    CHECK(story.now().distros.empty());
    CHECK(story.now().health == Health::Fine);

    story.pass(2h);
    CHECK(last_state(story) == RemedyState::AwaitingWsl);
    CHECK(story.shutdowns() == 1);
    CHECK_FALSE(story.now().offer);

    story.wsl_starts();
    story.pass(8s);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(last_state(story) == RemedyState::Helped);
    CHECK(story.now().headline == Message{MessageId::ModeHelped, {"nat"}});
    CHECK(story.now().can_restore);
    CHECK_FALSE(story.now().can_roll_back);
}

TEST_CASE("Restore: the old mode comes back with one more shutdown, and ends verified at WSL's next start") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.pass(10s);
    story.vpn_goes_down();
    story.pass(10s);
    REQUIRE(last_state(story) == RemedyState::Helped);

    story.user_restores();
    CHECK(story.answer()->accepted);
    story.pass(3s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 2);
    CHECK(last_state(story) == RemedyState::UndoAwaitingWsl);
    story.wsl_starts();
    story.pass(8s);
    CHECK(story.effective == NetworkingMode::Mirrored);
    CHECK(last_state(story) == RemedyState::Undone);
    CHECK(story.journal().empty());
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.shutdowns() == 2);
    CHECK(story.now().can_roll_back);
}

TEST_CASE("A rollback by hand needs no VPN and no trouble") {
    Story story;
    story.begin();
    story.pass(10s);
    CHECK(story.now().can_roll_back);
    story.user_rolls_back();
    CHECK(story.answer()->accepted);
    story.pass(3s);
    CHECK(story.shutdowns() == 1);
    CHECK(story.configured == NetworkingMode::Nat);
    story.wsl_starts();
    story.pass(8s);
    CHECK(last_state(story) == RemedyState::Helped);
}

TEST_CASE("WSL that does not run is not shut down") {
    Story story;
    story.wsl_stops();
    story.begin();
    story.pass(10s);
    story.user_rolls_back();
    story.pass(3s);
    CHECK(story.configured == NetworkingMode::Nat);
    CHECK(story.shutdowns() == 0);
    CHECK(last_state(story) == RemedyState::AwaitingWsl);
}

TEST_CASE("A rollback while one is under way, or in NAT mode, is refused with a reason") {
    BrokenMorning story;
    story.user_rolls_back();
    REQUIRE(story.answer()->accepted);
    story.user_rolls_back();
    CHECK_FALSE(story.answer()->accepted);
    CHECK(story.answer()->message.code == MessageId::RemedyInProgress);

    Story nat;
    nat.configured = nat.effective = NetworkingMode::Nat;
    nat.begin();
    nat.user_rolls_back();
    CHECK(nat.answer()->message.code == MessageId::ModeNotKnown);
    nat.pass(10s);
    nat.user_rolls_back();
    CHECK(nat.answer()->message == Message{MessageId::AlreadyInMode, {"nat"}});
    nat.user_restores();
    CHECK(nat.answer()->message.code == MessageId::NothingToRestore);
}

TEST_CASE("A rollback by hand takes an exclusion back first") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(10s);
    REQUIRE(story.vpn_is_excluded());
    story.user_rolls_back();
    story.pass(3s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.configured == NetworkingMode::Nat);
    CHECK(story.journal().size() == 1);
}

TEST_CASE("A server that is not running again is not yet known, never did not help") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.server_alive["api"] = false;
    story.pass(5min);
    CHECK(last_state(story) == RemedyState::Verifying);
    story.pass(30min);
    CHECK_FALSE(story.was_said(MessageId::ModeDidNotHelp));
    CHECK(story.now().remedies.back().message.code == MessageId::ModeInForce);
    story.server_alive["api"] = true;
    story.pass(16s);
    CHECK(last_state(story) == RemedyState::Helped);
}

TEST_CASE("NAT that this VPN breaks as well is said not to help, and stays until the user decides") {
    BrokenMorning story;
    story.nat_is_broken_too = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    story.wsl_starts();
    story.pass(1min);
    CHECK(story.was_said(MessageId::ModeDidNotHelp));
    CHECK(story.shutdowns() == 1);
    CHECK(story.now().can_restore);
    CHECK(story.configured == NetworkingMode::Nat);
}

TEST_CASE("A file that cannot be edited ends the remedy with a sentence, and WSL is left alone") {
    BrokenMorning story;
    story.edit_refused = Message{MessageId::ConfigNotWritten, {"the disk is full"}};
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(5s);
    CHECK(story.shutdowns() == 0);
    CHECK(last_state(story) == RemedyState::GivenUp);
    CHECK(story.now().remedies.back().message == *story.edit_refused);
}

TEST_CASE("A shutdown that fails puts the file back") {
    BrokenMorning story;
    story.shutdown_refused = Message{MessageId::ShutdownFailed, {"E_OUTOFMEMORY"}};
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(5s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(last_state(story) == RemedyState::GivenUp);
    CHECK(story.now().remedies.back().message == Message{MessageId::ShutdownNotRepeated, {"E_OUTOFMEMORY"}});
    story.pass(10min);
    CHECK(story.calls("shutdown") == 1);
    CHECK(story.times_said(MessageId::ShutdownNotRepeated) == 1);
    CHECK(story.now().offer == std::nullopt);
}

TEST_CASE(
    "Nobody hears that WSL was shut down, and the user has started it again: it is not shut down once more") {
    BrokenMorning story;
    story.shutdown_answer_is_lost = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(4s);
    REQUIRE(story.shutdowns() == 1);
    story.wsl_starts();
    story.pass(1min);
    CHECK(story.shutdowns() == 1);
    CHECK(story.effective == NetworkingMode::Nat);
    CHECK(last_state(story) == RemedyState::Helped);
}

TEST_CASE("What falls silent by our own shutdown is not blamed on the VPN") {
    Story story;
    story.begin();
    story.pass(60s);
    story.vpn_breaks_mirrored = false;
    story.vpn_comes_up();
    story.pass(10s);
    story.user_rolls_back();
    story.pass(1min);
    CHECK(story.offers() == 0);
    story.user_restores();
    story.pass(1min);
    story.wsl_starts();
    story.server_alive["api"] = false;
    story.pass(5min);
    CHECK(story.offers() == 0);
}

TEST_CASE("The service may die at any moment of a fallback: it goes on from its journal, with one shutdown") {
    for (const std::chrono::milliseconds when : {0ms, 100ms, 250ms, 450ms, 650ms, 900ms, 2000ms, 20000ms}) {
        CAPTURE(when.count());
        BrokenMorning story;
        story.user_answers(SwitchMode{NetworkingMode::Nat});
        story.pass(when);
        story.service_restarts();
        story.pass(10s);
        CHECK(story.configured == NetworkingMode::Nat);
        CHECK(story.shutdowns() == 1);
        CHECK(last_state(story) == RemedyState::AwaitingWsl);
        story.wsl_starts();
        story.pass(10s);
        CHECK(last_state(story) == RemedyState::Helped);

        story.user_restores();
        story.pass(when);
        story.service_restarts();
        story.pass(10s);
        CHECK(story.configured == NetworkingMode::Mirrored);
        CHECK(story.shutdowns() == 2);
        story.wsl_starts();
        story.pass(10s);
        CHECK(story.journal().empty());
    }
}

TEST_CASE("The service may die at any moment of an exclusion: while the VPN is up it stands, afterwards it "
          "is gone") {
    for (const std::chrono::milliseconds when : {0ms, 100ms, 250ms, 2000ms, 20000ms}) {
        CAPTURE(when.count());
        CutOffMorning story;
        story.user_answers(Exclude{});
        story.pass(when);
        story.service_restarts();
        story.pass(15s);
        CHECK(story.vpn_is_excluded());
        CHECK(story.state_of("api") == EndpointState::Up);

        story.vpn_goes_down();
        story.pass(when);
        story.service_restarts();
        story.pass(15s);
        CHECK_FALSE(story.vpn_is_excluded());
        CHECK(story.journal().empty());
    }
}

TEST_CASE(
    "The user logs off in the middle of a remedy: it waits for the user, and goes on after the return") {
    for (const auto away : {decide::Duration{2min}, decide::Duration{1h}}) {
        CAPTURE(away.count());
        BrokenMorning story;
        story.user_answers(SwitchMode{NetworkingMode::Nat});
        story.user_leaves();
        story.pass(away);
        story.user_comes_back();
        story.pass(5s);
        CHECK(story.configured == NetworkingMode::Nat);
        CHECK(last_state(story) == RemedyState::AwaitingWsl);
        CHECK(story.shutdowns() == (away < 5min ? 1 : 0)); // what was begun since is not ended
    }
}

TEST_CASE("WSL that is started again right after the shutdown is noticed, and its server probed at once") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    while (story.shutdowns() == 0) {
        story.pass(10ms);
    }
    story.wsl_starts();
    story.pass(8s);
    CHECK(last_state(story) == RemedyState::Helped);
    story.vpn_goes_down();
    story.pass(10s);

    story.user_restores();
    while (story.shutdowns() == 1) {
        story.pass(10ms);
    }
    story.wsl_starts();
    story.server_alive["api"] = false;
    story.pass(4s);
    story.server_alive["api"] = true;
    story.pass(16s);
    CHECK(story.journal().empty());
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("An agent that cannot say whether it has edited the file: it is put back") {
    BrokenMorning story;
    story.agent_is_dead = true;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(11s);
    story.agent_is_dead = false;
    story.pass(10s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(last_state(story) == RemedyState::GivenUp);
    CHECK(story.was_said(MessageId::AgentFailed));
    CHECK(story.shutdowns() == 0);
}
