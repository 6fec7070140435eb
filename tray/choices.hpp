// SPDX-License-Identifier: MIT
#pragma once

#include "common/translated.hpp"
#include "tray/view.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What each choice of an offer means, in words. Pure.
namespace mirrorwatch::tray {

/// What somebody who works by VS Code meets after a switch to VirtioProxy. Source: microsoft/WSL issue 10380.
inline constexpr std::string_view c_virtioproxy_side_effect =
    text::to_translate("VS Code reaches WSL then only with localhostForwarding=false in .wslconfig.");

/// What an exclusion from a VPN that carries all traffic means.
inline constexpr std::string_view c_leaves_tunnel =
    text::to_translate("Attention: {vpn} carries all traffic of this computer. WSL's traffic will bypass it, "
                       "and most likely its kill switch.");

[[nodiscard]] bool has(const Offer& offer, const Choice& choice);

/// The VPN is gone: whether the mode goes back.
[[nodiscard]] bool is_about_restore(const Offer& offer);

/// A change of WSL did not help: what next.
[[nodiscard]] bool is_about_failure(const Offer& offer);

/// Several choices shut WSL down: their notes do not say what that ends, as the question does.
[[nodiscard]] bool says_once_what_ends(const Offer& offer);

/// "This ends Ubuntu and docker-desktop; unsaved work there is lost."
[[nodiscard]] std::string what_a_shutdown_ends(const std::vector<std::string>& distros);

/// `vpn` is what people call it.
[[nodiscard]] DialogButton button_for(const Choice& choice, const Offer& offer, const std::string& vpn);

/// Of an offer that has one: what its first choice does.
[[nodiscard]] Countdown countdown_of(const Offer& offer, const std::string& vpn);

/// "WSL will be shut down in 27 s and switched to NAT. This ends Ubuntu."
[[nodiscard]] std::string text_of(const Countdown& countdown, std::chrono::milliseconds left);

/// "in 30 s", "in 4 min 30 s", "now"; begun seconds count.
[[nodiscard]] std::string time_left(std::chrono::milliseconds left);

} // namespace mirrorwatch::tray
