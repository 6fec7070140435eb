// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

/// Setup is LocalSystem, or an administrator: nobody whose WSL this is.
const decide::VerbReceived c_removal{{"S-1-5-18", 0}, 99, {1, protocol::TakeAllBack{}}};

} // namespace

TEST_CASE("Mirrorwatch is removed while its NAT is in force: .wslconfig is as it was, and WSL runs on") {
    BrokenMorning story;
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.pass(30s);
    REQUIRE(story.configured == NetworkingMode::Nat);
    const int shutdowns = story.shutdowns();
    story.send(c_removal);
    story.pass(5s);
    CHECK(story.configured == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == shutdowns);
    CHECK_FALSE(story.running.empty());
    REQUIRE(story.journal().size() == 1); // the way back counts from WSL's next start
    CHECK(story.journal()[0].second.state == RemedyState::UndoAwaitingWsl);
}

TEST_CASE("Mirrorwatch is removed while a VPN is excluded: WSL has its device again") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.pass(30s);
    REQUIRE(story.vpn_is_excluded());
    story.send(c_removal);
    story.pass(10s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.journal().empty());
}

TEST_CASE("Mirrorwatch is removed while it asks: the question is gone, and none comes again") {
    BrokenMorning story;
    REQUIRE(story.now().offer);
    story.send(c_removal);
    story.pass(5min);
    CHECK_FALSE(story.now().offer);
    CHECK(story.shutdowns() == 0);
}
