// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "service/agent/ports.hpp"

/// The requests that are answered by wsl.exe and by the guest. None of them starts WSL: a guest command names
/// a distro that the list of running ones has just named.
namespace mirrorwatch::agent {

[[nodiscard]] Reply observe_wsl(const ObserveWsl& request, Ports& ports);
[[nodiscard]] Reply ask_guest(const AskGuest& request, Ports& ports);
[[nodiscard]] Reply apply_exclusion(const ApplyExclusion& request, Ports& ports);

/// What apply_exclusion would do.
struct ExclusionPreview {
    std::string distro;
    std::string device;                   // the VPN's in WSL: "eth1"
    std::vector<std::string> commands;    // for a root shell there; none: it is in force
    std::vector<std::string> nameservers; // that stay reachable by the VPN
    bool is_watched = false;              // a unit of systemd would keep it in force
};

/// Changes nothing. Error: why it would be refused.
[[nodiscard]] Result<ExclusionPreview> preview_exclusion(const AdapterIdentity& vpn, Ports& ports);
[[nodiscard]] Reply undo_exclusion(const UndoExclusion& request, Ports& ports);
[[nodiscard]] Reply shut_down_wsl(Ports& ports);

// The size of the largest packet of a VPN's device in the guest.
[[nodiscard]] Reply lower_mtu(const ApplyMtu& request, Ports& ports);
[[nodiscard]] Reply undo_mtu(const UndoMtu& request, Ports& ports);

} // namespace mirrorwatch::agent
