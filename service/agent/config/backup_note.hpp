// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/remedy.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch::agent {

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
    std::optional<ConfigEdit> edit;            // of the backup that a remedy goes back to
    std::optional<ConfigSetting> setting = {}; // what that edit set; nothing: the networking mode

    friend bool operator==(const BackupNote&, const BackupNote&) = default;
};

[[nodiscard]] std::string to_json(const BackupNote& note);
/// Error also when it contradicts itself.
[[nodiscard]] Result<BackupNote> backup_note_from_json(std::string_view text);

} // namespace mirrorwatch::agent
