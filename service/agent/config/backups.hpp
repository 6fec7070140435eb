// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "common/remedy.hpp"
#include "service/agent/ports.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The numbered backups in the history: 000012.wslconfig, the bytes (000012.toml of such a file), and
/// 000012.json, the note, which is written last. Without a note there is no backup. That which a remedy goes
/// back to bears its id: 000012-<id>.wslconfig. Callers that change something have the history's lock.
namespace mirrorwatch::agent {

using FileBytes = std::optional<std::string>; // of a file; nothing: there is none

[[nodiscard]] std::string digest_of(const FileBytes& bytes); // empty: there is no file

/// One backup of the file as it was before a change.
struct BackupEntry {
    int number = 0;            // from 1, never used again
    std::string time;          // UTC, ISO 8601: "2026-11-22T15:47:00Z"
    std::string reason;        // "set wsl2.networkingMode=nat"
    std::string file;          // full path, UTF-8
    std::string remedy_id;     // empty: a person's own change
    std::string before_sha256; // empty: there was no file
    std::string after_sha256;  // empty: there is no file
    std::string damage = {}; // a sentence: why it cannot be put back, and the rest may be unknown; else empty

    friend bool operator==(const BackupEntry&, const BackupEntry&) = default;
};

/// What lies beside a backup's bytes in the history: what was done, and from what to what.
struct BackupNote {
    BackupEntry entry;
    std::optional<ConfigEdit> receipt;         // of the backup that a remedy goes back to
    std::optional<ConfigSetting> setting = {}; // what was set; nothing: the networking mode

    friend bool operator==(const BackupNote&, const BackupNote&) = default;
};

[[nodiscard]] std::string to_json(const BackupNote& note);
/// Error also when it contradicts itself.
[[nodiscard]] Result<BackupNote> backup_note_from_json(std::string_view text);

struct Backup {
    BackupNote note;
    FileBytes original;

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

/// The name of a record by which a change in the guest is undone, kept in the history until it is undone: a
/// kill may come before the receipt reaches anybody. "guest-mtu-37217669-42DA-4657-A55B-0D995D328250.txt", of
/// the kind "guest-mtu".
[[nodiscard]] std::string record_name(std::string_view kind, const AdapterIdentity& vpn);

/// In the place of one that is there. The change it is for was not made yet.
[[nodiscard]] Result<void> write_record(const std::string& name, std::string_view record,
                                        BackupStore& history);

} // namespace mirrorwatch::agent
