// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/agent/config/backups.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace mirrorwatch::agent {

/// What a remedy sets in .wslconfig.
struct Wanted {
    std::string key;   // "wsl2.networkingMode"
    std::string value; // "nat"

    friend bool operator==(const Wanted&, const Wanted&) = default;
};

[[nodiscard]] Wanted wanted(NetworkingMode mode);
[[nodiscard]] Wanted wanted(ConfigSetting setting);
/// Of a note that has an edit.
[[nodiscard]] Wanted wanted_by(const BackupNote& note);

/// What a file says of one key.
struct KeyState {
    std::string value;           // as WSL takes it; of the networking mode, as `wanted` spells it
    std::size_t occurrences = 0; // 0: it is the default

    friend bool operator==(const KeyState&, const KeyState&) = default;
};

/// Error: WSL cannot read the file.
[[nodiscard]] Result<KeyState> state_of(const Bytes& file, const std::string& key);

/// The file with what is wanted, as it was before `ours` was set in `original`: only that key is another, and
/// not written where it was not. Nothing when it is not ours any more.
[[nodiscard]] std::optional<std::string> without_ours(const Bytes& now, const Wanted& ours,
                                                      const Bytes& original);

} // namespace mirrorwatch::agent
