// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace mirrorwatch::setup {

/// Ends the tray programs that run from this file, in all sessions: the service tells them to leave, and a
/// window of this session's is closed. One that has not left after five seconds, or is older than that word,
/// is ended by force. Needs an administrator. The sessions that had one.
[[nodiscard]] std::vector<std::uint32_t> close_trays(const std::filesystem::path& program);

} // namespace mirrorwatch::setup
