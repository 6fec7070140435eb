// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/wsl/guest_script.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The exclusion of a VPN in the guest: rules and tables of ours beside WSL's, which outlive what WSL does to
/// its adapters. All that is ours is in the guest's kernel (protocol 170, rules 5168 to 5170, table and link
/// group 5170), so every step can be killed at any moment and repeated.
///
/// Besides "mw done DEVICE", "mw refuse WORD" and "mw failed …" the steps say (GuestReport::seen):
///   method nexthop|plain      plain: IPv4 routes vanish with WSL's updates, until the next refresh
///   dns ADDRESS               a nameserver that stays reachable by the VPN
///   watcher systemd|none|gone gone: there is systemd, but no watcher (verify only)
///   missing WHAT              rules4, rules6, group, table4, table6 or a target (verify only)
///   command COMMAND           for a root shell, one after the other (show only)
namespace mirrorwatch::wsl {

// Words of a refusal, besides guest_script.hpp's
inline constexpr std::string_view c_dns_not_kept = "dns-not-kept"; // a nameserver would be out of reach
inline constexpr std::string_view c_not_in_force = "not-in-force"; // nothing that could be refreshed

/// Says by which commands apply would put the exclusion in force, without the watcher's. Changes nothing.
[[nodiscard]] GuestScript show_exclusion(const AdapterIdentity& vpn);

/// Puts the exclusion in force; of one that is, only what differs is changed. Renews the watcher's lease of
/// 30 minutes: the unit is started again when it is older than 5 minutes, or has another program or VPN.
/// Leaves nothing behind when it refuses or fails.
[[nodiscard]] GuestScript apply_exclusion(const AdapterIdentity& vpn);

/// Reads back: the rules, the group, table 5170 is main without the VPN, and the way to each of `targets` (IP
/// addresses; others are left out) is not the VPN's. Changes nothing.
[[nodiscard]] GuestScript verify_exclusion(const AdapterIdentity& vpn,
                                           const std::vector<std::string>& targets);

/// Stops the watcher, and takes away all of ours, of today's form and of the one before it, whatever VPN it
/// is about, or it fails.
[[nodiscard]] GuestScript undo_exclusion();

enum class ExclusionStep { Show, Apply, Verify, Refresh, Undo };

/// A script for a root shell in the guest that does this step for the device of this name ("eth1"). Empty:
/// that is no device's name. Refresh changes what is in force, and also when the device is away ("done
/// gone").
[[nodiscard]] std::string printed_exclusion_script(ExclusionStep step, std::string_view device);

} // namespace mirrorwatch::wsl
