// SPDX-License-Identifier: MIT
#pragma once

#include "tray/service_state.hpp"
#include "tray/view.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::tray {

/// The whole picture for the last snapshot; nothing means that there is no connection to the service. Pure.
/// `service` counts where there is no snapshot.
[[nodiscard]] View present(const std::optional<Snapshot>& now, const MemoryOfWhatWasShown& before,
                           ServiceState service = ServiceState::Connecting);

/// In UTF-16 units, as Windows counts text.
[[nodiscard]] std::size_t utf16_length(std::string_view text);

/// At most so many UTF-16 units, as Windows counts them; what was cut ends with an ellipsis.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t largest);

/// "a, b, c, d and 7 more": for what may be long and need not be complete.
[[nodiscard]] std::string few_of(std::vector<std::string> items);

// The parts of a view.
[[nodiscard]] std::optional<Notification> notification_for(const Snapshot& now,
                                                           const MemoryOfWhatWasShown& before);
/// What was shown once that notification has been.
[[nodiscard]] MemoryOfWhatWasShown memory_after(const Snapshot& now, const MemoryOfWhatWasShown& before);
/// How things stand, in one sentence: that all is well only where nothing else is to be said.
[[nodiscard]] std::string headline_for(const Snapshot& now);
[[nodiscard]] Icon icon_for(const std::optional<Snapshot>& now, ServiceState service);
[[nodiscard]] Dialog offer_dialog(const Offer& offer, const Snapshot& now);
/// The content while a countdown has so much left; without one it is always the same.
[[nodiscard]] std::string content_at(const Dialog& dialog, std::chrono::milliseconds left);
[[nodiscard]] Dialog help_dialog();
[[nodiscard]] Dialog virtioproxy_dialog(const Snapshot& now);
[[nodiscard]] Dialog roll_back_dialog(const Snapshot& now);
/// Of a VPN that carries all traffic: what WSL gives up with it.
[[nodiscard]] Dialog exclude_dialog(const VpnView& vpn);
[[nodiscard]] Dialog restore_dialog(const Snapshot& now);

/// What people call this VPN: "Cisco Secure Client" if known, else the adapter's name.
[[nodiscard]] std::string called(const VpnView& vpn);
/// The same of an adapter's name, whose VPN may have gone.
[[nodiscard]] std::string short_name(std::string_view adapter_name, const Snapshot& now);

} // namespace mirrorwatch::tray
