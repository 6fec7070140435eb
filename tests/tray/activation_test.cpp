// SPDX-License-Identifier: MIT
#include "tray/activation.hpp"

#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

Offer offer_with(std::vector<Choice> choices) {
    Offer offer = *broken_by_cisco().offer;
    offer.choices = std::move(choices);
    return offer;
}

Snapshot asking(std::vector<Choice> choices) {
    Snapshot snapshot = broken_by_cisco();
    snapshot.offer->choices = std::move(choices);
    return snapshot;
}

bool is_over(const Snapshot& now, std::string_view tag) {
    const std::vector<std::string> over = tags_that_are_over(now);
    return std::ranges::find(over, tag) != over.end();
}

} // namespace

TEST_CASE("a break has a button that excludes, one that shows what NAT costs, and one that waits") {
    CHECK(buttons_for(*broken_by_cisco().offer) ==
          std::vector<NotificationButton>{{"Exclude", "answer|exclude|offer-1"},
                                          {"Fall back to NAT…", "open"},
                                          {"Not now", "answer|not_now|offer-1"}});
}

TEST_CASE("a countdown can be cancelled and postponed from its notification, and nothing else") {
    Offer offer = offer_with({SwitchMode{NetworkingMode::Nat}, Postpone{}, NotNow{}});
    offer.countdown = std::chrono::seconds{30};
    CHECK(buttons_for(offer) == std::vector<NotificationButton>{{"Later", "answer|postpone|offer-1"},
                                                                {"Cancel", "answer|not_now|offer-1"}});
    CHECK(activation_of("answer|postpone|offer-1", asking(offer.choices)) == answer(Postpone{}));
}

TEST_CASE("what leads around a tunnel is not done without its warning") {
    Offer offer = offer_with({Exclude{}, NotNow{}});
    offer.bypasses_tunnel = true;
    CHECK(buttons_for(offer).at(0) == NotificationButton{"Exclude…", "open"});
    Snapshot snapshot = asking({Exclude{}, NotNow{}});
    snapshot.offer->bypasses_tunnel = true;
    CHECK(!activation_of("answer|exclude|offer-1", snapshot));
}

TEST_CASE("however many choices there are, there are three buttons") {
    const Offer offer = offer_with({LowerMtu{}, Exclude{}, ChangeSetting{ConfigSetting::DnsTunneling},
                                    SwitchMode{NetworkingMode::Nat}, RestartWsl{}, NotNow{}});
    CHECK(buttons_for(offer) ==
          std::vector<NotificationButton>{{"Lower the packet size", "answer|lower_mtu|offer-1"},
                                          {"See what can be done…", "open"},
                                          {"Not now", "answer|not_now|offer-1"}});
    CHECK(buttons_for(offer_with({Restore{}, NotNow{}})).at(0) == NotificationButton{"Put back…", "open"});
}

TEST_CASE("a pressed button answers the question that it was shown for") {
    const Snapshot now = broken_by_cisco();
    CHECK(activation_of("answer|exclude|offer-1", now) == answer(Exclude{}));
    CHECK(activation_of("answer|not_now|offer-1", now) == answer(NotNow{}));
}

TEST_CASE("a click on the notification opens the question, and never does anything") {
    CHECK(!activation_of("open", broken_by_cisco()));
    CHECK(!activation_of("", broken_by_cisco()));
}

TEST_CASE("a button of a question that is over, or of another one, does nothing") {
    CHECK(!activation_of("answer|exclude|offer-0", broken_by_cisco()));
    CHECK(!activation_of("answer|exclude|offer-1", all_well()));
    CHECK(!activation_of("answer|exclude|offer-1", std::nullopt));
}

TEST_CASE(
    "whatever argument somebody invents, no shutdown of WSL comes of it, and no choice that is not there") {
    const Snapshot now = asking({SwitchMode{NetworkingMode::Nat}, NotNow{}});
    for (const std::string_view argument :
         {"answer|nat|offer-1", "answer|virtioproxy|offer-1", "answer|exclude|offer-1",
          "answer|restore|offer-1", "answer||offer-1", "answer|not_now|", "answer", "|||",
          "answer|not_now|offer-1|x"}) {
        CAPTURE(argument);
        CHECK(!activation_of(argument, now));
    }
}

TEST_CASE("what is over leaves the screen: the question with its answer, the wait with WSL's start") {
    CHECK(is_over(all_well(), c_question_tag));
    CHECK(!is_over(broken_by_cisco(), c_question_tag));
    Snapshot waiting = all_well();
    waiting.remedies = {remedy(SwitchMode{}, RemedyState::AwaitingWsl, {})};
    CHECK(!is_over(waiting, c_waiting_tag));
    CHECK(is_over(all_well(), c_waiting_tag));
    Snapshot noticed = all_well();
    noticed.notice = Notice{"n-1", {}};
    CHECK(!is_over(noticed, c_notice_tag));
    CHECK(is_over(all_well(), c_notice_tag));
    CHECK(!is_over(all_well(), c_outcome_tag));
}

TEST_CASE("a service that restarts takes nothing off the screen") {
    CHECK(tags_that_are_over(std::nullopt).empty());
}

TEST_CASE("what was over already is not taken back again with each snapshot") {
    CHECK(newly_over({"question", "waiting"}, {"waiting"}) == std::vector<std::string>{"question"});
    CHECK(newly_over({"waiting"}, {"waiting", "question"}).empty());
}
