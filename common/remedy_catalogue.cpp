// SPDX-License-Identifier: MIT
#include "common/remedy_catalogue.hpp"

#include "common/translated.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mirrorwatch {
namespace {

constexpr RemedyMessages c_exclusion{
    MessageId::Excluding,      MessageId::Excluding,          MessageId::Excluding,
    MessageId::ExcludedHelped, MessageId::ExcludedDidNotHelp, MessageId::Excluding,
    MessageId::Excluding,      MessageId::ExclusionLifted,    MessageId::Excluded};
constexpr RemedyMessages c_mtu{MessageId::LoweringMtu, MessageId::LoweringMtu,   MessageId::LoweringMtu,
                               MessageId::MtuHelped,   MessageId::MtuDidNotHelp, MessageId::LoweringMtu,
                               MessageId::LoweringMtu, MessageId::MtuRestored,   MessageId::MtuHelped};
constexpr RemedyMessages c_mode{
    MessageId::SwitchingMode,   MessageId::AwaitingWsl,    MessageId::CheckingMode,
    MessageId::ModeHelped,      MessageId::ModeDidNotHelp, MessageId::PuttingBack,
    MessageId::AwaitingWslBack, MessageId::PutBack,        MessageId::ModeInForce};
constexpr RemedyMessages c_setting{
    MessageId::ChangingSetting,     MessageId::AwaitingSetting,   MessageId::CheckingSetting,
    MessageId::SettingHelped,       MessageId::SettingDidNotHelp, MessageId::PuttingSettingBack,
    MessageId::AwaitingSettingBack, MessageId::SettingPutBack,    MessageId::SettingInForce};
// Nothing was changed, so nothing goes back.
constexpr RemedyMessages c_restart{
    MessageId::RestartingWsl,   MessageId::AwaitingRestart,   MessageId::CheckingRestart,
    MessageId::RestartHelped,   MessageId::RestartDidNotHelp, MessageId::AwaitingRestart,
    MessageId::AwaitingRestart, MessageId::AwaitingRestart,   MessageId::RestartHelped};

constexpr std::string_view c_by_menu =
    text::to_translate("Mirrored networking can be restored later from the menu.");
constexpr std::string_view c_by_command =
    text::to_translate("Can be taken back by \"mirrorwatch wslconfig undo\".");

constexpr std::array c_rows{
    RemedyRow{
        .spec = LowerMtu{},
        .kind = "lower_mtu",
        .choice = "lower_mtu",
        .needs_vpn_device = true,
        .says = c_mtu,
        .words = {.label = "Packet size",
                  .plan = "lower the largest packet size of {vpn} in WSL; WSL keeps running",
                  .button = "&Lower the packet size of {vpn} in WSL",
                  .note = "It is taken back when it does not help.",
                  .announced = "The packet size of {vpn} in WSL will be lowered {when}. WSL keeps running."}},
    RemedyRow{.spec = Exclude{},
              .kind = "exclude",
              .choice = "exclude",
              .needs_vpn_device = true,
              .leaves_tunnel = true,
              .says = c_exclusion,
              .words = {.label = "Exclusion",
                        .plan = "exclude {vpn} from WSL; WSL keeps running",
                        .button = "&Exclude {vpn} from WSL",
                        .note = "Programs in WSL no longer reach what lies behind {vpn}.",
                        .announced = "{vpn} will be excluded from WSL {when}. WSL keeps running."}},
    RemedyRow{.spec = RestartWsl{},
              .kind = "restart_wsl",
              .choice = "restart_wsl",
              .ends_sessions = true,
              .says = c_restart,
              .words = {.label = "Restart of WSL",
                        .plan = "shut WSL down, so that it makes a fresh start",
                        .button = "&Shut WSL down, so that it makes a fresh start",
                        .note = "Changes no setting and shuts WSL down.",
                        .undo = "Mirrorwatch does not start WSL again: you do.",
                        .announced = "WSL will be shut down {when}, so that it makes a fresh start."}},
    RemedyRow{.spec = ChangeSetting{ConfigSetting::DnsTunneling},
              .kind = "change_setting",
              .choice = "dns_tunneling_off",
              .ends_sessions = true,
              .says = c_setting,
              .words = {.label = "Setting",
                        .plan = "set dnsTunneling to false in .wslconfig; WSL is shut down for that",
                        .button = "Switch &DNS tunneling off",
                        .note = "Sets dnsTunneling=false in .wslconfig and shuts WSL down.",
                        .undo = c_by_command,
                        .announced = "WSL will be shut down {when} and its DNS tunneling switched off."}},
    RemedyRow{.spec = ChangeSetting{ConfigSetting::AutoProxy},
              .kind = "change_setting",
              .choice = "auto_proxy_off",
              .ends_sessions = true,
              .says = c_setting,
              .words = {.label = "Setting",
                        .plan = "set autoProxy to false in .wslconfig; WSL is shut down for that",
                        .button = "Switch the &automatic proxy off",
                        .note = "Sets autoProxy=false in .wslconfig and shuts WSL down.",
                        .undo = c_by_command,
                        .announced = "WSL will be shut down {when} and its automatic proxy switched off."}},
    RemedyRow{.spec = SwitchMode{NetworkingMode::Nat},
              .kind = "switch_mode",
              .choice = "nat",
              .ends_sessions = true,
              .says = c_mode,
              .words = {.label = "Networking mode",
                        .plan = "switch WSL to NAT networking; WSL is shut down for that",
                        .button = "&Fall back to NAT",
                        .note = "Changes .wslconfig and shuts WSL down.",
                        .undo = c_by_menu,
                        .announced = "WSL will be shut down {when} and switched to NAT."}},
    RemedyRow{
        .spec = SwitchMode{NetworkingMode::VirtioProxy},
        .kind = "switch_mode",
        .choice = "virtioproxy",
        .ends_sessions = true,
        .says = c_mode,
        .words = {.label = "Networking mode",
                  .plan = "switch WSL to VirtioProxy networking; WSL is shut down for that",
                  .button = "Fall back to &VirtioProxy",
                  .note = "Changes networkingMode and localhostForwarding in .wslconfig and shuts WSL down.",
                  .undo = c_by_menu,
                  .announced = "WSL will be shut down {when} and switched to VirtioProxy."}},
};

constexpr std::array<std::pair<std::string_view, Choice>, 3> c_answers{
    {{"restore", Restore{}}, {"not_now", NotNow{}}, {"postpone", Postpone{}}}};

} // namespace

