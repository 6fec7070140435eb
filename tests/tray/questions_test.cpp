// SPDX-License-Identifier: MIT
#include "tray/questions.hpp"

#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

constexpr Asked c_offer{Question::Offer, AskedBy::Itself};
constexpr Asked c_roll_back{Question::RollBack, AskedBy::User};
constexpr Asked c_help{Question::Help, AskedBy::User};

} // namespace

TEST_CASE("two questions in a row are asked in a row") {
    const View view = present(broken_by_cisco(), {}, {});
    QuestionQueue queue;
    queue.want(c_roll_back);
    queue.want(c_help);
    CHECK(queue.next(view) == c_roll_back);
    CHECK(queue.next(view) == c_help);
    CHECK(!queue.next(view));
}

TEST_CASE("the service's question comes before those that the user has opened") {
    const View view = present(broken_by_cisco(), {}, {});
    QuestionQueue queue;
    queue.want(c_help);
    queue.want(c_offer);
    CHECK(queue.next(view) == c_offer);
    CHECK(queue.next(view) == c_help);
}

TEST_CASE("a question that waits is asked once, and for the user when the user has asked for it") {
    const View view = present(broken_by_cisco(), {}, {});
    QuestionQueue queue;
    queue.want(c_offer);
    queue.want({Question::Offer, AskedBy::User});
    queue.want(c_offer);
    CHECK(queue.next(view) == Asked{Question::Offer, AskedBy::User});
    CHECK(!queue.next(view));
}

TEST_CASE("a question that is over when its turn comes is not asked") {
    QuestionQueue queue;
    queue.want(c_offer);
    queue.want(c_help);
    CHECK(queue.next(present(all_well(), {}, {})) == c_help);
    queue.want(c_roll_back);
    CHECK(!queue.next(present(std::nullopt, {}, {})));
}
