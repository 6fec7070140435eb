// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"

#include <string>
#include <vector>

/// What can be pasted into a report. Pure.
namespace mirrorwatch::tray {

/// What the text must not tell: "C:\Users\kim" and "kim"; the longer ones first.
using Secrets = std::vector<std::string>;

/// States, names and versions, line by line, for a person to read before it is sent. `windows` is Windows'
/// own version. Neither accounts nor other users are in it; secrets are "<user>".
[[nodiscard]] std::string diagnostics_of(const Snapshot& now, const std::string& windows,
                                         const Secrets& secrets);

} // namespace mirrorwatch::tray
