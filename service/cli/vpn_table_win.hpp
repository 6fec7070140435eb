#pragma once

#include "common/vpn_rules.hpp"

namespace mirrorwatch::cli {

/// The shipped table with the rows of %ProgramData%\Mirrorwatch\vpn-adapters.toml. What is wrong with that
/// file is printed as a warning.
[[nodiscard]] VpnRules vpn_table();

} // namespace mirrorwatch::cli
