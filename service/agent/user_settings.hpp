// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/file_calls.hpp"
#include "service/agent/ports.hpp"

#include <cstddef>
#include <optional>
#include <string>

/// The user's own endpoints are read as the user, so that a path in the profile leads where the user may
/// look.
namespace mirrorwatch::agent {

/// In bytes: an answer holds a megabyte, and JSON may make two bytes of one.
inline constexpr std::size_t c_largest_settings = std::size_t{400} * 1024;

/// As UTF-8 without a byte order mark; nothing when there is no file. Errors: it is larger than 400 KiB, or
/// no UTF-8, which an answer of the agent cannot hold.
[[nodiscard]] Result<std::optional<std::string>> read_settings_file(AgentFileCalls& files,
                                                                    const std::string& path);

/// Whether the user's programs go through a proxy.
[[nodiscard]] bool has_proxy(const ProxySettings& settings);

} // namespace mirrorwatch::agent
