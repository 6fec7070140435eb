// SPDX-License-Identifier: MIT
#pragma once

#include "common/finding.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace mirrorwatch {

/// What is said to a person by one MessageId.
struct MessageText {
    MessageId id = MessageId::AllWell;
    std::string_view name; // in JSON
    // With the message's arguments in its braces, in their order; endpoints are the last of those. Nothing in
    // it depends on how many endpoints there are ("no answer from"), as a list may come as one argument.
    std::string_view words;
};

/// One row for each message, in the order of MessageId.
inline constexpr auto c_message_texts = std::to_array<MessageText>({
    // how things stand
    {MessageId::AllWell, "all_well", "All is well."},
    {MessageId::NoEndpoints, "no_endpoints",
     "Nothing is watched: the checks are switched off. Begin with \"mirrorwatch endpoints add\"."},
    {MessageId::NothingToGuard, "nothing_to_guard", "WSL uses {mode} networking: there is nothing to guard."},
    {MessageId::EndpointsDown, "endpoints_down", "There is no answer from {endpoints}."},
    {MessageId::WindowsOffline, "windows_offline",
     "Windows itself is offline. Nothing is changed until it is back."},
    {MessageId::VpnBrokeMirrored, "vpn_broke_mirrored",
     "{vpn} broke mirrored networking: there is no answer from {endpoints} any more."},
    {MessageId::WatchingPaused, "watching_paused", "Watching is paused."},
    {MessageId::WatchingAgain, "watching_again", "Watching goes on."},
    {MessageId::LookingAtWsl, "looking_at_wsl", "Looking at WSL now."},
    {MessageId::SettingsKept, "settings_kept", "The previous settings stay in force: {detail}."},
    {MessageId::PolicyRejected, "policy_rejected",
     "A part of what your organisation sets does not count: {detail}."},
    // what hinders Mirrorwatch itself
    {MessageId::PartFailed, "part_failed",
     "A part of Mirrorwatch failed and was ended: {detail}. The rest goes on; the log says more."},
    {MessageId::WindowsDoesNotAnswer, "windows_does_not_answer",
     "Windows does not answer: {detail}. Mirrorwatch goes on without it."},
    {MessageId::WslDoesNotAnswer, "wsl_does_not_answer",
     "WSL cannot be asked: {detail}. Until it can, Mirrorwatch does not know what it does."},
    // remedies
    {MessageId::Excluding, "excluding", "Excluding {vpn} from WSL. WSL keeps running."},
    {MessageId::ExcludedHelped, "excluded_helped",
     "{vpn} is excluded from WSL, and the endpoints answer again."},
    {MessageId::ExcludedDidNotHelp, "excluded_did_not_help", "Excluding {vpn} from WSL did not help."},
    {MessageId::ExclusionLifted, "exclusion_lifted", "{vpn} is no longer excluded from WSL."},
    {MessageId::SwitchingMode, "switching_mode",
     "Switching WSL to {mode} networking. WSL is shut down for that."},
    {MessageId::AwaitingWsl, "awaiting_wsl",
     "WSL will use {mode} networking from its next start. Start it when you like."},
    {MessageId::CheckingMode, "checking_mode",
     "WSL uses {mode} networking now. Checking whether the endpoints answer."},
    {MessageId::ModeHelped, "mode_helped", "WSL uses {mode} networking now, and the endpoints answer."},
    {MessageId::ModeDidNotHelp, "mode_did_not_help", "Switching WSL to {mode} networking did not help."},
    {MessageId::PuttingBack, "putting_back",
     "Putting WSL back to {mode} networking. WSL is shut down for that."},
    {MessageId::AwaitingWslBack, "awaiting_wsl_back",
     "WSL will use {mode} networking again from its next start. Start it when you like."},
    {MessageId::PutBack, "put_back", "WSL is back to {mode} networking."},
    // why something was given up or refused
    {MessageId::GuestUnreachable, "guest_unreachable", "WSL could not be asked: {detail}."},
    {MessageId::DeviceNotFound, "device_not_found",
     "{vpn} was not found in WSL, so there is nothing to exclude."},
    {MessageId::DeviceAmbiguous, "device_ambiguous",
     "More than one device in WSL could be {vpn}, so none was excluded."},
    {MessageId::OnlyDefaultRoute, "only_default_route",
     "{vpn} is WSL's only way to the network, so it was not excluded."},
    {MessageId::NameserverNotKept, "nameserver_not_kept",
     "WSL asks a name server behind {vpn} and would not reach it any more, so nothing was excluded."},
    {MessageId::ExclusionFailed, "exclusion_failed", "{vpn} could not be excluded from WSL: {detail}."},
    {MessageId::ConfigChangedMeanwhile, "config_changed_meanwhile",
     "The networking mode in .wslconfig was changed meanwhile. It is {mode} now, and was left so."},
    {MessageId::ConfigUnreadable, "config_unreadable", ".wslconfig could not be read: {detail}."},
    {MessageId::ConfigNotWritten, "config_not_written",
     ".wslconfig could not be written, and is as it was: {detail}."},
    {MessageId::ShutdownFailed, "shutdown_failed", "WSL could not be shut down: {detail}."},
    {MessageId::ShutdownNotRepeated, "shutdown_not_repeated",
     "WSL could not be shut down: {detail}. .wslconfig stays as it was, and this is not tried again."},
    {MessageId::AgentFailed, "agent_failed", "The part of Mirrorwatch that talks to WSL failed: {detail}."},
    {MessageId::NothingToRestore, "nothing_to_restore",
     "There is nothing to restore: Mirrorwatch has not changed the networking mode."},
    {MessageId::AlreadyInMode, "already_in_mode", "WSL is already set to {mode} networking."},
    {MessageId::ModeNotKnown, "mode_not_known", "WSL has not been looked at yet. Try again in a moment."},
    {MessageId::RemedyInProgress, "remedy_in_progress",
     "Another change to WSL is under way. Try again when it is done."},
    {MessageId::OfferIsOver, "offer_is_over", "This question is over: things have changed since."},
    // between the programs
    {MessageId::RequestUnreadable, "request_unreadable", "The service could not read the request: {detail}."},
    {MessageId::RequestNotAllowed, "request_not_allowed", "The request was refused: {detail}."},
    {MessageId::ServiceBusy, "service_busy", "The service is busy: {detail}. Try again in a moment."},
    {MessageId::OfferNoted, "offer_noted", "The service knows now whether the question can be seen."},
    {MessageId::JournalNotWritten, "journal_not_written",
     "The step could not be noted in the journal, so it was not taken: {detail}."},
    {MessageId::TroubleFound, "trouble_found", "Something is wrong: {detail}."},
    // why nothing is done, or not yet
    {MessageId::StillSettling, "still_settling",
     "The network has changed a moment ago, and WSL follows it with a delay. Nothing is decided before it "
     "is quiet."},
    {MessageId::BeingLookedInto, "being_looked_into", "The cause is being looked for."},
    {MessageId::OnlyWords, "only_words", "There is nothing that Mirrorwatch could do about it by itself."},
    {MessageId::AlreadyAnswered, "already_answered", "You have already answered this question."},
    {MessageId::LeftAloneAsWished, "left_alone_as_wished", "{vpn} is left alone, as you wished."},
    {MessageId::OnlyNotified, "only_notified", "The settings say that nothing is to be done or offered."},
    {MessageId::OnlyNotifiedByOrganisation, "only_notified_by_organisation",
     "Your organisation has set that nothing is to be done or offered."},
    {MessageId::DistroInUse, "distro_in_use", "A distro is in use, so WSL is not shut down without asking."},
    {MessageId::SwitchedLately, "switched_lately",
     "The networking mode was changed a while ago, so it is not changed again without asking."},
    {MessageId::ExclusionForbidden, "exclusion_forbidden",
     "Your organisation does not allow that {vpn} is excluded from WSL."},
    {MessageId::ModeChangeForbidden, "mode_change_forbidden",
     "Your organisation does not allow that Mirrorwatch changes WSL's networking or restarts WSL."},
    {MessageId::RemediesForbidden, "remedies_forbidden",
     "Your organisation does not allow what Mirrorwatch could do about it."},
    {MessageId::TakenBackAsForbidden, "taken_back_as_forbidden",
     "Your organisation does not allow this any more, so it is taken back: {detail}."},
    {MessageId::ModeIsLocked, "mode_is_locked",
     "Your organisation decides the networking mode, so it cannot be changed."},
    {MessageId::NothingHelped, "nothing_helped",
     "Everything that could be tried did not help, and was taken back."},
    {MessageId::WslIsStarting, "wsl_is_starting",
     "WSL has just been started. Nothing is decided before its servers have had time to start."},
    // more remedies
    {MessageId::LoweringMtu, "lowering_mtu",
     "Lowering the largest packet size of {vpn} in WSL. WSL keeps running."},
    {MessageId::MtuHelped, "mtu_helped",
     "The largest packet size of {vpn} in WSL is lower now, and the endpoints answer."},
    {MessageId::MtuDidNotHelp, "mtu_did_not_help",
     "Lowering the largest packet size of {vpn} in WSL did not help."},
    {MessageId::MtuRestored, "mtu_restored", "The largest packet size of {vpn} in WSL is as it was."},
    {MessageId::MtuNotChanged, "mtu_not_changed",
     "The largest packet size of {vpn} in WSL could not be changed: {detail}."},
    {MessageId::ChangingSetting, "changing_setting",
     "Setting {detail} to false in .wslconfig. WSL is shut down for that."},
    {MessageId::AwaitingSetting, "awaiting_setting",
     "WSL will run without {detail} from its next start. Start it when you like."},
    {MessageId::CheckingSetting, "checking_setting",
     "WSL runs without {detail} now. Checking whether the endpoints answer."},
    {MessageId::SettingHelped, "setting_helped", "WSL runs without {detail} now, and the endpoints answer."},
    {MessageId::SettingDidNotHelp, "setting_did_not_help", "Setting {detail} to false did not help."},
    {MessageId::PuttingSettingBack, "putting_setting_back",
     "Putting {detail} back as it was. WSL is shut down for that."},
    {MessageId::AwaitingSettingBack, "awaiting_setting_back",
     "WSL will have {detail} again from its next start. Start it when you like."},
    {MessageId::SettingPutBack, "setting_put_back", "{detail} is as it was."},
    {MessageId::SettingChanged, "setting_changed",
     "{detail} in .wslconfig was changed meanwhile, and was left so."},
    {MessageId::RestartingWsl, "restarting_wsl", "WSL is being shut down, so that it makes a fresh start."},
    {MessageId::AwaitingRestart, "awaiting_restart", "WSL is shut down. Start it when you like."},
    {MessageId::CheckingRestart, "checking_restart",
     "WSL has started again. Checking whether the endpoints answer."},
    {MessageId::RestartHelped, "restart_helped", "WSL has started again, and the endpoints answer."},
    {MessageId::RestartDidNotHelp, "restart_did_not_help", "Restarting WSL did not help."},
    {MessageId::RestoreProposed, "restore_proposed",
     "{vpn} is gone. WSL could go back to {mode} networking."},
    // answers to a user
    {MessageId::VpnNotKnown, "vpn_not_known",
     "No VPN that is connected is called {detail}. See: mirrorwatch status."},
    {MessageId::NotExcluded, "not_excluded", "{vpn} is not excluded from WSL."},
    {MessageId::ExcludedFromNowOn, "excluded_from_now_on", "{vpn} will be excluded from WSL without asking."},
    {MessageId::NeverAskedAgain, "never_asked_again", "You will not be asked about {vpn} again."},
    {MessageId::AskedAgain, "asked_again", "{vpn} is treated as the settings say."},
    {MessageId::WslNotMirrored, "wsl_not_mirrored",
     "WSL does not run with mirrored networking, so there is nothing to exclude."},
    {MessageId::CountdownCancelled, "countdown_cancelled", "WSL is left as it is."},
    {MessageId::CountdownPostponed, "countdown_postponed", "You will be asked again in ten minutes."},
    {MessageId::CountdownUnseen, "countdown_unseen",
     "Nobody can see the countdown, so its time does not run: Mirrorwatch waits for an answer."},
    {MessageId::RepairOffered, "repair_offered", "Mirrorwatch asks what to do about {vpn}."},
    {MessageId::Excluded, "excluded", "{vpn} is excluded from WSL."},
    {MessageId::ModeInForce, "mode_in_force", "WSL uses {mode} networking now."},
    {MessageId::SettingInForce, "setting_in_force", "WSL runs without {detail} now."},
    // what happened by itself, for the history
    {MessageId::VpnConnected, "vpn_connected", "{vpn} connected."},
    {MessageId::VpnDisconnected, "vpn_disconnected", "{vpn} is gone."},
    {MessageId::AnswersAgain, "answers_again", "There are answers again from {endpoints}."},
    {MessageId::WslEnded, "wsl_ended", "WSL has ended."},
});

[[nodiscard]] constexpr bool has_a_row_for_each_message() {
    for (std::size_t i = 0; i < c_message_texts.size(); ++i) {
        if (static_cast<std::size_t>(c_message_texts[i].id) != i) {
            return false;
        }
    }
    return c_message_texts.size() == c_message_count;
}

static_assert(has_a_row_for_each_message(), "one row for each message, in the order of MessageId");

} // namespace mirrorwatch
