// SPDX-License-Identifier: MIT
#include "tray/choices.hpp"

#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::tray {
namespace {

/// The networking mode that WSL is put back to.
std::string former_mode(const Offer& offer) {
    return std::string{text::label(offer.mode.value_or(NetworkingMode::Mirrored))};
}

/// What is to be said of every choice that shuts WSL down.
std::string shutdown_note(std::string_view change, const Offer& offer, std::string_view undo) {
    const std::string ends = says_once_what_ends(offer) ? "" : "\n" + what_a_shutdown_ends(offer.distros);
    return std::string{change} + " and shuts WSL down." + ends + "\n" + std::string{undo};
}

/// What else a choice brings about, in a sentence; empty: nothing to speak of.
std::string side_effect(const RemedySpec& remedy) {
    const auto* change = std::get_if<SwitchMode>(&remedy);
    return change != nullptr && change->mode == NetworkingMode::VirtioProxy
               ? "\n" + std::string{c_virtioproxy_side_effect}
               : std::string{};
}

struct Words {
    std::string button;
    std::string note;
};

struct WordsOf {
    const Offer& offer;
    const std::string& vpn;

    Words operator()(const RemedySpec& remedy) const {
        const RemedyRow& row = row_of(remedy);
        return {with_vpn(row.words.button, vpn),
                row.ends_sessions ? shutdown_note(row.words.note, offer, row.words.undo) + side_effect(remedy)
                                  : "WSL keeps running; nothing is restarted.\n" +
                                        with_vpn(row.words.note, vpn) + warning(row)};
    }

    Words operator()(Restore) const {
        return {"Put WSL &back to " + former_mode(offer) + " networking",
                shutdown_note("Puts .wslconfig back as it was", offer,
                              "You can roll back to NAT again from the menu.")};
    }

    Words operator()(Postpone) const {
        return {"&Later", "Nothing is changed now. The countdown begins again in ten minutes."};
    }

    Words operator()(NotNow) const {
        if (has(offer, Restore{})) {
            return {button_of_not_now(), "WSL stays as it is. You can restore it later from the menu."};
        }
        return {button_of_not_now(), offer.countdown
                                         ? "WSL is left as it is, and keeps running."
                                         : "Nothing is changed, and you are not asked again about this."};
    }

    [[nodiscard]] std::string button_of_not_now() const { return offer.countdown ? "&Cancel" : "&Not now"; }

    [[nodiscard]] std::string warning(const RemedyRow& row) const {
        return row.leaves_tunnel && offer.bypasses_tunnel
                   ? with_vpn("\nAttention: {vpn} carries all traffic of this computer. WSL's traffic will "
                              "bypass it, and most likely its kill switch.",
                              vpn)
                   : "";
    }
};

bool waits_for_the_countdown(const Choice& choice) {
    return !is<Postpone>(choice) && !is<NotNow>(choice);
}

/// What follows "WSL will be shut down in 30 s".
std::string and_then(const Choice& choice, const Offer& offer) {
    const auto* remedy = std::get_if<RemedySpec>(&choice);
    return remedy != nullptr ? std::string{row_of(*remedy).words.announced}
                             : " and put back to " + former_mode(offer) + " networking";
}

std::string what_ends(const Offer& offer) {
    return offer.distros.empty() ? "; no distro is running."
                                 : "; this ends " + text::list_of(offer.distros) + ".";
}

} // namespace

bool has(const Offer& offer, const Choice& choice) {
    return std::find(offer.choices.begin(), offer.choices.end(), choice) != offer.choices.end();
}

bool is_about_restore(const Offer& offer) {
    return !offer.fault && has(offer, Restore{});
}

bool is_about_failure(const Offer& offer) {
    return offer.fault && has(offer, Restore{});
}

bool says_once_what_ends(const Offer& offer) {
    return std::count_if(offer.choices.begin(), offer.choices.end(), ends_sessions) > 1;
}

std::string what_a_shutdown_ends(const std::vector<std::string>& distros) {
    if (distros.empty()) {
        return "No distro is running now, so no work is lost.";
    }
    return "This ends " + text::list_of(distros) + "; unsaved work there is lost.";
}

DialogButton button_for(const Choice& choice, const Offer& offer, const std::string& vpn) {
    Words words = std::visit(WordsOf{offer, vpn}, choice);
    if (offer.countdown && waits_for_the_countdown(choice)) {
        words.note = "At once, without the rest of the countdown.\n" + words.note;
    }
    return {std::move(words.button), std::move(words.note), protocol::AnswerOffer{offer.id, choice}};
}

Countdown countdown_of(const Offer& offer, const std::string& vpn) {
    const Choice first = offer.choices.empty() ? Choice{NotNow{}} : offer.choices.front();
    if (!waits_for_the_countdown(first)) {
        return {*offer.countdown, "This question is over", ". Nothing is changed."};
    }
    if (ends_sessions(first)) {
        return {*offer.countdown, "WSL will be shut down", and_then(first, offer) + what_ends(offer)};
    }
    return {*offer.countdown, with_vpn(row_of(std::get<RemedySpec>(first)).words.announced, vpn),
            ". WSL keeps running."};
}

std::string text_of(const Countdown& countdown, std::chrono::milliseconds left) {
    return countdown.what + " " + time_left(left) + countdown.then;
}

std::string time_left(std::chrono::milliseconds left) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    if (seconds <= 0) {
        return "now";
    }
    if (seconds < 60) {
        return "in " + std::to_string(seconds) + " s";
    }
    const std::string rest = seconds % 60 == 0 ? "" : " " + std::to_string(seconds % 60) + " s";
    return "in " + std::to_string(seconds / 60) + " min" + rest;
}

} // namespace mirrorwatch::tray
