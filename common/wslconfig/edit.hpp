// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <string>
#include <string_view>

namespace mirrorwatch::wslconfig {

struct Edit {
    enum class Kind { Set, Unset, Comment, Uncomment };

    Kind kind = Kind::Set;
    std::string key;        // "networkingMode", "wsl2.networkingMode", an alias, any case
    std::string value = {}; // of Set: as it shall be for WSL, neither quoted nor escaped; UTF-8

    friend bool operator==(const Edit&, const Edit&) = default;
};

/// "set wsl2.networkingMode=nat", "comment out wsl2.memory": for the history.
[[nodiscard]] std::string to_text(const Edit& edit);

/// The file with the edit, changing only the bytes that must change; the same bytes where it says so already.
///
/// Set changes the occurrence that WSL uses, or puts a line into the key's section (at the file's end where
/// there is none). Unset and Comment take all occurrences, aliases too, or the next one would count; a
/// trailing comment stays. Uncomment takes the first comment in the key's section that is an assignment of
/// it.
///
/// Error: unreadable; no such key, or no such value; the key is not there (Unset, Comment, Uncomment) or is
/// set already (Uncomment); or reading the result does not give the new value for this key and the old ones
/// for all others.
[[nodiscard]] Result<std::string> apply_edit(std::string_view bytes, const Edit& edit);

} // namespace mirrorwatch::wslconfig
