#pragma once

#include "service/agent/config/config_commands.hpp"
#include "service/cli/config_view.hpp"

#include <optional>
#include <string>
#include <vector>

/// What `config` shows a person. UTF-8; ends with a newline.
namespace mirrorwatch::cli {

enum class Extent { Network, All };

/// What the file sets, in its order, then the defaults (those of the network, or all), then the diagnostics.
[[nodiscard]] std::string config_table(const ConfigView& view, Extent extent);

/// The diagnostics, and how many they are.
[[nodiscard]] std::string check_table(const ConfigView& view);

/// One line each; ours are marked.
[[nodiscard]] std::string diagnostic_lines(const std::vector<wslconfig::Diagnostic>& diagnostics);

[[nodiscard]] std::string history_table(const std::string& path,
                                        const std::vector<agent::BackupEntry>& entries);

/// A value as a person would write it: "8GB", "(empty)", "(chosen by WSL)".
[[nodiscard]] std::string value_text(const wslconfig::Key& key, const std::optional<std::string>& value);

} // namespace mirrorwatch::cli
