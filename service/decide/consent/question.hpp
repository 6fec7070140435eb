// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/network/known_vpns.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// The time after which the first choice is taken without an answer. It runs only while a program says that
/// somebody can see the question: silence of somebody who saw nothing is no consent.
struct Countdown {
    Duration length{0};
    TimePoint seen_until;                      // by then a program has to say that it shows it
    std::optional<std::uint64_t> witness = {}; // the connection of the program that does
    TimePoint runs_out = TimePoint::max();     // once it is seen

    /// When something happens to it without an event.
    [[nodiscard]] TimePoint due() const { return witness ? runs_out : seen_until; }
};

/// What is put to the user now: a question, or a countdown that can be stopped. One at a time.
struct Question {
    Offer offer;
    Message says;                            // the headline while it is open
    std::optional<AdapterIdentity> vpn = {}; // that it is about
    std::uint64_t epoch = 0;                 // of that VPN; 0: none is concerned
    std::string remedy = {}; // the remedy whose failure, or whose end, it is about; empty: none
    std::optional<Countdown> countdown = {}; // nothing: it is only asked

    [[nodiscard]] bool is_about_restore() const { return !offer.fault; }

    /// From now on it waits for an answer.
    void only_ask() {
        countdown.reset();
        std::erase(offer.choices, Choice{Postpone{}});
    }

    [[nodiscard]] bool offers(const Choice& choice) const {
        return std::find(offer.choices.begin(), offer.choices.end(), choice) != offer.choices.end();
    }
};

/// What was answered, or what did not help, so that it is not asked or tried again on the same occasion: a
/// VPN that came up, or a fault without one for as long as it lasts.
class Answers {
public:
    /// A key of an occasion: the VPN's epoch, else the fault's.
    [[nodiscard]] static std::uint64_t key(std::uint64_t vpn_epoch, Fault fault) {
        return vpn_epoch != 0 ? vpn_epoch : c_without_vpn + static_cast<std::uint64_t>(fault);
    }

    /// The occasion of what follows from a remedy, of which there is only one at a time.
    static constexpr std::uint64_t c_remedy = 0;

    void answer(std::uint64_t occasion);
    /// "Not now" outlasts an end of the fault that does not last itself.
    void decline(std::uint64_t occasion);
    void answer_remedy(std::string id);
    void postpone(std::uint64_t occasion, TimePoint until);
    void did_not_help(std::uint64_t occasion, RemedySpec remedy);

    /// The next rung is another question.
    void reopen(std::uint64_t occasion) { std::erase(answered_, occasion); }

    /// Nothing is wrong any more: another break without a VPN is another occasion.
    void on_over(TimePoint now);
    /// Something is wrong again.
    void on_break(TimePoint now);

    [[nodiscard]] bool is_answered(std::uint64_t occasion) const;
    [[nodiscard]] bool is_answered(const std::string& remedy) const;
    [[nodiscard]] TimePoint postponed_until(std::uint64_t occasion) const; // min: it is not
    [[nodiscard]] std::vector<RemedySpec> in_vain(std::uint64_t occasion) const;
    /// When the next one that was postponed is due, after `now`.
    [[nodiscard]] TimePoint due(TimePoint now) const;

private:
    static constexpr std::uint64_t c_without_vpn = std::uint64_t{1} << 63; // and greater

    struct Postponed {
        std::uint64_t occasion;
        TimePoint until;
    };

    struct InVain {
        std::uint64_t occasion;
        RemedySpec remedy;
    };

    std::vector<std::uint64_t> answered_;
    std::vector<std::uint64_t> declined_;
    std::optional<TimePoint> over_since_;
    std::vector<std::string> answered_remedies_;
    std::vector<Postponed> postponed_;
    std::vector<InVain> in_vain_;
};

} // namespace mirrorwatch::decide
