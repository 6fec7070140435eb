// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/findings.hpp"
#include "service/agent/ports.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What `mode` and `apply` say. UTF-8; a text ends with a newline.
namespace mirrorwatch::cli {

/// The networking mode that a user's WSL is set to, and the one that it has.
struct ModeNow {
    std::string path;                                   // of .wslconfig
    NetworkingMode written = NetworkingMode::Nat;       // there, or the default
    NetworkingMode configured = NetworkingMode::Nat;    // after policies
    NetworkingMode effective = NetworkingMode::Unknown; // Unknown: WSL is not running, or does not say
    std::vector<std::string> running = {};              // distros
    std::string wsl_error = {};                         // why it is not known what runs
    bool is_locked = false;                             // a policy sets it, whatever the file says
};

/// Never starts WSL. Error: the file cannot be read.
[[nodiscard]] Result<ModeNow> mode_now(const wslconfig::Policies& policies, agent::Ports& ports);

[[nodiscard]] std::string mode_table(const ModeNow& now);
/// {"version":1,"path","written","configured","effective" (null: not known),"running":[…],"locked"}
[[nodiscard]] std::string mode_json(const ModeNow& now);

/// What a restart of WSL would end, by name: "A restart ends Ubuntu and Debian, and Docker Desktop's engine."
[[nodiscard]] std::string restart_words(const ModeNow& now);

/// What else changes with a mode, in a sentence; empty: nothing worth telling.
[[nodiscard]] std::string_view side_effect_of(NetworkingMode mode);

} // namespace mirrorwatch::cli
