// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/state.hpp"
#include "common/wslconfig/document.hpp"
#include "common/wslconfig/keys.hpp"

namespace mirrorwatch::wslconfig {

/// What WSL takes for one key. Values are valid UTF-8.
struct Setting {
    std::optional<std::string> value; // canonical; nothing where WSL chooses by the machine
    std::optional<std::size_t> line;  // where the file says so; nothing: the default
    std::optional<std::size_t>
        occurrence; // index of the entry that WSL counts, valid or not: always the first

    [[nodiscard]] bool is_default() const { return !line.has_value(); }

    friend bool operator==(const Setting&, const Setting&) = default;
};

/// A whole file, as WSL has it before it looks at policies and at what the settings need of each other.
struct FileSettings {
    Document document;
    std::vector<Setting> values;         // one for each of known_keys(), in that order
    std::vector<Diagnostic> diagnostics; // WSL's, in its order

    [[nodiscard]] const Setting& operator[](std::string_view canonical_name) const; // of a known key
};

/// Error: WSL cannot open it. WSL refuses to start with an invalid wsl2.macAddress; here it is an
/// InvalidValue, and the rest is read.
[[nodiscard]] Result<FileSettings> read(std::string_view bytes);

/// What the file says about wsl2.networkingMode (alias: experimental.networkingMode).
struct NetworkingModeSetting {
    NetworkingMode mode =
        NetworkingMode::Nat; // what WSL takes from it: Nat when there is none, or a wrong one
    bool is_written = false; // there is an occurrence, right or wrong

    friend bool operator==(const NetworkingModeSetting&, const NetworkingModeSetting&) = default;
};

[[nodiscard]] Result<NetworkingModeSetting> networking_mode(std::string_view bytes);

} // namespace mirrorwatch::wslconfig
