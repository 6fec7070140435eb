#pragma once

#include "common/wslconfig/edit.hpp"
#include "service/agent/ports.hpp"

#include <optional>
#include <string>
#include <vector>

/// What a person does to his .wslconfig by the command line, and the remedies by the agent: one way, backed
/// up first.
namespace mirrorwatch::agent {

struct Change {
    std::optional<std::string> before; // the file's bytes; nothing: there was none
    std::optional<std::string> after;  // nothing: there is none now
    std::optional<int> backup; // its number in the history; nothing: the bytes are the same, or a dry run

    friend bool operator==(const Change&, const Change&) = default;
};

/// One backup of the file as it was before a change.
struct HistoryEntry {
    int number = 0;            // from 1, never used again
    std::string time;          // UTC, ISO 8601: "2026-11-22T15:47:00Z"
    std::string reason;        // "set wsl2.networkingMode=nat"
    std::string file;          // full path, UTF-8
    std::string remedy_id;     // empty: a person's own change
    std::string before_sha256; // empty: there was no file
    std::string after_sha256;  // empty: there is no file

    friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

/// With dry_run nothing is written. Somebody else's write in between is seen, and the edit made again on top
/// of it. Errors are sentences for the user; the file is as it was then.
[[nodiscard]] Result<Change> edit_config(const wslconfig::Edit& edit, bool dry_run, Ports& ports);

/// Puts back what the file was before change `number`; without a number, before the newest change of this
/// file. Itself a change, with a backup: an undo can be undone.
[[nodiscard]] Result<Change> undo_config(std::optional<int> number, bool dry_run, Ports& ports);

/// Of this file, newest first.
[[nodiscard]] Result<std::vector<HistoryEntry>> config_history(Ports& ports);

} // namespace mirrorwatch::agent
