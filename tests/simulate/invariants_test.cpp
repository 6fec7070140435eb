// SPDX-License-Identifier: MIT
#include "tests/simulate/invariants.hpp"
#include "tests/simulate/play.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

using namespace mirrorwatch;
using namespace mirrorwatch::simulate;
using namespace std::chrono_literals;

namespace {

struct Watched : Invariants {
    Watched()
        : Invariants(0, Settings{}, 1) {}

    void pass(Time time) { at(++step, now += time); }

    void answers(Choice choice) {
        on_verb(0, protocol::AnswerOffer{"o1", choice});
        on_verb_answered(0, {1, true, {}});
    }

    void sees(bool visible = true) {
        on_verb(0, protocol::OfferShown{"o1", visible});
        on_verb_answered(0, {1, true, {}});
    }

    Snapshot offering(const std::string& id, Choice first) {
        Snapshot snapshot;
        snapshot.offer = Offer{id, "Cisco", {"api"}, {"Ubuntu"}, {first, NotNow{}}};
        snapshot.offer->fault = Fault::VpnCutsWsl;
        return snapshot;
    }

    void shows_exclusion(RemedyState state, MessageId says) {
        Snapshot snapshot;
        snapshot.remedies = {{Exclude{}, state, {says, {"Cisco"}}, "Cisco"}};
        on_published(0, snapshot);
    }

