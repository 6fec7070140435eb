#pragma once

#include "common/error.hpp"
#include "common/snapshot.hpp"

#include <string>

namespace mirrorwatch::cli {

/// The VPN that a word means, as the service calls it: by its client or its adapter, in any case (of ASCII
/// letters). Error: those that are connected, and which of them is near.
[[nodiscard]] Result<std::string> vpn_to_exclude(const std::string& word, const Snapshot& snapshot);

/// The same, and also one that is not connected, when the user has a preference about it.
[[nodiscard]] Result<std::string> vpn_to_include(const std::string& word, const Snapshot& snapshot);

} // namespace mirrorwatch::cli
