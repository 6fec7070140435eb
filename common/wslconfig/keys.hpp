// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mirrorwatch::wslconfig {

enum class ValueType { Boolean, Integer, Size, Choice, Text, Mac, Ip, Ports };

/// A key that WSL 2.9 knows (its WslCoreConfig.cpp).
struct KnownKey {
    std::string_view name;  // with its section, as WSL spells it: "wsl2.networkingMode"
    std::string_view alias; // the name from when it was experimental; empty for most
    ValueType type = ValueType::Text;
    std::optional<std::string_view> standard; // canonical default; nothing where WSL chooses by the machine
    std::span<const std::string_view> choices = {}; // of a Choice: all that WSL takes, lower case
};

/// In the order in which they are shown.
[[nodiscard]] std::span<const KnownKey> known_keys();

/// By name or alias, whatever the case; null for one that WSL does not know.
[[nodiscard]] const KnownKey* find_key(std::string_view dotted_name);

/// The same, and by the name without its section: what a person types.
[[nodiscard]] const KnownKey* key_meant_by(std::string_view word);

/// The known key (canonical name) that is nearest to one that is not; nothing when none is near.
[[nodiscard]] std::optional<std::string_view> nearest_key(std::string_view dotted_name);

/// Canonical value of what stands in the file, in WSL's way of reading that type: "true", "8589934592",
/// "mirrored", "3000,4000", "00:11:22:33:44:55"; text as it is. `rejected` is how often WSL warns of it.
struct ValueReading {
    std::optional<std::string> value; // nothing: invalid, the default stays
    std::size_t rejected = 0;
};

[[nodiscard]] ValueReading read_value(const KnownKey& key, std::string_view raw);

} // namespace mirrorwatch::wslconfig
