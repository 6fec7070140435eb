#pragma once

#include "tray/view.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::tray {

/// The whole picture for the last snapshot; nothing means that there is no connection to the service. Pure.
/// `time` tells which certificates expire soon.
[[nodiscard]] View present(const std::optional<Snapshot>& now, const MemoryOfWhatWasShown& before,
                           std::chrono::sys_seconds time);

/// At most so many UTF-16 units, as Windows counts them; what was cut ends with an ellipsis.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t largest);

/// "a, b, c, d and 7 more": for what may be long and need not be complete.
[[nodiscard]] std::string few_of(std::vector<std::string> items);

// The parts of a view.
[[nodiscard]] std::optional<Notification> notification_for(const Snapshot& now,
                                                           const MemoryOfWhatWasShown& before);
[[nodiscard]] Dialog offer_dialog(const Offer& offer, const Snapshot& now);
[[nodiscard]] Dialog roll_back_dialog(const Snapshot& now);
[[nodiscard]] Dialog restore_dialog(const Snapshot& now);
[[nodiscard]] std::vector<StatusRow> status_rows(const Snapshot& now, std::chrono::sys_seconds time);

/// What people call this VPN: "Cisco Secure Client" if known, else the adapter's name.
[[nodiscard]] std::string short_name(std::string_view adapter_name, const Snapshot& now);

} // namespace mirrorwatch::tray
