// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/guest_inquiry.hpp"

#include "service/decide/core/search.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// What could not be had is asked for again while something is wrong, after a pause that doubles.
constexpr Duration c_ask_again{10'000};
constexpr int c_most_doublings = 5;
// Others that fail later are no reason to ask the guest every few seconds: each question keeps WSL from going
// idle.
constexpr Duration c_ask_for_others{60'000};
// What contradicts what is known may have been caught in the wrong moment.
constexpr Duration c_ask_to_be_sure{1'000};
constexpr int c_most_doubts = 2;

bool is_lost(const GuestTrial& trial) {
    return trial.connects == false || trial.name_resolves == false || trial.large_answer == false ||
           trial.answers_here == false;
}

/// What both have tried fares the same.
bool is_same(const GuestFacts& before, const GuestFacts& now) {
    return std::ranges::all_of(now.trials, [&](const GuestTrial& trial) {
        const auto* other =
            find_where(before.trials, [&](const GuestTrial& one) { return one.endpoint == trial.endpoint; });
        return other == nullptr || is_lost(*other) == is_lost(trial);
    });
}

} // namespace

bool GuestInquiry::is_due(const Validity& validity, bool lacks_trials, TimePoint now) const {
    const bool may_tell_more = lacks_trials && failures_ == 0;
    return !waiting_ && (!is_of(validity) || may_tell_more || now >= next_try_);
}

void GuestInquiry::begin(ActionId id, const Validity& validity, bool lacks_trials,
                         const std::vector<agent::GuestTarget>& targets) {
    const bool is_another = !is_of(validity);
    if (is_another) {
        doubts_ = differing_ = 0;
    }
    if (is_another || lacks_trials || agreeing_ >= c_enough) {
        told_before_ = is_another ? std::nullopt : std::exchange(answer_.facts, std::nullopt);
        answer_ = {};
        agreeing_ = 0;
    }
    waiting_ = id;
    asked_in_ = validity;
    targets_.clear();
    for (const agent::GuestTarget& target : targets) {
        targets_.push_back(target.name);
    }
}

bool GuestInquiry::take(ActionId id) {
    if (waiting_ != id) {
        return false;
    }
    waiting_.reset();
    return true;
}

bool GuestInquiry::doubt(const GuestFacts* facts, bool is_contradicted, TimePoint now) {
    const bool is_doubtful = facts == nullptr ? failures_ == 0 && doubts_ == 0 : is_contradicted;
    if (!is_doubtful || doubts_ >= c_most_doubts) {
        return false;
    }
    ++doubts_;
    if (facts != nullptr) {
        told_before_ = *facts;
    }
    next_try_ = now + c_ask_to_be_sure;
    return true;
}

void GuestInquiry::note(const GuestFacts* facts, TimePoint now) {
    answered_at_ = now;
    if (facts == nullptr) {
        if (!answer_.facts) {
            answer_.facts = std::exchange(told_before_, std::nullopt);
        }
        answer_.failed = !answer_.facts;
        next_try_ = now + c_ask_again * (1 << std::min(failures_++, c_most_doublings));
        return;
    }
    const bool is_second = answer_.facts.has_value();
    const bool agrees = is_second && is_same(*answer_.facts, *facts);
    answer_ = {*facts, false};
    failures_ = 0;
    differing_ += is_second && !agrees ? 1 : 0;
    agreeing_ = agrees ? agreeing_ + 1 : 1;
    const bool asks_again = agreeing_ < c_enough && differing_ < c_most_doubts;
    next_try_ = now + (asks_again ? c_ask_to_be_sure : c_ask_for_others);
}

void GuestInquiry::drop_unless(const Validity& validity) {
    if (!is_of(validity)) {
        answer_ = {};
        told_before_.reset();
    }
}

void GuestInquiry::forget() {
    answer_ = {};
    told_before_.reset();
    asked_in_.reset();
}

bool GuestInquiry::is_confirmed() const {
    return !answer_.facts || targets_.empty() || agreeing_ >= c_enough || failures_ >= c_enough;
}

int GuestInquiry::patience_s() const {
    const bool is_to_be_confirmed = answer_.facts && agreeing_ < c_enough;
    const bool is_nameless =
        is_to_be_confirmed && std::ranges::any_of(answer_.facts->trials, [](const GuestTrial& trial) {
            return trial.name_resolves == false;
        });
    return is_nameless ? agent::c_most_patience_s : agent::c_usual_patience_s;
}

bool GuestInquiry::has_target(const std::string& endpoint) const {
    return contains(targets_, endpoint);
}

} // namespace mirrorwatch::decide
