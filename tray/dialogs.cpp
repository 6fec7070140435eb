// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "tray/choices.hpp"
#include "tray/findings.hpp"
#include "tray/present.hpp"

#include <utility>

namespace mirrorwatch::tray {
namespace {

/// "Since Zscaler started".
std::string since(const Offer& offer, const std::string& name) {
    switch (offer.kind) {
    case VpnKind::Service:
        return "Since " + name + " started";
    case VpnKind::TakeOver:
        return "Since then";
    case VpnKind::Adapter:
        break;
    }
    return "Since " + name + " connected";
}

std::string full_name(const std::string& adapter, const std::string& short_name) {
    return adapter == short_name ? adapter : short_name + " (adapter \"" + adapter + "\")";
}

std::string running_now(const std::vector<std::string>& distros) {
    return distros.empty() ? "No distro is running in WSL now."
                           : "Running in WSL now: " + text::list_of(distros) + ".";
}

/// What is at stake: the names of what runs, or what becomes of it.
std::string at_stake(const Offer& offer) {
    return says_once_what_ends(offer) && !offer.distros.empty()
               ? "Shutting WSL down ends " + text::list_of(offer.distros) + "; unsaved work there is lost."
               : running_now(offer.distros);
}

/// What is wrong, as the reason for the question.
std::string reason(const Offer& offer, const Snapshot& now, const std::string& vpn) {
    if (is_about_restore(offer)) {
        return vpn.empty() ? "The VPN is gone." : vpn + " is gone.";
    }
    if (is_about_failure(offer)) {
        return "There is still no answer from " + few_of(offer.endpoints) + ".";
    }
    if (is_break(offer)) {
        return since(offer, full_name(offer.vpn, vpn)) + ", there is no answer from " +
               few_of(offer.endpoints) + ".";
    }
    return text::what(finding_of(offer, now));
}

std::string instruction(const Offer& offer, const Snapshot& now, const std::string& vpn) {
    if (offer.countdown) {
        return !offer.choices.empty() && ends_sessions(offer.choices.front()) ? "WSL is about to be shut down"
                                                                              : "WSL is about to be changed";
    }
    if (is_about_failure(offer)) {
        return text::to_text(now.headline);
    }
    if (is_about_restore(offer)) {
        return (vpn.empty() ? "The VPN" : vpn) + " is gone. Put WSL back to " +
               std::string{text::label(offer.mode.value_or(NetworkingMode::Mirrored))} + " networking?";
    }
    return is_break(offer) ? vpn + " broke WSL's mirrored networking" : headline_of(*offer.fault);
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
    std::string text =
        "Cause (" + lower(text::label(finding.confidence)) + "):\n  " + headline_of(finding.fault);
    for (const std::string& observation : finding.evidence) {
        text += (&observation == &finding.evidence.front() ? "\nWhat was seen:\n  " : "\n  ") + observation;
    }
    for (const RuledOut& other : finding.ruled_out) {
        text += (&other == &finding.ruled_out.front() ? "\nWhat it is not:\n  " : "\n  ") +
                std::string{text::label(other.fault)} + " (" + other.because + ")";
    }
    return text;
}

/// What of the answer may count for good, and for which buttons.
void offer_to_remember(const Offer& offer, const std::string& vpn, Dialog& dialog) {
    if (offer.vpn.empty() || has(offer, Restore{})) { // what comes after is no matter of the VPN
        return;
    }
    const bool may_exclude = has(offer, Exclude{});
    dialog.check_box = may_exclude       ? "Do this every time for " + vpn + ": exclude it, or leave it alone"
                       : offer.countdown ? "Leave " + vpn + " alone from now on"
                                         : "Do not ask again about " + vpn;
    for (DialogButton& button : dialog.buttons) {
        const Choice& choice = std::get<protocol::AnswerOffer>(button.verb).choice;
        button.remembers = is<Exclude>(choice) || is<NotNow>(choice);
    }
}

Dialog restart_dialog(std::string question, const std::string& edit, const std::string& button,
                      const std::vector<std::string>& distros, protocol::Verb verb) {
    Dialog dialog;
    dialog.instruction = std::move(question);
    dialog.content = edit + " and shuts WSL down. " + what_a_shutdown_ends(distros) +
                     "\n\nMirrorwatch does not start WSL again. The change counts from the next start.";
    dialog.buttons = {{button, {}, verb}};
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
    return restart_dialog("Roll back to NAT networking?", "This sets networkingMode=nat in .wslconfig",
                          "&Roll back to NAT", now.distros, protocol::RollBack{});
}

Dialog virtioproxy_dialog(const Snapshot& now) {
    Dialog dialog =
        restart_dialog("Use VirtioProxy networking?", "This sets networkingMode=virtioproxy in .wslconfig",
                       "Use &VirtioProxy", now.distros, protocol::RollBack{NetworkingMode::VirtioProxy});
    dialog.content += " " + std::string{c_virtioproxy_side_effect};
    return dialog;
}

Dialog restore_dialog(const Snapshot& now) {
    return restart_dialog("Restore mirrored networking?",
                          "This puts .wslconfig back as it was before Mirrorwatch changed the mode",
                          "&Restore mirrored", now.distros, protocol::RestoreMode{});
}

Dialog help_dialog() {
    Dialog dialog;
    dialog.instruction = "Mirrorwatch keeps WSL's mirrored networking working";
    dialog.content =
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
        "that can be done, and \"mirrorwatch explain\" says what was found and why.";
    dialog.details =
        "Windows 11 hides new icons behind the arrow in the taskbar's corner. Drag this one from there onto "
        "the taskbar to see it always.";
    dialog.only_says = true;
    return dialog;
}

} // namespace mirrorwatch::tray
