#pragma once

#include "common/wslconfig/edit.hpp"
#include "service/agent/backup_note.hpp"
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

/// With dry_run nothing is written. Somebody else's write in between is seen, and the edit made again on top
/// of it. Errors are sentences for the user; the file is as it was then.
[[nodiscard]] Result<Change> edit_config(const wslconfig::Edit& edit, bool dry_run, Ports& ports);

/// Puts back what the file was before change `number`; without a number, before the newest change of this
/// file that is still to be seen in it. Itself a change, with a backup: an undo can be undone.
[[nodiscard]] Result<Change> undo_config(std::optional<int> number, bool dry_run, Ports& ports);

/// Of this file, newest first. Those whose file cannot be told, as they are damaged, are among them.
[[nodiscard]] Result<std::vector<HistoryEntry>> config_history(Ports& ports);

} // namespace mirrorwatch::agent
