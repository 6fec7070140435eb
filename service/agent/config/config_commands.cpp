// SPDX-License-Identifier: MIT
#include "service/agent/config/config_commands.hpp"

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

Wish wish_back(const Backup& backup) {
    return {backup.original, "undo " + std::to_string(backup.note.entry.number)};
}

/// The newest change that is still to be seen: after a kill, or somebody's own way back, the file may be
/// what it was before the newest.
Result<Wish> undo_of_newest(const std::vector<FoundBackup>& backups, const Bytes& now, Ports& ports) {
    const std::string file = ports.config.path();
    for (const FoundBackup& found : backups) {
        if (found.backup.has_error() && (found.entry.file.empty() || is_of(found.entry, file)))
            return Error{found.backup.error().message + " Name the one to undo by its number."};
        if (found.backup.has_value() && is_of(found.entry, file) && found.backup->original != now)
            return wish_back(*found.backup);
    }
    return Error{"The history has no change of " + file + " that could be undone."};
}

Result<Wish> undo_of(int number, const std::vector<FoundBackup>& backups, Ports& ports) {
    const auto found = std::find_if(backups.begin(), backups.end(),
                                    [&](const FoundBackup& one) { return one.entry.number == number; });
    if (found == backups.end())
        return Error{"The history has no backup " + std::to_string(number) + "."};
    if (found->backup.has_error())
        return found->backup.error();
    if (!is_of(found->entry, ports.config.path()))
        return Error{"Backup " + std::to_string(number) + " is of another file, " + found->entry.file + "."};
    return wish_back(*found->backup);
}

} // namespace

Result<Change> edit_config(const wslconfig::Edit& edit, bool dry_run, Ports& ports) {
    const auto wished = [&](const Bytes& now) -> Result<Wish> {
        auto result = wslconfig::apply_edit(std::string_view{now ? *now : std::string_view{}}, edit);
        if (result.has_error())
            return result.error();
        return Wish{std::move(*result), wslconfig::to_text(edit)};
    };
    return change_config(wished, dry_run, ports);
}

Result<Change> undo_config(std::optional<int> number, bool dry_run, Ports& ports) {
    const auto wished = [&](const Bytes& now) -> Result<Wish> {
        const auto backups = all_backups(ports.history);
        if (backups.has_error())
            return backups.error();
        return number ? undo_of(*number, *backups, ports) : undo_of_newest(*backups, now, ports);
    };
    return change_config(wished, dry_run, ports);
}

Result<std::vector<BackupEntry>> config_history(Ports& ports) {
    const auto backups = all_backups(ports.history);
    if (backups.has_error())
        return backups.error();
    std::vector<BackupEntry> entries;
    for (const FoundBackup& found : *backups)
        if (found.entry.file.empty() || is_of(found.entry, ports.config.path()))
            entries.push_back(found.entry);
    return entries;
}

} // namespace mirrorwatch::agent
