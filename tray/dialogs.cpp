#include "common/text.hpp"
#include "tray/present.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

std::string what_a_shutdown_ends(const std::vector<std::string>& distros) {
    if (distros.empty()) {
        return "No distro is running now, so no work is lost.";
    }
    return "This ends " + text::list_of(distros) + "; unsaved work there is lost.";
}

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

DialogButton exclude_button(const Offer& offer, const std::string& vpn) {
    std::string note =
        "WSL keeps running; nothing is restarted.\nPrograms in WSL no longer reach what lies behind " + vpn +
        ".";
    if (offer.bypasses_tunnel) {
        note +=
            "\nAttention: " + vpn + " carries all traffic of this computer. WSL's traffic will bypass it.";
    }
    return {"&Exclude " + vpn + " from WSL", note, protocol::AnswerOffer{offer.id, Choice::Exclude}};
}

DialogButton nat_button(const Offer& offer) {
    return {"&Fall back to NAT",
            "Changes .wslconfig and shuts WSL down.\n" + what_a_shutdown_ends(offer.distros) +
                "\nMirrored networking can be restored later from the menu.",
            protocol::AnswerOffer{offer.id, Choice::FallBackToNat}};
}

DialogButton not_now_button(const Offer& offer) {
    return {"&Not now", "Nothing is changed, and you are not asked again about this break.",
            protocol::AnswerOffer{offer.id, Choice::NotNow}};
}

bool has(const Offer& offer, Choice choice) {
    return std::find(offer.choices.begin(), offer.choices.end(), choice) != offer.choices.end();
}

std::string running_now(const std::vector<std::string>& distros) {
    return distros.empty() ? "No distro is running in WSL now."
                           : "Running in WSL now: " + text::list_of(distros) + ".";
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
    dialog.instruction = vpn + " broke WSL's mirrored networking";
    dialog.content = since(offer, full_name(offer.vpn, vpn)) + ", there is no answer from " +
                     few_of(offer.endpoints) + ".\n" + running_now(offer.distros);
    if (has(offer, Choice::Exclude)) {
        dialog.buttons.push_back(exclude_button(offer, vpn));
    }
    if (has(offer, Choice::FallBackToNat)) {
        dialog.buttons.push_back(nat_button(offer));
    }
    dialog.buttons.push_back(not_now_button(offer));
    dialog.command_links = true;
    return dialog;
}

Dialog roll_back_dialog(const Snapshot& now) {
    return restart_dialog("Roll back to NAT networking?", "This sets networkingMode=nat in .wslconfig",
                          "&Roll back to NAT", now.distros, protocol::RollBack{});
}

Dialog restore_dialog(const Snapshot& now) {
    return restart_dialog("Restore mirrored networking?",
                          "This puts .wslconfig back as it was before the switch to NAT", "&Restore mirrored",
                          now.distros, protocol::Restore{});
}

} // namespace mirrorwatch::tray
