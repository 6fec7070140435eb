// SPDX-License-Identifier: MIT
#include "service/decide/wsl/wsl_watch.hpp"

#include "common/text.hpp"

#include <algorithm>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// Of a hundred endpoints that fall silent the first one is reason enough.
constexpr Duration c_not_again_for{15'000};

constexpr Duration c_often_for{600'000};

// WSL waits at most 5 s for its network while it starts, and its first distro takes a few more.
constexpr Duration c_starting{10'000};
constexpr Duration c_start_hangs{60'000};

// An agent that fails is tried again, after a pause that doubles so many times.
constexpr int c_most_doublings = 6;

// A guest that is busy does not tell its mode; one that is old never does.
constexpr Duration c_ask_to_be_sure{1'000};
constexpr int c_most_untold = 2; // in a row

} // namespace

WslWatch::WslWatch(Settings::Wsl times, TimePoint now)
    : times_(times)
    , next_look_(now) {}

void WslWatch::look(bool ask_guest, TimePoint now) {
    want_guest_ = want_guest_ || ask_guest;
    next_look_ = now;
}

void WslWatch::need_look_since(TimePoint when, TimePoint now) {
    if (!waiting_ || asked_at_ < when) {
        next_look_ = std::min(next_look_, std::max(now, try_again_at_));
    }
}

void WslWatch::need_mode_since(TimePoint when, TimePoint now) {
    if (!waiting_ || !waiting_for_guest_ || asked_at_ < when) {
        want_guest_ = true;
        next_look_ = std::min(next_look_, std::max(now, try_again_at_));
    }
}

void WslWatch::look_again(TimePoint now) {
    const TimePoint earliest = looked_at_ ? *looked_at_ + c_not_again_for : now;
    next_look_ = std::min(next_look_, std::max(now, earliest));
}

void WslWatch::on_vm_presence(bool present, TimePoint now) {
    const bool was_running = is_running() && !gone_at_ && !came_at_; // as far as was seen since
    came_at_ = present && !was_running ? std::optional{now} : std::nullopt;
    gone_at_ = present ? std::nullopt : std::optional{now};
    look(present, now);
}

void WslWatch::on_shut_down(TimePoint now) {
    waiting_.reset(); // that was asked before
    seen_.running.clear();
    forget_machine();
    look(false, now);
}

void WslWatch::forget_machine() {
    started_at_.reset();
    vm_id_.clear();
    seen_.effective = NetworkingMode::Unknown;
}

/// Most start WSL right after it was shut down. Who does not gets fewer looks.
Duration WslWatch::awaiting_pause(TimePoint now) const {
    Duration pause = times_.awaiting_poll;
    for (TimePoint at = *awaiting_since_ + c_often_for; at <= now && pause < times_.poll;
         at += c_often_for / 10) {
        pause *= 2;
    }
    return std::min(pause, std::max(times_.poll, times_.awaiting_poll));
}

void WslWatch::set_awaiting(bool awaiting, TimePoint now) {
    if (awaiting && !awaiting_since_) {
        awaiting_since_ = now;
        next_look_ = std::min(next_look_, now + times_.awaiting_poll);
    } else if (!awaiting) {
        awaiting_since_.reset();
    }
}

TimePoint WslWatch::due() const {
    return waiting_ ? TimePoint::max() : next_look_;
}

void WslWatch::ask_if_due(const UserId& user, TimePoint now, Outbox& out) {
    if (now < due()) {
        return;
    }
    waiting_for_guest_ = want_guest_;
    want_guest_ = false;
    asked_at_ = now;
    next_look_ = awaiting_since_ ? now + awaiting_pause(now) : TimePoint::max();
    waiting_ = out.ask(user, agent::ObserveWsl{waiting_for_guest_});
}

std::optional<Message> WslWatch::failure() const {
    constexpr int c_several = 3;
    if (refusals_ < c_several) {
        return std::nullopt;
    }
    const std::string detail =
        refused_.arguments.empty() ? text::to_text(refused_) : refused_.arguments.front();
    return Message{MessageId::WslDoesNotAnswer, {detail}};
}

WslWatch::LookResult WslWatch::on_reply(ActionId id, const agent::Reply& reply, TimePoint now) {
    if (waiting_ != id) {
        return {};
    }
    waiting_.reset();
    LookResult result{true, false, !looked_at_.has_value()};
    const auto* observation = std::get_if<WslObservation>(&reply);
    if (observation == nullptr) {
        want_guest_ = want_guest_ || waiting_for_guest_;
        try_again_at_ = now + times_.awaiting_poll * (1 << std::min(refusals_++, c_most_doublings));
        next_look_ = try_again_at_;
        const auto* refusal = std::get_if<agent::Refusal>(&reply);
        refused_ = refusal != nullptr ? refusal->why
                                      : Message{MessageId::AgentFailed, {"an answer of another kind"}};
        return result;
    }
    refusals_ = 0;
    try_again_at_ = TimePoint::min();
    const NetworkingMode mode_before = seen_.effective;
    const std::string& vm_id = observation->vm_id;
    const bool is_other_vm = !vm_id.empty() && !vm_id_.empty() && vm_id != vm_id_;
    const bool had_gone = gone_at_ && asked_at_ >= *gone_at_ && (vm_id.empty() || is_other_vm);
    const bool was_running = is_running() && !came_at_ && !had_gone;
    gone_at_.reset();
    result.started = (!was_running && !observation->running.empty()) || is_other_vm;
    if (!vm_id.empty() || result.started) {
        vm_id_ = vm_id;
    }
    seen_ = *observation;
    looked_at_ = asked_at_;
    if (result.started) {
        ++start_count_;
        started_at_ = result.first ? std::nullopt : std::optional{now};
        came_at_.reset();
    }
    if (!is_running()) {
        forget_machine();
        mode_asked_at_ = asked_at_;
    } else if (waiting_for_guest_) {
        note_mode(result.started ? NetworkingMode::Unknown : mode_before, now);
    } else if (result.started) {
        mode_asked_at_.reset(); // that was of another machine, or of none
        look(true, now);
    } else {
        seen_.effective = mode_before;
    }
    return result;
}

/// A machine keeps its mode for as long as it runs: one that does not tell it has the one from before.
void WslWatch::note_mode(NetworkingMode before, TimePoint now) {
    const bool is_told = seen_.effective != NetworkingMode::Unknown;
    seen_.effective = is_told ? seen_.effective : before;
    untold_ = is_told ? 0 : untold_ + 1;
    if (is_told || untold_ > c_most_untold) {
        mode_asked_at_ = asked_at_;
    } else {
        want_guest_ = true;
        next_look_ = std::min(next_look_, now + c_ask_to_be_sure);
    }
}

NetworkingMode WslWatch::mode() const {
    return seen_.effective != NetworkingMode::Unknown ? seen_.effective : seen_.configured;
}

void WslWatch::reset(TimePoint now) {
    waiting_.reset();
    try_again_at_ = TimePoint::min();
    look(true, now);
}

bool WslWatch::is_starting(TimePoint now) const {
    return now < will_have_started();
}

TimePoint WslWatch::will_have_started() const {
    if (came_at_) {
        return *came_at_ + c_start_hangs;
    }
    return started_at_ ? *started_at_ + c_starting : TimePoint::min();
}

bool WslWatch::is_mode_known_since(TimePoint when) const {
    return !gone_at_ && is_seen_since(when) && (!is_running() || (mode_asked_at_ && *mode_asked_at_ >= when));
}

} // namespace mirrorwatch::decide
