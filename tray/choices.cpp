#include "tray/choices.hpp"

#include "common/text.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

constexpr std::string_view c_keeps_running = "WSL keeps running; nothing is restarted.\n";
constexpr std::string_view c_by_menu = "\nMirrored networking can be restored later from the menu.";
constexpr std::string_view c_by_command = "\nCan be taken back by \"mirrorwatch config undo\".";

/// The networking mode that WSL is put back to.
std::string former_mode(const Offer& offer) {
    return std::string{text::label(offer.mode.value_or(NetworkingMode::Mirrored))};
}

std::string name_or_the_vpn(const std::string& vpn) {
    return vpn.empty() ? "the VPN" : vpn;
}

std::string exclusion_note(const Offer& offer, const std::string& vpn) {
    std::string note =
        std::string{c_keeps_running} + "Programs in WSL no longer reach what lies behind " + vpn + ".";
    if (offer.bypasses_tunnel) {
        note += "\nAttention: " + vpn +
                " carries all traffic of this computer. WSL's traffic will bypass it, and most likely its "
                "kill switch.";
    }
    return note;
}

/// What is to be said of every choice that shuts WSL down.
std::string shutdown_note(const std::string& change, const Offer& offer, std::string_view undo) {
    const std::string ends = says_once_what_ends(offer) ? "" : "\n" + what_a_shutdown_ends(offer.distros);
    return change + " and shuts WSL down." + ends + std::string{undo};
}

std::string not_now_note(const Offer& offer) {
    if (has(offer, Choice::Restore)) {
        return "WSL stays as it is. You can restore it later from the menu.";
    }
    return offer.countdown ? "WSL is left as it is, and keeps running."
                           : "Nothing is changed, and you are not asked again about this.";
}

std::string words_of(Choice choice, const Offer& offer, const std::string& vpn) {
    switch (choice) {
    case Choice::Exclude:
        return "&Exclude " + vpn + " from WSL";
    case Choice::FallBackToNat:
        return "&Fall back to NAT";
    case Choice::FallBackToVirtioProxy:
        return "Fall back to &VirtioProxy";
    case Choice::LowerMtu:
        return "&Lower the packet size of " + vpn + " in WSL";
    case Choice::DnsTunnelingOff:
        return "Switch &DNS tunneling off";
    case Choice::AutoProxyOff:
        return "Switch the &automatic proxy off";
    case Choice::RestartWsl:
        return "&Shut WSL down, so that it makes a fresh start";
    case Choice::Restore:
        return "Put WSL &back to " + former_mode(offer) + " networking";
    case Choice::Postpone:
        return "&Postpone";
    case Choice::NotNow:
        break;
    }
    return offer.countdown ? "&Cancel" : "&Not now";
}

std::string note_of(Choice choice, const Offer& offer, const std::string& vpn) {
    switch (choice) {
    case Choice::Exclude:
        return exclusion_note(offer, vpn);
    case Choice::FallBackToNat:
    case Choice::FallBackToVirtioProxy:
        return shutdown_note("Changes .wslconfig", offer, c_by_menu);
    case Choice::LowerMtu:
        return std::string{c_keeps_running} + "It is taken back when it does not help.";
    case Choice::DnsTunnelingOff:
        return shutdown_note("Sets dnsTunneling=false in .wslconfig", offer, c_by_command);
    case Choice::AutoProxyOff:
        return shutdown_note("Sets autoProxy=false in .wslconfig", offer, c_by_command);
    case Choice::RestartWsl:
        return shutdown_note("Changes no setting", offer, "\nMirrorwatch does not start WSL again: you do.");
    case Choice::Restore:
        return shutdown_note("Puts .wslconfig back as it was", offer,
                             "\nYou can roll back to NAT again from the menu.");
    case Choice::Postpone:
        return "Nothing is changed now. The countdown begins again in ten minutes.";
    case Choice::NotNow:
        break;
    }
    return not_now_note(offer);
}

bool waits_for_the_countdown(Choice choice) {
    return choice != Choice::Postpone && choice != Choice::NotNow;
}

/// What follows "WSL will be shut down in 30 s".
std::string and_then(const Offer& offer) {
    switch (offer.choices.front()) {
    case Choice::FallBackToNat:
        return " and switched to NAT";
    case Choice::FallBackToVirtioProxy:
        return " and switched to VirtioProxy";
    case Choice::DnsTunnelingOff:
        return " and its DNS tunneling switched off";
    case Choice::AutoProxyOff:
        return " and its automatic proxy switched off";
    case Choice::Restore:
        return " and put back to " + former_mode(offer) + " networking";
    default:
        return ", so that it makes a fresh start";
    }
}

} // namespace

bool has(const Offer& offer, Choice choice) {
    return std::find(offer.choices.begin(), offer.choices.end(), choice) != offer.choices.end();
}

bool is_about_restore(const Offer& offer) {
    return !offer.fault && has(offer, Choice::Restore);
}

bool is_about_failure(const Offer& offer) {
    return offer.fault && has(offer, Choice::Restore);
}

bool shuts_down(Choice choice) {
    switch (choice) {
    case Choice::Exclude:
    case Choice::LowerMtu:
    case Choice::Postpone:
    case Choice::NotNow:
        return false;
    default:
        return true;
    }
}

bool says_once_what_ends(const Offer& offer) {
    return std::count_if(offer.choices.begin(), offer.choices.end(), shuts_down) > 1;
}

std::string what_a_shutdown_ends(const std::vector<std::string>& distros) {
    if (distros.empty()) {
        return "No distro is running now, so no work is lost.";
    }
    return "This ends " + text::list_of(distros) + "; unsaved work there is lost.";
}

DialogButton button_for(Choice choice, const Offer& offer, const std::string& vpn) {
    const std::string name = name_or_the_vpn(vpn);
    DialogButton button{words_of(choice, offer, name), note_of(choice, offer, name),
                        protocol::AnswerOffer{offer.id, choice}};
    if (offer.countdown && waits_for_the_countdown(choice)) {
        button.note = "At once, without the rest of the countdown.\n" + button.note;
    }
    return button;
}

Countdown countdown_of(const Offer& offer, const std::string& vpn) {
    const std::string name = name_or_the_vpn(vpn);
    const Choice first = offer.choices.empty() ? Choice::NotNow : offer.choices.front();
    Countdown countdown{*offer.countdown, {}, {}};
    switch (first) {
    case Choice::Exclude:
        countdown.what = name + " will be excluded from WSL";
        countdown.then = ". WSL keeps running.";
        break;
    case Choice::LowerMtu:
        countdown.what = "The packet size of " + name + " in WSL will be lowered";
        countdown.then = ". WSL keeps running.";
        break;
    case Choice::Postpone:
    case Choice::NotNow:
        countdown.what = "This question is over";
        countdown.then = ". Nothing is changed.";
        break;
    default:
        countdown.what = "WSL will be shut down";
        countdown.then =
            and_then(offer) + (offer.distros.empty() ? "; no distro is running."
                                                     : "; this ends " + text::list_of(offer.distros) + ".");
        break;
    }
    return countdown;
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
