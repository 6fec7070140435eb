// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/organisation.hpp"
#include "config/settings_edit.hpp"
#include "service/agent/config/config_change.hpp"
#include "service/cli/command_line.hpp"

#include <vector>

namespace mirrorwatch::cli {

/// What was typed behind `settings set`: a key and a value, and more of both. Throws UsageError.
[[nodiscard]] std::vector<config::TypedSetting> settings_wished(const Given& given);

/// The file with these values, all of them or none, with a backup first. Error also: the organisation sets
/// one of them.
[[nodiscard]] Result<agent::FileChange> set_settings(const std::vector<config::TypedSetting>& wished,
                                                     const std::vector<std::string>& managed, bool dry_run,
                                                     agent::Ports& ports);

/// Why they cannot be set lies in what was typed, not in the file: an empty one would not take it either.
[[nodiscard]] bool makes_no_sense(const std::vector<config::TypedSetting>& wished, const Error& why);

} // namespace mirrorwatch::cli
