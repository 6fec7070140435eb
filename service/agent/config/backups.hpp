// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/backup_note.hpp"
#include "service/agent/ports.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

/// The numbered backups in the history: 000012.wslconfig, the bytes, and 000012.json, the note, which is
/// written last. Without a note there is no backup. That which a remedy goes back to bears its id:
/// 000012-<id>.wslconfig. Callers that change something have the history's lock.
namespace mirrorwatch::agent {

using Bytes = std::optional<std::string>; // of a file; nothing: there is none

[[nodiscard]] std::string digest_of(const Bytes& bytes); // empty: there is no file

struct Backup {
    BackupNote note;
    Bytes original;

    friend bool operator==(const Backup&, const Backup&) = default;
};

/// Whether a remedy's id can be part of a file's name.
[[nodiscard]] bool is_remedy_id(const std::string& id);

/// Gives the note its number and its time.
[[nodiscard]] Result<int> take_backup(Backup backup, Ports& ports);

/// Forgets a backup whose change was not made. Its number stays used.
[[nodiscard]] Result<void> forget_backup(int number, BackupStore& history);

/// Removes what is older than the newest 50, but not the newest one that a remedy may still go back to; and
/// what a kill has left. What cannot be removed now waits for the next time.
void trim_backups(BackupStore& history);

/// One as far as it can be used, else why not.
struct FoundBackup {
    BackupEntry entry; // damaged: with what is still known of it
    Result<Backup> backup;
};

/// Whether it is of this file: as Windows compares names, for those that are spelled in ASCII.
[[nodiscard]] bool is_of(const BackupEntry& entry, const std::string& file);

/// Newest first. Error: the history itself cannot be read.
[[nodiscard]] Result<std::vector<FoundBackup>> all_backups(BackupStore& history);

/// The newest one that this remedy goes back to; nothing when there is none. Error also: it is damaged.
[[nodiscard]] Result<std::optional<Backup>> backup_of_remedy(const std::string& id, BackupStore& history);

} // namespace mirrorwatch::agent
