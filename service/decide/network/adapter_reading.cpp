// SPDX-License-Identifier: MIT
#include "service/decide/network/adapter_reading.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// A table that never arrives (a hung driver) must not blind us for ever.
constexpr Duration c_reading_is_lost{30'000};

} // namespace

void AdapterReading::on_hint(TimePoint now) {
    if (!first_hint_) {
        first_hint_ = now;
    }
    last_hint_ = now;
}

TimePoint AdapterReading::due() const {
    if (waiting_) {
        return asked_at_ + c_reading_is_lost;
    }
    if (first_hint_) {
        return std::min({last_hint_ + times_.quiet, *first_hint_ + times_.longest, next_poll_});
    }
    return next_poll_;
}

void AdapterReading::ask_if_due(TimePoint now, Outbox& out) {
    if (now < due()) {
        return;
    }
    waiting_ = out.next_id();
    asked_at_ = now;
    hinted_at_ = std::exchange(first_hint_, std::nullopt);
    next_poll_ = now + times_.poll;
    out.put(ReadAdapters{*waiting_});
}

bool AdapterReading::take(ActionId id) {
    if (waiting_ != id) {
        return false;
    }
    waiting_.reset();
    return true;
}

} // namespace mirrorwatch::decide
