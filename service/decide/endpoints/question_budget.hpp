// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/time.hpp"

#include <algorithm>
#include <optional>

namespace mirrorwatch::decide {

/// How many questions WSL has been asked without a rest in which it could have stopped. After a row of them
/// for one reason, or a longer one for several, it is left in peace.
class QuestionBudget {
public:
    /// There is another reason.
    void begin_row() { in_a_row_ = 0; }

    /// What matters now may be asked as if nothing had been.
    void start_over() { in_a_row_ = without_rest_ = 0; }

    void note_asked(TimePoint now) {
        const bool has_rested = !last_ || now >= *last_ + c_rest;
        in_a_row_ = has_rested ? 1 : in_a_row_ + 1;
        without_rest_ = has_rested ? 1 : without_rest_ + 1;
        last_ = now;
    }

    [[nodiscard]] bool is_used_up() const {
        return in_a_row_ >= c_most_in_a_row || without_rest_ >= c_most_without_rest;
    }

    /// Not before that.
    [[nodiscard]] TimePoint may_ask_at() const {
        return is_used_up() && last_ ? *last_ + c_rest : TimePoint::min();
    }

    /// Nothing was asked for so long.
    [[nodiscard]] bool is_quiet_for(Duration time, TimePoint now) const {
        return !last_ || now >= *last_ + time;
    }

private:
    // An idle distro is ended after 15 s, and the machine without any after 60 s more.
    static constexpr Duration c_rest{90'000};
    static constexpr int c_most_in_a_row = 8;      // for one reason
    static constexpr int c_most_without_rest = 40; // however often the network changes meanwhile

    std::optional<TimePoint> last_;
    int in_a_row_ = 0;     // for the same reason, without a rest between them
    int without_rest_ = 0; // for any reason
};

} // namespace mirrorwatch::decide
