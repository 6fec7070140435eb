// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/guest_inquiry.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using namespace std::chrono_literals;

namespace {

GuestFacts connected() {
    GuestFacts facts;
    GuestTrial trial;
    trial.endpoint = "wiki";
    trial.connects = true;
    facts.trials = {trial};
    return facts;
}

/// A question about one site, in one state of the network.
struct Inquiry : GuestInquiry {
    void begins() {
        begin(++last, {}, false, {{"wiki", "wiki.example", 443}});
        REQUIRE(take(last));
    }

    void tells() {
        begins();
        const GuestFacts facts = connected();
        note(&facts, now);
    }

    void is_lost() {
        begins();
        note(nullptr, now);
    }

    ActionId last = 0;
    TimePoint now{1h};
};

} // namespace

TEST_CASE("An answer that is lost does not take away what the guest has told before") {
    Inquiry asked;
    asked.tells();
    asked.is_lost();
    REQUIRE(asked.answer().facts);
    CHECK(asked.answer().facts->trials == connected().trials);
    CHECK_FALSE(asked.is_confirmed());
    asked.tells();
    CHECK(asked.is_confirmed());
    asked.is_lost(); // it was asked for the last word, which had been told twice
    CHECK(asked.answer().facts);
}

TEST_CASE("An answer that was doubted counts where the one that was to confirm it is lost") {
    Inquiry asked;
    asked.begins();
    const GuestFacts facts = connected();
    REQUIRE(asked.doubt(&facts, true, asked.now));
    asked.is_lost();
    CHECK(asked.answer().facts);
}

TEST_CASE("A name that is lost is given more time the second time; a connection is not") {
    for (const bool is_name : {true, false}) {
        Inquiry asked;
        CHECK(asked.patience_s() == agent::c_usual_patience_s);
        asked.begins();
        GuestFacts facts = connected();
        facts.trials.front().connects = false;
        facts.trials.front().name_resolves = !is_name;
        asked.note(&facts, asked.now);
        CHECK(asked.patience_s() == (is_name ? agent::c_most_patience_s : agent::c_usual_patience_s));
        asked.begins();
        asked.note(&facts, asked.now);
        CHECK(asked.patience_s() == agent::c_usual_patience_s);
    }
}

TEST_CASE("A guest that never told anything cannot tell") {
    Inquiry asked;
    asked.is_lost();
    CHECK_FALSE(asked.answer().facts);
    CHECK(asked.answer().failed);
    CHECK(asked.is_confirmed());
}

TEST_CASE("What the guest told of another network is not taken for an answer about this one") {
    Inquiry asked;
    asked.tells();
    asked.drop_unless({1, 0, 0});
    asked.is_lost();
    CHECK_FALSE(asked.answer().facts);
}
