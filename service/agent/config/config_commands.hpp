// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/edit.hpp"
#include "service/agent/config/wished_change.hpp"

#include <optional>
#include <vector>

/// What a person does to their .wslconfig by the command line.
namespace mirrorwatch::agent {

/// With dry_run nothing is written. Somebody else's write in between is seen, and the edit made again on top
/// of it. Errors are sentences for the user; the file is as it was then.
[[nodiscard]] Result<Change> edit_config(const wslconfig::Edit& edit, bool dry_run, Ports& ports);

/// Puts back what the file was before change `number`; without a number, before the newest change of this
/// file that is still to be seen in it. Itself a change, with a backup: an undo can be undone.
[[nodiscard]] Result<Change> undo_config(std::optional<int> number, bool dry_run, Ports& ports);

/// Of this file, newest first. Those whose file cannot be told, as they are damaged, are among them.
[[nodiscard]] Result<std::vector<BackupEntry>> config_history(Ports& ports);

} // namespace mirrorwatch::agent
