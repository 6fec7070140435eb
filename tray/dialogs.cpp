// SPDX-License-Identifier: MIT
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "common/translated.hpp"
#include "tray/choices.hpp"
#include "tray/findings.hpp"
#include "tray/present.hpp"
#include "tray/retold.hpp"

#include <utility>

namespace mirrorwatch::tray {
namespace {

using text::translated;

/// "Since Zscaler started, there is no answer from api."
std::string_view break_words(VpnKind kind) {
    switch (kind) {
    case VpnKind::Service:
        return translated("Since {vpn} started, there is no answer from {endpoints}.");
    case VpnKind::TakeOver:
        return translated("Since then, there is no answer from {endpoints}.");
    case VpnKind::Adapter:
        break;
    }
    return translated("Since {vpn} connected, there is no answer from {endpoints}.");
}

std::string full_name(const std::string& adapter, const std::string& short_name) {
    return adapter == short_name
               ? adapter
               : translated("{name} (adapter \"{adapter}\")", {{"name", short_name}, {"adapter", adapter}});
}

std::string running_now(const std::vector<std::string>& distros) {
    return distros.empty()
               ? std::string{translated("No distro is running in WSL now.")}
               : translated("Running in WSL now: {distros}.", {{"distros", text::list_of(distros)}});
}

/// What is at stake: the names of what runs, or what becomes of it.
std::string at_stake(const Offer& offer) {
    return says_once_what_ends(offer) && !offer.distros.empty()
               ? translated("Shutting WSL down ends {distros}; unsaved work there is lost.",
                            {{"distros", text::list_of(offer.distros)}})
               : running_now(offer.distros);
}

/// What is wrong, as the reason for the question.
std::string reason(const Offer& offer, const Snapshot& now, const std::string& vpn) {
    const std::string endpoints = few_of(retold(offer.endpoints));
    if (is_about_restore(offer)) {
        return with_vpn(translated("{vpn} is gone."), vpn);
    }
    if (is_about_failure(offer)) {
        return translated("There is still no answer from {endpoints}.", {{"endpoints", endpoints}});
    }
    if (is_break(offer)) {
        return text::filled(break_words(offer.kind),
                            {{"vpn", full_name(offer.vpn, vpn)}, {"endpoints", endpoints}});
    }
    return said(finding_of(offer, now));
}

std::string instruction(const Offer& offer, const Snapshot& now, const std::string& vpn) {
    if (offer.countdown) {
        const bool ends = !offer.choices.empty() && ends_sessions(offer.choices.front());
        return std::string{ends ? translated("WSL is about to be shut down")
                                : translated("WSL is about to be changed")};
    }
    if (is_about_failure(offer)) {
        return said(now.headline, &now);
    }
    if (is_about_restore(offer)) {
        const std::string_view mode = text::label(offer.mode.value_or(NetworkingMode::Mirrored));
        return text::filled(with_vpn(translated("{vpn} is gone. Put WSL back to {mode} networking?"), vpn),
                            {{"mode", mode}});
    }
    return is_break(offer) ? with_vpn(translated("{vpn} broke WSL's mirrored networking"), vpn)
                           : headline_of(*offer.fault);
}

/// A title, and its lines below it; empty without any.
std::string block(std::string_view title, const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += (text.empty() ? "\n" + std::string{title} : std::string{}) + "\n  " + line;
    }
    return text;
}

/// The cause, what it was found by, and what was ruled out; empty where the question says it all.
std::string details(const Offer& offer, const Snapshot& now) {
    if (!offer.fault) {
        return {};
    }
    const Finding finding = finding_of(offer, now);
    if (finding.evidence.empty() && finding.ruled_out.empty()) {
        return {};
    }
    std::vector<std::string> others;
    others.reserve(finding.ruled_out.size());
    for (const RuledOut& other : finding.ruled_out) {
        others.push_back(translated("{fault}? No: {because}", {{"fault", text::label(other.fault)},
                                                               {"because", retold(other.because)}}));
    }
    return translated("Cause ({confidence}):", {{"confidence", text::label_within(finding.confidence)}}) +
           "\n  " + headline_of(finding.fault) +
           block(translated("What was seen:"), retold(finding.evidence)) +
           block(translated("What it is not:"), others);
}

/// What of the answer may count for good, and for which buttons.
void offer_to_remember(const Offer& offer, const std::string& vpn, Dialog& dialog) {
    if (offer.vpn.empty() || has(offer, Restore{})) { // what comes after is no matter of the VPN
        return;
    }
    const bool may_exclude = has(offer, Exclude{});
    dialog.check_box =
        text::filled(may_exclude ? translated("Do this every time for {vpn}: exclude it, or leave it alone")
                     : offer.countdown ? translated("Leave {vpn} alone from now on")
                                       : translated("Do not ask again about {vpn}"),
                     {{"vpn", vpn}});
    for (DialogButton& button : dialog.buttons) {
        const Choice& choice = std::get<protocol::AnswerOffer>(button.verb).choice;
        button.remembers = is<Exclude>(choice) || is<NotNow>(choice);
    }
}

Dialog restart_dialog(std::string_view question, std::string_view change, std::string_view button,
                      const std::vector<std::string>& distros, protocol::Verb verb) {
    Dialog dialog;
    dialog.instruction = question;
    dialog.content = text::and_next(change, what_a_shutdown_ends(distros)) + "\n\n" +
                     std::string{translated(
                         "Mirrorwatch does not start WSL again. The change counts from the next start.")};
    dialog.buttons = {{std::string{button}, {}, verb}};
    dialog.has_cancel = true;
    return dialog;
}

} // namespace

