// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch {

/// wsl2.networkingMode. VirtioProxy is called Consomme since WSL 2.9; both spellings are read as VirtioProxy.
enum class NetworkingMode { Unknown, None, Nat, Bridged, Mirrored, VirtioProxy };

/// Canonical lower-case spelling, as written into .wslconfig ("virtioproxy" works on old and new WSL);
/// "unknown".
[[nodiscard]] std::string_view to_string(NetworkingMode mode);
/// Any case; "consomme" too. Unknown when it is none of the modes.
[[nodiscard]] NetworkingMode networking_mode_from(std::string_view text);

/// What is known of one user's WSL without starting it.
struct WslObservation {
    std::vector<std::string> running; // WSL2 distros, the default one first, Docker's own last
    NetworkingMode effective = NetworkingMode::Unknown;  // of the running VM, when it was asked
    NetworkingMode configured = NetworkingMode::Unknown; // in .wslconfig; Nat when nothing is set
    std::string vm_id;         // differs after a restart; empty when not asked or unknown
    std::string config_sha256; // of .wslconfig, lower-case hex; empty when there is no file
    /// Lines of .wslconfig that were meant for networking and have no effect, one sentence each, with its
    /// line.
    std::vector<std::string> config_mistakes = {};

    friend bool operator==(const WslObservation&, const WslObservation&) = default;
};

} // namespace mirrorwatch
