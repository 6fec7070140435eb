// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/wsl/state.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch::wslconfig {

/// What the file says about wsl2.networkingMode (alias: experimental.networkingMode).
struct NetworkingModeSetting {
    NetworkingMode mode =
        NetworkingMode::Nat; // what WSL takes from it: Nat when there is none, or a wrong one
    bool is_written = false; // there is an occurrence, right or wrong

    friend bool operator==(const NetworkingModeSetting&, const NetworkingModeSetting&) = default;
};

[[nodiscard]] Result<NetworkingModeSetting> networking_mode(std::string_view bytes);

/// The edit Set of edit.hpp, for this key.
[[nodiscard]] Result<std::string> set_networking_mode(std::string_view bytes, NetworkingMode mode);

} // namespace mirrorwatch::wslconfig