std::span<const RemedyRow> remedy_catalogue() {
    return c_rows;
}

/// A mode that is no rung of any ladder is asked for by hand: the row of its kind.
const RemedyRow& row_of(const RemedySpec& spec) {
    const auto* row = std::ranges::find(c_rows, spec, &RemedyRow::spec);
    if (row == c_rows.end()) {
        row = std::ranges::find(c_rows, spec.index(),
                                [](const RemedyRow& other) { return other.spec.index(); });
    }
    return *row;
}

const RemedyRow* find_remedy_kind(std::string_view kind) {
    const auto* row = std::ranges::find(c_rows, kind, &RemedyRow::kind);
    return row == c_rows.end() ? nullptr : row;
}

bool ends_sessions(const Choice& choice) {
    const auto* spec = std::get_if<RemedySpec>(&choice);
    return spec != nullptr ? row_of(*spec).ends_sessions : is<Restore>(choice);
}

std::string_view name_of(const Choice& choice) {
    if (const auto* spec = std::get_if<RemedySpec>(&choice)) {
        return row_of(*spec).choice;
    }
    return std::ranges::find(c_answers, choice, &std::pair<std::string_view, Choice>::second)->first;
}

std::optional<Choice> choice_named(std::string_view name) {
    if (const auto* row = std::ranges::find(c_rows, name, &RemedyRow::choice); row != c_rows.end()) {
        return row->spec;
    }
    const auto* answer = std::ranges::find(c_answers, name, &std::pair<std::string_view, Choice>::first);
    return answer == c_answers.end() ? std::nullopt : std::optional{answer->second};
}

std::string with_vpn(std::string_view words, std::string_view vpn) {
    const std::string_view begins = words.substr(words.starts_with('&') ? 1 : 0);
    const std::string_view general =
        begins.starts_with("{vpn}") ? text::translated("The VPN") : text::translated("the VPN");
    return text::filled(words, {{"vpn", vpn.empty() ? general : vpn}});
}

} // namespace mirrorwatch
