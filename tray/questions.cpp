// SPDX-License-Identifier: MIT
#include "tray/questions.hpp"

#include <algorithm>

namespace mirrorwatch::tray {

std::optional<Question> question_for(Command command) {
    switch (command) {
    case Command::Answer:
        return Question::Offer;
    case Command::RollBack:
        return Question::RollBack;
    case Command::UseVirtioProxy:
        return Question::UseVirtioProxy;
    case Command::Restore:
        return Question::Restore;
    case Command::AskToExclude:
        return Question::Exclude;
    case Command::Help:
        return Question::Help;
    default:
        return std::nullopt;
    }
}

const std::optional<Dialog>& dialog_of(const View& view, Question question) {
    switch (question) {
    case Question::Offer:
        return view.offer;
    case Question::RollBack:
        return view.roll_back;
    case Question::UseVirtioProxy:
        return view.use_virtioproxy;
    case Question::Restore:
        return view.restore;
    case Question::Exclude:
        return view.exclude;
    case Question::Help:
        break;
    }
    return view.help;
}

void QuestionQueue::want(Asked asked) {
    const auto found = std::ranges::find(waiting_, asked.question, &Asked::question);
    if (found != waiting_.end()) {
        found->by = asked.by == AskedBy::User ? AskedBy::User : found->by;
    } else if (asked.question == Question::Offer) {
        waiting_.insert(waiting_.begin(), asked);
    } else {
        waiting_.push_back(asked);
    }
}

std::optional<Asked> QuestionQueue::next(const View& view) {
    while (!waiting_.empty()) {
        const Asked first = waiting_.front();
        waiting_.erase(waiting_.begin());
        if (dialog_of(view, first.question)) {
            return first;
        }
    }
    return std::nullopt;
}

} // namespace mirrorwatch::tray
