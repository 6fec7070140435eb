// SPDX-License-Identifier: MIT
#include "tray/activation.hpp"

#include "common/remedy_catalogue.hpp"
#include "common/translated.hpp"
#include "tray/choices.hpp"
#include "tray/remedies.hpp"

#include <algorithm>
#include <iterator>

namespace mirrorwatch::tray {
namespace {

using text::translated;

constexpr char c_between = '|';
constexpr std::string_view c_answers = "answer";

/// "answer|exclude|offer-1": the offer's id is last, so that it may be anything.
std::string argument_for(const Offer& offer, const Choice& choice) {
    return std::string{c_answers} + c_between + std::string{name_of(choice)} + c_between + offer.id;
}

bool leads_around_the_tunnel(const Offer& offer, const Choice& choice) {
    const auto* remedy = std::get_if<RemedySpec>(&choice);
    return remedy != nullptr && offer.bypasses_tunnel && row_of(*remedy).leaves_tunnel;
}

bool needs_more_words(const Offer& offer, const Choice& choice) {
    return ends_sessions(choice) || leads_around_the_tunnel(offer, choice);
}

std::string_view words_of(const Choice& choice) {
    if (is<Exclude>(choice)) {
        return translated("Exclude");
    }
    if (is<LowerMtu>(choice)) {
        return translated("Lower the packet size");
    }
    if (is<Restore>(choice)) {
        return translated("Put back");
    }
    return choice == Choice{SwitchMode{NetworkingMode::Nat}} ? translated("Fall back to NAT")
                                                             : translated("See what can be done");
}

NotificationButton button_of(const Offer& offer, const Choice& choice) {
    return needs_more_words(offer, choice)
               ? NotificationButton{std::string{words_of(choice)} + "…", std::string{c_opens}}
               : NotificationButton{std::string{words_of(choice)}, argument_for(offer, choice)};
}

/// The first choice that ends no session, and the first that does.
void add_remedies(const Offer& offer, std::vector<NotificationButton>& buttons) {
    for (const bool ends : {false, true}) {
        const auto found = std::ranges::find_if(offer.choices, [&](const Choice& choice) {
            return !is<NotNow>(choice) && !is<Postpone>(choice) && ends_sessions(choice) == ends;
        });
        if (found != offer.choices.end()) {
            buttons.push_back(button_of(offer, *found));
        }
    }
}

/// The choice of an argument of this offer.
std::optional<Choice> choice_of(std::string_view argument, const Offer& offer) {
    for (const Choice& choice : offer.choices) {
        if (argument == argument_for(offer, choice)) {
            return choice;
        }
    }
    return argument == argument_for(offer, NotNow{}) ? std::optional{Choice{NotNow{}}} : std::nullopt;
}

} // namespace

std::vector<NotificationButton> buttons_for(const Offer& offer) {
    std::vector<NotificationButton> buttons;
    if (!offer.countdown) {
        add_remedies(offer, buttons);
    } else if (has(offer, Postpone{})) {
        buttons.push_back({std::string{translated("Later")}, argument_for(offer, Postpone{})});
    }
    buttons.push_back({std::string{offer.countdown ? translated("Cancel") : translated("Not now")},
                       argument_for(offer, NotNow{})});
    return buttons;
}

std::optional<protocol::Verb> activation_of(std::string_view argument, const std::optional<Snapshot>& now) {
    if (!now || !now->offer) {
        return std::nullopt;
    }
    const std::optional<Choice> choice = choice_of(argument, *now->offer);
    if (!choice || needs_more_words(*now->offer, *choice)) {
        return std::nullopt;
    }
    return protocol::AnswerOffer{now->offer->id, *choice};
}

std::vector<std::string> tags_that_are_over(const std::optional<Snapshot>& now) {
    std::vector<std::string> over;
    if (!now) {
        return over; // a service that restarts asks again
    }
    if (!now->offer) {
        over.emplace_back(c_question_tag);
    }
    if (!is_waiting_for_wsl(*now)) {
        over.emplace_back(c_waiting_tag);
    }
    if (!now->notice) {
        over.emplace_back(c_notice_tag);
    }
    return over;
}

std::vector<std::string> newly_over(const std::vector<std::string>& now,
                                    const std::vector<std::string>& before) {
    std::vector<std::string> fresh;
    std::ranges::copy_if(now, std::back_inserter(fresh), [&](const std::string& tag) {
        return std::ranges::find(before, tag) == before.end();
    });
    return fresh;
}

} // namespace mirrorwatch::tray
