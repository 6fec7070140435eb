// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/settings.hpp"

#include <optional>

namespace mirrorwatch::wslconfig {

/// A value that WSL takes, and that nobody means: a size of a few bytes, seconds where milliseconds belong, a
/// path that the documentation has as an example. `entry` is the one that counts for this setting, and valid.
[[nodiscard]] std::optional<Diagnostic> odd_value(const KnownKey& key, const Setting& setting,
                                                  const KeyEntry& entry);

} // namespace mirrorwatch::wslconfig