    std::uint64_t step = 0;
    Time now{0};
};

constexpr std::string_view c_stays_empty =
    "an exclusion that WSL has emptied stays so for more than six seconds";

/// In histories in which each minute an adapter is updated.
bool is_broken(std::string_view rule, bool agents_ignore_refreshes) {
    const world::Behaviour& behaviour = world::shipped_behaviour("lan-captured");
    for (std::uint64_t number = 0; number < 5; ++number) {
        Plan plan = make_plan(7, number, behaviour, 0);
        plan.guests = {false, false, false, agents_ignore_refreshes};
        for (Time when = plan.begin + 60s; when < plan.quiet; when += 60s) {
            plan.happenings.emplace_back(when, Happening{What::UpdateAdapter, 0, number % 3});
        }
        const world::Truth truth = world::truth_of(behaviour, plan.profile);
        Play play{plan, truth, nullptr};
        play.run(std::numeric_limits<std::uint64_t>::max());
        const auto& found = play.violations();
        if (std::any_of(found.begin(), found.end(), [&](const Violation& one) { return one.what == rule; })) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("one consent covers one shutdown") {
    Watched watched;
    watched.on_published(0, watched.offering("o1", SwitchMode{NetworkingMode::Nat}));
    watched.answers(SwitchMode{NetworkingMode::Nat});
    CHECK(watched.on_shut_down(0));
    CHECK(watched.violations().empty());
    CHECK_FALSE(watched.on_shut_down(0));
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("an exclusion is no consent to a shutdown") {
    Watched watched;
    watched.on_published(0, watched.offering("o1", Exclude{}));
    watched.answers(Exclude{});
    CHECK_FALSE(watched.on_shut_down(0));
}

TEST_CASE("a countdown that is over is a consent, and one that is not, or was cancelled, is none") {
    for (const auto& [waits, cancels, may] :
         {std::tuple{29s, false, false}, std::tuple{30s, false, true}, std::tuple{30s, true, false}}) {
        Watched watched;
        Snapshot snapshot = watched.offering("o1", SwitchMode{NetworkingMode::Nat});
        snapshot.offer->countdown = 30s;
        watched.on_published(0, snapshot);
        watched.sees();
        if (cancels) {
            watched.answers(NotNow{});
        }
        watched.pass(waits);
        CHECK(watched.on_shut_down(0) == may);
    }
}

TEST_CASE("a countdown that nobody saw, or that was hidden before its end, is no consent") {
    for (const bool hides : {false, true}) {
        Watched watched;
        Snapshot snapshot = watched.offering("o1", SwitchMode{NetworkingMode::Nat});
        snapshot.offer->countdown = 30s;
        watched.on_published(0, snapshot);
        if (hides) {
            watched.sees();
            watched.pass(20s);
            watched.sees(false);
        }
        watched.pass(10min);
        CHECK_FALSE(watched.on_shut_down(0));
        REQUIRE(watched.violations().size() == 1);
        CHECK((watched.violations()[0].what == "WSL was shut down after a countdown that nobody saw") ==
              !hides);
    }
}

TEST_CASE("a countdown that is put off begins again in ten minutes") {
    Watched watched;
    Snapshot snapshot = watched.offering("o1", SwitchMode{NetworkingMode::Nat});
    snapshot.offer->countdown = 30s;
    watched.on_published(0, snapshot);
    watched.sees();
    watched.answers(Postpone{});
    watched.pass(10min);
    CHECK_FALSE(watched.on_shut_down(0));
    watched.pass(30s);
    CHECK(watched.on_shut_down(0));
}

TEST_CASE("after \"not now\" the same question needs other circumstances") {
    Watched watched;
    watched.on_published(0, watched.offering("o1", Exclude{}));
    watched.answers(NotNow{});
    SUBCASE("nothing has changed") {
        watched.on_published(0, watched.offering("o2", Exclude{}));
        CHECK(watched.violations().size() == 1);
    }
    SUBCASE("something has") {
        watched.circumstances_change();
        watched.on_published(0, watched.offering("o2", Exclude{}));
        CHECK(watched.violations().empty());
    }
}

TEST_CASE("two edits of .wslconfig at once are seen, and one after the other are not") {
    Watched watched;
    const agent::Request edit = agent::SetNetworkingMode{"r1", NetworkingMode::Nat};
    watched.on_asked(0, edit, false);
    watched.on_answered(0, edit);
    watched.on_asked(0, edit, false);
    CHECK(watched.violations().empty());
    watched.on_asked(0, agent::SetConfigSetting{"r2", ConfigSetting::AutoProxy}, false);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("no mode is changed while WSL is starting") {
    Watched watched;
    watched.on_asked(0, agent::PutBackConfig{"r1"}, true);
    watched.on_answered(0, agent::PutBackConfig{"r1"});
    CHECK(watched.violations().empty());
    watched.on_asked(0, agent::SetNetworkingMode{"r1", NetworkingMode::Nat}, true);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("a notice is not told again within the reminder's interval") {
    Watched watched;
    Snapshot snapshot;
    snapshot.notice = Notice{"n1", {Fault::HypervBlocked, {"Mullvad"}}};
    watched.on_published(0, snapshot);
    snapshot.notice->is_over = true;
    watched.on_published(0, snapshot);
    CHECK(watched.violations().empty());
    snapshot.notice = Notice{"n2", {Fault::HypervBlocked, {"Mullvad"}}};
    watched.pass(23h);
    watched.on_published(0, snapshot);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("a remedy that ends says how") {
    Watched watched;
    Snapshot snapshot;
    snapshot.remedies = {{Exclude{}, RemedyState::GivenUp, {MessageId::ExcludedDidNotHelp, {"Cisco"}}}};
    watched.on_published(0, snapshot);
    CHECK(watched.violations().empty());
    snapshot.remedies = {{Exclude{}, RemedyState::GivenUp, {}}};
    watched.on_published(0, snapshot);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("a core that wakes again and again at one moment is seen") {
    Watched watched;
    for (int i = 0; i < 100; ++i) {
        watched.on_tick();
    }
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("an agent that fails is not asked at every opportunity") {
    for (const Time pause : {100ms, 1000ms}) {
        Watched watched;
        for (int i = 0; i < 60; ++i) {
            watched.pass(pause);
            watched.on_asked(0, agent::ObserveWsl{}, false);
        }
        CHECK(watched.violations().empty() == (pause == 1000ms));
    }
}

TEST_CASE("an exclusion that stays empty is seen six seconds after the last change, and not before") {
    Watched watched;
    watched.shows_exclusion(RemedyState::Helped, MessageId::ExcludedHelped);
    watched.on_host_event();
    watched.pass(6s);
    watched.on_exclusion(0, false);
    CHECK(watched.violations().empty());
    watched.pass(1ms);
    watched.on_exclusion(0, true);
    CHECK(watched.violations().empty());
    watched.on_exclusion(0, false);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("what the core could not know of is no fault of its exclusion") {
    Watched watched;
    watched.shows_exclusion(RemedyState::Helped, MessageId::ExcludedHelped);
    watched.on_host_event();
    watched.excuse();
    watched.pass(20s);
    watched.on_exclusion(0, false);
    CHECK(watched.violations().empty());
    watched.on_host_event(); // one that it hears of
    watched.pass(7s);
    watched.on_exclusion(0, false);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("an exclusion is not given up while it could be healed") {
    Watched watched;
    Snapshot snapshot;
    snapshot.remedies = {{Exclude{}, RemedyState::Undoing, {MessageId::ExcludedDidNotHelp, {"Cisco"}}}};
    CHECK(watched.says_that_exclusion_did_not_help(0, snapshot));
    CHECK_FALSE(watched.says_that_exclusion_did_not_help(0, snapshot));
    watched.on_exclusion_given_up(false);
    CHECK(watched.violations().empty());
    watched.on_exclusion_given_up(true);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("an exclusion is offered only against what leaves by the VPN's device") {
    Watched watched;
    watched.on_exclusion_offered(true);
    CHECK(watched.violations().empty());
    watched.on_exclusion_offered(false);
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("an agent that ignores refreshes is caught, and one that does them is not") {
    CHECK(is_broken(c_stays_empty, true));
    CHECK_FALSE(is_broken(c_stays_empty, false));
}
