// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/consent/consent.hpp"

#include <optional>
#include <string>
#include <variant>

/// What is done about one finding now. A pure function; tests/decide/consent/decision_test.cpp is its table.
namespace mirrorwatch::decide {

/// All that the decision depends on.
struct DecisionInput {
    bool is_paused = false;
    bool is_in_hand = false; // a remedy that may cure it is under way, or another question is on the screen
    bool is_unclear = false; // more has to be known
    bool is_being_probed = false;
    bool is_too_new = false;  // it has not lasted long enough to be said
    bool is_settling = false; // the network changed a moment ago
    bool wsl_is_starting = false;
    bool is_answered = false; // on this occasion
    bool is_postponed = false;
    bool has_remedies = false;   // else there are only words
    bool was_tried = false;      // something, in vain
    bool is_forbidden = false;   // what there is to be done, by the organisation, or a part of it
    bool only_notify = false;    // says the organisation
    bool mode_is_locked = false; // by a policy
    bool is_hint = false;        // not worth a notification
    bool use_is_known = true;    // `consent.in_use` is the last word
    bool is_seen_once = false;   // the guest has told it once only
    ConsentRequest consent = {}; // for the gentlest remedy
    std::string vpn = {};        // that is up, as people call it; empty: none
};

struct Wait {
    Message why;
    bool for_probe = false; // until its result has come
    friend bool operator==(const Wait&, const Wait&) = default;
};

/// Whether somebody works in WSL; then decide again.
struct FindOutUse {
    friend bool operator==(const FindOutUse&, const FindOutUse&) = default;
};

/// Whether the guest tells the same again, as it would end sessions; then decide again.
struct SeeAgain {
    friend bool operator==(const SeeAgain&, const SeeAgain&) = default;
};

/// Say it, and offer nothing.
struct Tell {
    std::optional<Message> why; // nothing is offered
    bool aloud = false;         // in a notification too
    friend bool operator==(const Tell&, const Tell&) = default;
};

struct Ask {
    friend bool operator==(const Ask&, const Ask&) = default;
};

/// Act when the countdown is over.
struct CountDown {
    friend bool operator==(const CountDown&, const CountDown&) = default;
};

struct Act {
    friend bool operator==(const Act&, const Act&) = default;
};

using Decision = std::variant<Wait, FindOutUse, SeeAgain, Tell, Ask, CountDown, Act>;

[[nodiscard]] Decision decision_on(const DecisionInput& now);

/// It would end what somebody may work on, without asking: whether somebody does has to be known first.
[[nodiscard]] bool depends_on_use(const ConsentRequest& asked);

} // namespace mirrorwatch::decide
