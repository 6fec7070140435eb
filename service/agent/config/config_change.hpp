// SPDX-License-Identifier: MIT
#pragma once

#include "common/wslconfig/edit.hpp"
#include "service/agent/config/backups.hpp"
#include "service/agent/ports.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// How .wslconfig is changed, or the user's mirrorwatch.toml: always with a backup first. And what a person
/// does to it by the command line.
namespace mirrorwatch::agent {

inline constexpr int c_attempts = 3; // somebody else may write at the same moment

/// The file's bytes before and after; planned, then made.
struct FileChange {
    FileBytes before;
    FileBytes after;
    std::optional<int> backup = {}; // its number in the history; nothing: the bytes are the same, or not made
    std::string reason = {};        // for the history: "set wsl2.networkingMode=nat"
    // A remedy's only:
    std::string remedy_id = {};
    std::optional<ConfigEdit> receipt = {};    // of one that the remedy shall go back from
    std::optional<ConfigSetting> setting = {}; // what it sets; nothing: the networking mode
};

/// First the backup's bytes, then its note, and only then the file, so that a kill at any moment is harmless.
/// A change that has a number has its backup already. False: the file is not `before` any more, is left as it
/// is, and the backup is forgotten. The caller has the history's lock.
[[nodiscard]] Result<bool> make_change(FileChange& change, Ports& ports);

/// What the file shall be, from what it is now.
using PlanChange = std::function<Result<FileChange>(const FileBytes& now)>;

/// With dry_run nothing is written. Somebody else's write in between is seen, and the change planned again on
/// top of it. Errors are sentences for the user; the file is as it was then. The same for the two below.
[[nodiscard]] Result<FileChange> change_config(const PlanChange& plan, bool dry_run, Ports& ports);

[[nodiscard]] Result<FileChange> edit_config(const wslconfig::Edit& edit, bool dry_run, Ports& ports);

/// Puts back what the file was before change `number`; without a number, before the newest change of this
/// file that is still to be seen in it. Itself a change, with a backup: an undo can be undone.
[[nodiscard]] Result<FileChange> undo_config(std::optional<int> number, bool dry_run, Ports& ports);

/// Of this file, newest first. Those whose file cannot be told, as they are damaged, are among them.
[[nodiscard]] Result<std::vector<BackupEntry>> config_history(Ports& ports);

} // namespace mirrorwatch::agent
