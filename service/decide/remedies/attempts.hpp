// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/action.hpp"
#include "service/decide/core/time.hpp"

#include <optional>

namespace mirrorwatch::decide {

/// A remedy's question to the agent: one at a time, when it may be put again, and until when something is
/// waited for.
class Attempts {
public:
    static constexpr Duration c_pause{5'000}; // after one that failed

    /// The agent has been asked, and has not answered yet.
    [[nodiscard]] bool is_waiting() const { return waiting_.has_value(); }

    [[nodiscard]] bool may_ask(TimePoint now) const { return !waiting_ && (!retry_at_ || now >= *retry_at_); }

    void note_asked(ActionId id);
    /// True when the id is that of the question, which is over now.
    [[nodiscard]] bool take_answer(ActionId id);

    /// After a question that failed though it may be repeated: ask again soon, but not for ever.
    [[nodiscard]] bool try_again(TimePoint now, Duration pause = c_pause);
    /// The same, ever more rarely, for what must not be given up.
    void keep_trying(TimePoint now);

    void forget_failures() { tries_ = 0; }

    void set_deadline(TimePoint deadline) { deadline_ = deadline; }

    [[nodiscard]] bool is_deadline_over(TimePoint now) const { return now >= deadline_; }

    /// Another step begins: neither failures nor a deadline are left. A question stays under way.
    void begin_step();
    /// The agent that was asked has gone.
    void forget_question();

    /// `errand`: when there is something to ask besides.
    void add_to(Agenda& agenda, TimePoint errand) const;

private:
    std::optional<ActionId> waiting_;
    std::optional<TimePoint> retry_at_;
    TimePoint deadline_ = TimePoint::max();
    int tries_ = 0;
};

} // namespace mirrorwatch::decide
