// SPDX-License-Identifier: MIT
#pragma once

#include "tray/view.hpp"

#include <optional>
#include <vector>

/// Which dialog comes next: one is open at a time. Pure.
namespace mirrorwatch::tray {

enum class Question { Offer, RollBack, UseVirtioProxy, Restore, Exclude, Help };

/// What a command of the menu opens; nothing: it opens none.
[[nodiscard]] std::optional<Question> question_for(Command command);

/// Nothing: it cannot be asked now.
[[nodiscard]] const std::optional<Dialog>& dialog_of(const View& view, Question question);

/// Who wants it decides how its window comes up.
enum class AskedBy {
    User,   // by a click: in the foreground
    Itself, // above all windows, without taking the keyboard
};

struct Asked {
    Question question = Question::Offer;
    AskedBy by = AskedBy::User;

    friend bool operator==(const Asked&, const Asked&) = default;
};

/// Those that wait while another one is open.
class QuestionQueue {
public:
    /// One that waits already does so once, for the user if the user has asked for it. The service's question
    /// is before the others: its time may run.
    void want(Asked asked);
    /// The next one that can be asked by this view; those that cannot are dropped.
    [[nodiscard]] std::optional<Asked> next(const View& view);

    void clear() { waiting_.clear(); }

private:
    std::vector<Asked> waiting_;
};

} // namespace mirrorwatch::tray
