// SPDX-License-Identifier: MIT
#pragma once

#include "service/cli/commands.hpp"

#include <boost/program_options/options_description.hpp>

#include <string>

/// What is said of the commands; made from their table. UTF-8; texts end with a newline.
namespace mirrorwatch::cli {

/// All commands, a line each.
[[nodiscard]] std::string overview();
[[nodiscard]] std::string help_of(const CommandRow& command);

/// "wslconfig set KEY VALUE [--file FILE] [--dry-run]"
[[nodiscard]] std::string usage_of(const CommandRow& command);
/// "--format table|json"
[[nodiscard]] std::string spelled(const Option& option);
/// "config: the old name of wslconfig"
[[nodiscard]] std::string old_name_line(const CommandRow& command);
/// The summary, from a capital letter to a full stop.
[[nodiscard]] std::string sentence_of(const CommandRow& command);

/// With --help and --version.
[[nodiscard]] boost::program_options::options_description options_of(const CommandRow& command);

/// Registers with PowerShell what completes a command line: commands, options, and words to choose from.
[[nodiscard]] std::string powershell_completions();

} // namespace mirrorwatch::cli
