#pragma once

#include "common/wsl/state.hpp"
#include "common/wslconfig/document.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch::wslconfig {

/// What the file says about wsl2.networkingMode (alias: experimental.networkingMode).
struct NetworkingModeSetting {
    NetworkingMode mode =
        NetworkingMode::Nat;         // what WSL takes from it: Nat when there is none, or a wrong one
    std::optional<Entry> occurrence; // the one that counts: the first in the file, right or wrong

    friend bool operator==(const NetworkingModeSetting&, const NetworkingModeSetting&) = default;
};

[[nodiscard]] NetworkingModeSetting networking_mode(const Document& document);
[[nodiscard]] Result<NetworkingModeSetting> networking_mode(std::string_view bytes);

/// The file with the mode set: only the value's bytes change, or a line is put in. Encoding and ends of lines
/// are kept. Nothing to change gives the same bytes. Error: unreadable, or reading the result does not give
/// exactly what was wanted.
[[nodiscard]] Result<std::string> set_networking_mode(std::string_view bytes, NetworkingMode mode);

} // namespace mirrorwatch::wslconfig
