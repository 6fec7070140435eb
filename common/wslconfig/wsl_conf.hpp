// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// What a distro's /etc/wsl.conf knows, and .wslconfig does not, though people write it there. From WSL 2.9
/// (its WslDistributionConfig.cpp).
namespace mirrorwatch::wslconfig {

/// Whether /etc/wsl.conf has a section of that name, in any case, and .wslconfig has none.
[[nodiscard]] bool is_section_of_wsl_conf(std::string_view name);

/// The section of /etc/wsl.conf that a key belongs into, names in any case: the one that it stands in, if
/// that has it; else the only one that has it. Empty: none, or several.
[[nodiscard]] std::string_view section_in_wsl_conf(std::string_view section, std::string_view key);

} // namespace mirrorwatch::wslconfig
