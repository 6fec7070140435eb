#include "tests/simulate/invariants.hpp"

#include <doctest/doctest.h>

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

    Snapshot offering(const std::string& id, Choice first) {
        Snapshot snapshot;
        snapshot.offer = Offer{id, "Cisco", {"api"}, {"Ubuntu"}, {first, Choice::NotNow}};
        snapshot.offer->fault = Fault::VpnCutsWsl;
        return snapshot;
    }

    std::uint64_t step = 0;
    Time now{0};
};

} // namespace

TEST_CASE("one consent covers one shutdown") {
    Watched watched;
    watched.on_published(0, watched.offering("o1", Choice::FallBackToNat));
    watched.answers(Choice::FallBackToNat);
    CHECK(watched.on_shut_down(0));
    CHECK(watched.violations().empty());
    CHECK_FALSE(watched.on_shut_down(0));
    CHECK(watched.violations().size() == 1);
}

TEST_CASE("an exclusion is no consent to a shutdown") {
    Watched watched;
    watched.on_published(0, watched.offering("o1", Choice::Exclude));
    watched.answers(Choice::Exclude);
    CHECK_FALSE(watched.on_shut_down(0));
}

TEST_CASE("a countdown that is over is a consent, and one that is not, or was cancelled, is none") {
    for (const auto& [waits, cancels, may] :
         {std::tuple{29s, false, false}, std::tuple{30s, false, true}, std::tuple{30s, true, false}}) {
        Watched watched;
        Snapshot snapshot = watched.offering("o1", Choice::FallBackToNat);
        snapshot.offer->countdown = 30s;
        watched.on_published(0, snapshot);
        if (cancels) {
            watched.answers(Choice::NotNow);
        }
        watched.pass(waits);
        CHECK(watched.on_shut_down(0) == may);
    }
}

TEST_CASE("a countdown that is put off begins again in ten minutes") {
    Watched watched;
    Snapshot snapshot = watched.offering("o1", Choice::FallBackToNat);
    snapshot.offer->countdown = 30s;
    watched.on_published(0, snapshot);
    watched.answers(Choice::Postpone);
    watched.pass(10min);
    CHECK_FALSE(watched.on_shut_down(0));
    watched.pass(30s);
    CHECK(watched.on_shut_down(0));
}

TEST_CASE("after \"not now\" the same question needs other circumstances") {
    Watched watched;
    watched.on_published(0, watched.offering("o1", Choice::Exclude));
    watched.answers(Choice::NotNow);
    SUBCASE("nothing has changed") {
        watched.on_published(0, watched.offering("o2", Choice::Exclude));
        CHECK(watched.violations().size() == 1);
    }
    SUBCASE("something has") {
        watched.circumstances_change();
        watched.on_published(0, watched.offering("o2", Choice::Exclude));
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
    watched.on_asked(0, agent::ChangeSetting{"r2", ConfigSetting::AutoProxy}, false);
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
    snapshot.remedies = {{RemedyKind::Exclude, RemedyState::GivenUp, {Say::ExcludedDidNotHelp, {"Cisco"}}}};
    watched.on_published(0, snapshot);
    CHECK(watched.violations().empty());
    snapshot.remedies = {{RemedyKind::Exclude, RemedyState::GivenUp, {}}};
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
