// SPDX-License-Identifier: MIT
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "common/translated.hpp"
#include "tray/activation.hpp"
#include "tray/choices.hpp"
#include "tray/findings.hpp"
#include "tray/present.hpp"
#include "tray/retold.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;
using text::translated;

constexpr std::size_t c_title_units = 63;
constexpr std::size_t c_text_units = 255;
constexpr std::string_view c_see = to_translate("Click here to see what can be done.");
constexpr std::string_view c_answer = to_translate("Click here to answer.");
constexpr std::string_view c_stop = to_translate("Click here to cancel or postpone it.");

bool answers(const Snapshot& now, const std::string& endpoint) {
    const auto found = std::find_if(now.endpoints.begin(), now.endpoints.end(),
                                    [&](const EndpointView& e) { return e.name == endpoint; });
    return found == now.endpoints.end() || found->state == EndpointState::Up;
}

bool break_has_ended(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    return !before.broken.empty() && !now.offer && now.health == Health::Fine &&
           std::all_of(before.broken.begin(), before.broken.end(),
                       [&](const std::string& endpoint) { return answers(now, endpoint); });
}

bool is_new(const std::optional<Offer>& offer, const MemoryOfWhatWasShown& before) {
    return offer && offer->id != before.offer;
}

Notification with_click(std::string_view title, std::string_view text, std::string_view click) {
    const std::string last = "\n" + std::string{translated(click)};
    return {shortened(title, c_title_units), shortened(text, c_text_units - utf16_length(last)) + last, true,
            std::string{c_question_tag}};
}

Notification about_countdown(const Offer& offer, const std::string& vpn) {
    const Countdown countdown = countdown_of(offer, vpn);
    const bool ends_distros = !offer.choices.empty() && ends_sessions(offer.choices.front());
    return with_click(ends_distros ? translated("WSL will be shut down") : translated("WSL will be changed"),
                      text_of(countdown, countdown.left), c_stop);
}

Notification words_about_offer(const Offer& offer, const Snapshot& now) {
    const std::string vpn = short_name(offer.vpn, now);
    if (offer.countdown) {
        return about_countdown(offer, vpn);
    }
    if (is_about_failure(offer)) {
        return with_click(translated("That did not work"), said(now.headline, &now), c_see);
    }
    if (is_about_restore(offer)) {
        Notification question =
            with_click(translated("WSL can go back"), offer_dialog(offer, now).instruction, c_answer);
        question.warns = false;
        return question;
    }
    if (is_break(offer)) {
        return with_click(
            translated("Mirrored networking is broken"),
            text::to_text({MessageId::VpnBrokeMirrored, {vpn, few_of(retold(offer.endpoints))}}), c_see);
    }
    return with_click(headline_of(*offer.fault), said(finding_of(offer, now)), c_see);
}

Notification about_offer(const Offer& offer, const Snapshot& now) {
    Notification notification = words_about_offer(offer, now);
    notification.buttons = buttons_for(offer);
    return notification;
}

Notification about_the_end(const Snapshot& now, const std::vector<std::string>& endpoints) {
    const auto cure = std::find_if(now.remedies.begin(), now.remedies.end(),
                                   [](const RemedyView& r) { return r.state == RemedyState::Helped; });
    const std::string fallback = text::filled(
        text::counted("{endpoints} answers again.", "{endpoints} answer again.", endpoints.size()),
        {{"endpoints", few_of(retold(endpoints))}});
    return {std::string{translated("It works again")},
            shortened(cure == now.remedies.end() ? fallback : said(cure->message, &now), c_text_units), false,
            std::string{c_outcome_tag}};
}

/// The user has to do something (start WSL), or what the user asked for did not come about, or something was
/// done that the user was not asked about.
bool concerns_the_user(const RemedyView& remedy, const MemoryOfWhatWasShown& before) {
    return remedy.state == RemedyState::AwaitingWsl || remedy.state == RemedyState::UndoAwaitingWsl ||
           remedy.state == RemedyState::GivenUp ||
           (remedy.state == RemedyState::Helped && before.broken.empty());
}

/// Null: none.
const RemedyView* remedy_to_tell(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    const auto found = std::find_if(now.remedies.begin(), now.remedies.end(), [&](const RemedyView& remedy) {
        return std::find(before.remedies.begin(), before.remedies.end(), remedy) == before.remedies.end() &&
               concerns_the_user(remedy, before);
    });
    return before.anything && found != now.remedies.end() ? &*found : nullptr;
}

Notification about_remedy(const RemedyView& remedy) {
    const bool failed = remedy.state == RemedyState::GivenUp;
    const bool helped = remedy.state == RemedyState::Helped;
    return {std::string{failed   ? translated("That did not work")
                        : helped ? translated("It works again")
                                 : translated("Waiting for WSL")},
            shortened(said(remedy.message), c_text_units), failed,
            std::string{failed || helped ? c_outcome_tag : c_waiting_tag}};
}

/// Who has just logged on need not hear what is over, or was never seen since.
bool is_to_be_told(const Notice& notice, const Snapshot& now, const MemoryOfWhatWasShown& before) {
    const bool holds = !notice.is_over &&
                       std::any_of(now.findings.begin(), now.findings.end(), [&](const FindingView& view) {
                           return view.finding.fault == notice.finding.fault;
                       });
    return notice.id != before.notice && (before.anything || holds);
}

Notification about_notice(const Notice& notice) {
    const std::string headline = headline_of(notice.finding.fault);
    if (notice.is_over) {
        return {std::string{translated("That is over")},
                shortened(translated("It was: {fault}.", {{"fault", headline}}), c_text_units), false,
                std::string{c_notice_tag}};
    }
    return {shortened(headline, c_title_units), brief(notice.finding, c_text_units),
            notice.finding.severity != Severity::Hint, std::string{c_notice_tag}};
}

/// There is one notification at a time: a notice waits for its turn, unless an offer says the same.
bool is_waiting(const Notice& notice, const Snapshot& now, const MemoryOfWhatWasShown& before) {
    if (is_new(now.offer, before)) {
        return now.offer->fault != notice.finding.fault;
    }
    return remedy_to_tell(now, before) != nullptr;
}

} // namespace

std::optional<Notification> notification_for(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    if (is_new(now.offer, before)) {
        return about_offer(*now.offer, now);
    }
    if (const RemedyView* remedy = remedy_to_tell(now, before)) {
        return about_remedy(*remedy);
    }
    if (now.notice && is_to_be_told(*now.notice, now, before)) {
        return about_notice(*now.notice);
    }
    return break_has_ended(now, before) ? std::optional{about_the_end(now, before.broken)} : std::nullopt;
}

MemoryOfWhatWasShown memory_after(const Snapshot& now, const MemoryOfWhatWasShown& before) {
    MemoryOfWhatWasShown after = before;
    after.anything = true;
    after.remedies = now.remedies;
    if (now.notice && !is_waiting(*now.notice, now, before)) {
        after.notice = now.notice->id;
    }
    if (now.offer) {
        after.offer = now.offer->id;
        if (!is_about_restore(*now.offer)) {
            after.broken = now.offer->endpoints;
        }
    } else if (break_has_ended(now, before)) {
        after.broken.clear();
    }
    return after;
}

} // namespace mirrorwatch::tray
