#pragma once

#include "common/snapshot.hpp"

#include <string>

namespace mirrorwatch::cli {

/// The snapshot for a person: the headline, WSL, the VPNs and a line for each endpoint. UTF-8, ends with a
/// newline.
[[nodiscard]] std::string status_table(const Snapshot& snapshot);

} // namespace mirrorwatch::cli
