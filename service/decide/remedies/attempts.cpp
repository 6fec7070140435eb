// SPDX-License-Identifier: MIT
#include "service/decide/remedies/attempts.hpp"

#include <algorithm>

namespace mirrorwatch::decide {
namespace {

constexpr int c_most_tries = 3;
constexpr int c_most_doublings = 7; // to eleven minutes

} // namespace

void Attempts::note_asked(ActionId id) {
    retry_at_.reset();
    waiting_ = id;
}

bool Attempts::take_answer(ActionId id) {
    if (waiting_ != id) {
        return false;
    }
    waiting_.reset();
    return true;
}

bool Attempts::try_again(TimePoint now, Duration pause) {
    if (++tries_ >= c_most_tries) {
        return false;
    }
    retry_at_ = now + pause;
    return true;
}

void Attempts::keep_trying(TimePoint now) {
    retry_at_ = now + c_pause * (1 << std::min(tries_++, c_most_doublings));
}

void Attempts::begin_step() {
    retry_at_.reset();
    deadline_ = TimePoint::max();
    tries_ = 0;
}

void Attempts::forget_question() {
    waiting_.reset();
    retry_at_.reset();
    tries_ = 0;
}

void Attempts::add_to(Agenda& agenda, TimePoint errand) const {
    if (!waiting_) {
        agenda.add(deadline_);
        agenda.add(retry_at_ ? *retry_at_ : TimePoint::max());
        agenda.add(retry_at_ ? std::max(*retry_at_, errand) : errand);
    }
}

} // namespace mirrorwatch::decide
