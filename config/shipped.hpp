// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// The files of this folder as they were when the program was built, so that it runs without them beside it.
namespace mirrorwatch::config {

[[nodiscard]] std::string_view shipped_settings();  // mirrorwatch.toml
[[nodiscard]] std::string_view shipped_vpn_rules(); // vpn-adapters.toml

} // namespace mirrorwatch::config
