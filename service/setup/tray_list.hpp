// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The sessions whose tray programs setup has ended: a file of the service's, by which they come back with
/// it.
namespace mirrorwatch::setup {

inline constexpr const char* c_tray_list = "trays.txt"; // in the service's data folder

[[nodiscard]] std::string to_text(const std::vector<std::uint32_t>& sessions); // a line each
/// What is no number is no session.
[[nodiscard]] std::vector<std::uint32_t> sessions_in(std::string_view text);

} // namespace mirrorwatch::setup
