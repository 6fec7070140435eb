// SPDX-License-Identifier: MIT
#include "tray/choices.hpp"

#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/translated.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;
using text::translated;

/// The networking mode that WSL is put back to.
std::string former_mode(const Offer& offer) {
    return std::string{text::label(offer.mode.value_or(NetworkingMode::Mirrored))};
}

/// What is to be said of every choice that shuts WSL down.
std::string shutdown_note(std::string_view change, const Offer& offer, std::string_view undo) {
    const std::string ends = says_once_what_ends(offer) ? "" : "\n" + what_a_shutdown_ends(offer.distros);
    return std::string{translated(change)} + ends + "\n" + std::string{translated(undo)};
}

/// What else a choice brings about, in a sentence; empty: nothing to speak of.
std::string side_effect(const RemedySpec& remedy) {
    const auto* change = std::get_if<SwitchMode>(&remedy);
    return change != nullptr && change->mode == NetworkingMode::VirtioProxy
               ? "\n" + std::string{translated(c_virtioproxy_side_effect)}
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
        return {with_vpn(translated(row.words.button), vpn),
                row.ends_sessions ? shutdown_note(row.words.note, offer, row.words.undo) + side_effect(remedy)
                                  : std::string{translated("WSL keeps running; nothing is restarted.")} +
                                        "\n" + with_vpn(translated(row.words.note), vpn) + warning(row)};
    }

    Words operator()(Restore) const {
        return {translated("Put WSL &back to {mode} networking", {{"mode", former_mode(offer)}}),
                shutdown_note(to_translate("Puts .wslconfig back as it was and shuts WSL down."), offer,
                              to_translate("You can roll back to NAT again from the menu."))};
    }

    Words operator()(Postpone) const {
        return {
            std::string{translated("&Later")},
            std::string{translated("Nothing is changed now. The countdown begins again in ten minutes.")}};
    }

    Words operator()(NotNow) const {
        const std::string_view button = offer.countdown ? translated("&Cancel") : translated("&Not now");
        const std::string_view note =
            has(offer, Restore{}) ? translated("WSL stays as it is. You can restore it later from the menu.")
            : offer.countdown     ? translated("WSL is left as it is, and keeps running.")
                                  : translated("Nothing is changed, and you are not asked again about this.");
        return {std::string{button}, std::string{note}};
    }

    [[nodiscard]] std::string warning(const RemedyRow& row) const {
        return row.leaves_tunnel && offer.bypasses_tunnel ? "\n" + with_vpn(translated(c_leaves_tunnel), vpn)
                                                          : "";
    }
};

bool waits_for_the_countdown(const Choice& choice) {
    return !is<Postpone>(choice) && !is<NotNow>(choice);
}

/// Of a choice that shuts WSL down.
std::string announced(const Choice& choice, const Offer& offer) {
    const auto* remedy = std::get_if<RemedySpec>(&choice);
    return remedy != nullptr ? std::string{translated(row_of(*remedy).words.announced)}
                             : translated("WSL will be shut down {when} and put back to {mode} networking.",
                                          {{"mode", former_mode(offer)}});
}

std::string what_ends(const Offer& offer) {
    return offer.distros.empty()
               ? std::string{translated("No distro is running.")}
               : translated("This ends {distros}.", {{"distros", text::list_of(offer.distros)}});
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
        return std::string{translated("No distro is running now, so no work is lost.")};
    }
    return translated("This ends {distros}; unsaved work there is lost.",
                      {{"distros", text::list_of(distros)}});
}

DialogButton button_for(const Choice& choice, const Offer& offer, const std::string& vpn) {
    Words words = std::visit(WordsOf{offer, vpn}, choice);
    if (offer.countdown && waits_for_the_countdown(choice)) {
        words.note =
            std::string{translated("At once, without the rest of the countdown.")} + "\n" + words.note;
    }
    return {std::move(words.button), std::move(words.note), protocol::AnswerOffer{offer.id, choice}};
}

Countdown countdown_of(const Offer& offer, const std::string& vpn) {
    const Choice first = offer.choices.empty() ? Choice{NotNow{}} : offer.choices.front();
    if (!waits_for_the_countdown(first)) {
        return {*offer.countdown,
                std::string{translated("This question is over {when}. Nothing is changed.")}};
    }
    if (ends_sessions(first)) {
        return {*offer.countdown, text::and_next(announced(first, offer), what_ends(offer))};
    }
    const std::string_view words = translated(row_of(std::get<RemedySpec>(first)).words.announced);
    return {*offer.countdown, with_vpn(words, vpn)};
}

std::string text_of(const Countdown& countdown, std::chrono::milliseconds left) {
    return text::filled(countdown.words, {{"when", time_left(left)}});
}

std::string time_left(std::chrono::milliseconds left) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    const std::string minutes = std::to_string(seconds / 60);
    const std::string rest = std::to_string(std::max<std::int64_t>(0, seconds) % 60);
    return seconds <= 0   ? std::string{translated("now")}
           : seconds < 60 ? translated("in {seconds} s", {{"seconds", rest}})
           : seconds % 60 == 0
               ? translated("in {minutes} min", {{"minutes", minutes}})
               : translated("in {minutes} min {seconds} s", {{"minutes", minutes}, {"seconds", rest}});
}

} // namespace mirrorwatch::tray
