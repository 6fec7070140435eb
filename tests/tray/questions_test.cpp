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
    const View view = present(broken_by_cisco(), {});
    QuestionQueue queue;
    queue.want(c_roll_back);
    queue.want(c_help);
    CHECK(queue.next(view) == c_roll_back);
    CHECK(queue.next(view) == c_help);
    CHECK(!queue.next(view));
}

TEST_CASE("the service's question comes before those that the user has opened") {
    const View view = present(broken_by_cisco(), {});
    QuestionQueue queue;
    queue.want(c_help);
    queue.want(c_offer);
    CHECK(queue.next(view) == c_offer);
    CHECK(queue.next(view) == c_help);
}

TEST_CASE("a question that waits is asked once, and for the user when the user has asked for it") {
    const View view = present(broken_by_cisco(), {});
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
    CHECK(queue.next(present(all_well(), {})) == c_help);
    queue.want(c_roll_back);
    CHECK(!queue.next(present(std::nullopt, {})));
}

TEST_CASE("whatever restarts WSL opens a question from the menu, and so do an open question and the help") {
    CHECK(question_for(Command::RollBack) == Question::RollBack);
    CHECK(question_for(Command::UseVirtioProxy) == Question::UseVirtioProxy);
    CHECK(question_for(Command::Restore) == Question::Restore);
    CHECK(question_for(Command::Answer) == Question::Offer);
    CHECK(question_for(Command::Help) == Question::Help);
    CHECK(!question_for(Command::Exclude));
    CHECK(!question_for(Command::Status));
}

TEST_CASE("a question of the menu has a dialog exactly where its item can be chosen") {
    const View view = present(all_well(), {});
    CHECK(dialog_of(view, Question::RollBack));
    CHECK(dialog_of(view, Question::UseVirtioProxy));
    CHECK(!dialog_of(view, Question::Restore));
    CHECK(!dialog_of(view, Question::Offer));
    CHECK(dialog_of(view, Question::Help));
}
