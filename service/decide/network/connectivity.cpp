// SPDX-License-Identifier: MIT
#include "service/decide/network/connectivity.hpp"

#include "service/decide/network/mirror.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

constexpr Duration c_ask_again{30'000}; // while offline
constexpr Duration c_ask_to_be_sure{1'000};
// A hundred endpoints that fail together are one question; what fails after it is another one.
constexpr Duration c_is_fresh{3'000};

} // namespace

void Connectivity::use(Settings::Connectivity settings) {
    if (settings != settings_) {
        settings_ = std::move(settings);
        targets_silent_ = is_unsure_ = false;
        waiting_.reset();
        asked_at_.reset();
        next_ask_ = TimePoint::max();
    }
}

void Connectivity::on_table(const AdapterTable& table, TimePoint now) {
    cut_off_ = !table.adapters.empty() && // a table that could not be read says nothing
               std::none_of(table.adapters.begin(), table.adapters.end(), is_mirrored);
    if (has_targets() && targets_silent_) {
        next_ask_ = now;
    }
}

void Connectivity::suspect(TimePoint now) {
    if (has_targets() && !waiting_ && !targets_silent_) {
        next_ask_ = std::min(next_ask_, asked_at_ ? std::max(now, *asked_at_ + c_is_fresh) : now);
    }
}

bool Connectivity::is_in_doubt() const {
    return waiting_ || is_unsure_ || (!targets_silent_ && next_ask_ != TimePoint::max());
}

bool Connectivity::on_seen(ActionId id, bool online) {
    if (waiting_ != id) {
        return false;
    }
    waiting_.reset();
    // One silence may be a lost answer, and the whole machine would count as offline.
    is_unsure_ = !online && !targets_silent_ && !is_unsure_;
    targets_silent_ = !online && !is_unsure_;
    next_ask_ = online ? TimePoint::max() : *asked_at_ + (is_unsure_ ? c_ask_to_be_sure : c_ask_again);
    return true;
}

TimePoint Connectivity::due() const {
    return waiting_ ? TimePoint::max() : next_ask_;
}

void Connectivity::ask_if_due(TimePoint now, Outbox& out) {
    if (now < due()) {
        return;
    }
    waiting_ = out.next_id();
    asked_at_ = now;
    next_ask_ = TimePoint::max();
    out.put(CheckConnectivity{*waiting_, settings_.targets, settings_.timeout});
}

} // namespace mirrorwatch::decide