Dialog offer_dialog(const Offer& offer, const Snapshot& now) {
    const std::string vpn = short_name(offer.vpn, now);
    Dialog dialog;
    dialog.instruction = instruction(offer, now, vpn);
    if (offer.countdown) {
        dialog.countdown = countdown_of(offer, vpn);
        dialog.content = reason(offer, now, vpn);
    } else if (is_about_restore(offer)) {
        dialog.content = running_now(offer.distros);
    } else {
        dialog.content = reason(offer, now, vpn) + "\n" + at_stake(offer);
    }
    for (const Choice& choice : offer.choices) {
        if (!is<NotNow>(choice)) {
            dialog.buttons.push_back(button_for(choice, offer, vpn));
        }
    }
    dialog.buttons.push_back(button_for(NotNow{}, offer, vpn));
    dialog.command_links = true;
    dialog.details = details(offer, now);
    offer_to_remember(offer, vpn, dialog);
    return dialog;
}

std::string content_at(const Dialog& dialog, std::chrono::milliseconds left) {
    return dialog.countdown ? text_of(*dialog.countdown, left) + "\n" + dialog.content : dialog.content;
}

Dialog roll_back_dialog(const Snapshot& now) {
    return restart_dialog(translated("Roll back to NAT networking?"),
                          translated("This sets networkingMode=nat in .wslconfig and shuts WSL down."),
                          translated("&Roll back to NAT"), now.distros, protocol::RollBack{});
}

Dialog virtioproxy_dialog(const Snapshot& now) {
    Dialog dialog = restart_dialog(
        translated("Use VirtioProxy networking?"),
        translated("This sets networkingMode=virtioproxy in .wslconfig and shuts WSL down."),
        translated("Use &VirtioProxy"), now.distros, protocol::RollBack{NetworkingMode::VirtioProxy});
    dialog.content = text::and_next(dialog.content, translated(c_virtioproxy_side_effect));
    return dialog;
}

Dialog exclude_dialog(const VpnView& vpn) {
    const std::string name = called(vpn);
    Dialog dialog;
    dialog.instruction = with_vpn(translated("Exclude {vpn} from WSL?"), name);
    dialog.content = with_vpn(translated(c_leaves_tunnel), name);
    dialog.buttons = {{with_vpn(translated(row_of(Exclude{}).words.button), name),
                       {},
                       protocol::ExcludeVpn{vpn.name, false}}};
    dialog.has_cancel = true;
    return dialog;
}

Dialog restore_dialog(const Snapshot& now) {
    return restart_dialog(
        translated("Restore mirrored networking?"),
        translated(
            "This puts .wslconfig back as it was before Mirrorwatch changed the mode, and shuts WSL down."),
        translated("&Restore mirrored"), now.distros, protocol::RestoreMode{});
}

Dialog help_dialog() {
    Dialog dialog;
    dialog.instruction = translated("Mirrorwatch keeps WSL's mirrored networking working");
    dialog.content = translated(
        "It watches what WSL and Windows reach. When a VPN cuts WSL off, it says so and asks what to do.\n\n"
        "The icon tells how things stand:\n"
        "  Tick: all is well\n"
        "  Exclamation mark: something to look at, or a question\n"
        "  Cross: something does not work\n"
        "  Arrows: a repair is under way\n"
        "  Bars: watching is paused\n"
        "  Dots: Mirrorwatch is starting\n"
        "  Empty ring: the service does not answer\n\n"
        "A click on the icon opens the question or the status. In a terminal, \"mirrorwatch --help\" lists "
        "all "
        "that can be done, and \"mirrorwatch explain\" says what was found and why.");
    dialog.details = translated(
        "Windows 11 hides new icons behind the arrow in the taskbar's corner. Drag this one from there onto "
        "the taskbar to see it always.");
    dialog.only_says = true;
    return dialog;
}

} // namespace mirrorwatch::tray
