// SPDX-License-Identifier: MIT
#include "service/agent/config/config_change.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::agent {
namespace {

Backup backup_of(const FileChange& change, const std::string& file) {
    Backup backup;
    backup.original = change.before;
    backup.note.receipt = change.receipt;
    backup.note.setting = change.setting;
    backup.note.entry.reason = change.reason;
    backup.note.entry.file = file;
    backup.note.entry.remedy_id = change.remedy_id;
    backup.note.entry.after_sha256 = digest_of(change.after);
    return backup;
}

/// Whether the file certainly is what it was. A failed call may have done its work all the same.
bool is_untouched(const FileChange& change, Ports& ports) {
    const auto now = ports.config.read();
    return now.has_value() && *now == change.before;
}

Result<bool> replaced(const FileChange& change, Ports& ports) {
    return change.before == change.after ? Result<bool>{true}
                                         : ports.config.replace(change.before, change.after);
}

Result<FileChange> planned(const PlanChange& plan, Ports& ports) {
    const auto now = ports.config.read();
    return now.has_error() ? Result<FileChange>{now.error()} : plan(*now);
}

Result<FileChange> try_change(const PlanChange& plan, Ports& ports) {
    for (int attempt = 0; attempt < c_attempts; ++attempt) {
        auto change = planned(plan, ports);
        if (change.has_error() || change->before == change->after) {
            return change;
        }
        const auto made = make_change(*change, ports);
        if (made.has_error()) {
            return made.error();
        }
        if (*made) {
            return change;
        }
    }
    return Error{"Somebody else keeps changing " + ports.config.path() +
                 " at the same time, so it was left alone. Try again later."};
}

FileChange back_to(const Backup& backup, const FileBytes& now) {
    return {now, backup.original, {}, "undo " + std::to_string(backup.note.entry.number)};
}

/// The newest change that is still to be seen: after a kill, or somebody's own way back, the file may be
/// what it was before the newest.
Result<FileChange> undo_of_newest(const std::vector<FoundBackup>& backups, const FileBytes& now,
                                  Ports& ports) {
    const std::string file = ports.config.path();
    for (const FoundBackup& found : backups) {
        if (found.backup.has_error() && (found.entry.file.empty() || is_of(found.entry, file))) {
            return Error{found.backup.error().message + " Name the one to undo by its number."};
        }
        if (found.backup.has_value() && is_of(found.entry, file) && found.backup->original != now) {
            return back_to(*found.backup, now);
        }
    }
    return Error{"The history has no change of " + file + " that could be undone."};
}

Result<FileChange> undo_of(int number, const std::vector<FoundBackup>& backups, const FileBytes& now,
                           Ports& ports) {
    const auto found = std::find_if(backups.begin(), backups.end(),
                                    [&](const FoundBackup& one) { return one.entry.number == number; });
    if (found == backups.end()) {
        return Error{"The history has no backup " + std::to_string(number) + "."};
    }
    if (found->backup.has_error()) {
        return found->backup.error();
    }
    if (!is_of(found->entry, ports.config.path())) {
        return Error{"Backup " + std::to_string(number) + " is of another file, " + found->entry.file + "."};
    }
    return back_to(*found->backup, now);
}

} // namespace

Result<bool> make_change(FileChange& change, Ports& ports) {
    const bool is_new = !change.backup;
    if (is_new) {
        const auto number = take_backup(backup_of(change, ports.config.path()), ports);
        if (number.has_error()) {
            return number.error();
        }
        change.backup = *number;
    }
    const auto done = replaced(change, ports);
    if (done.has_error()) {
        if (is_new && is_untouched(change, ports)) {
            (void)forget_backup(*change.backup, ports.history); // kept, it would be one too many, but no harm
        }
        return done.error();
    }
    if (!*done) {
        const auto forgotten = forget_backup(*change.backup, ports.history);
        return forgotten.has_error() ? Result<bool>{forgotten.error()} : Result<bool>{false};
    }
    if (is_new) {
        trim_backups(ports.history);
    }
    return true;
}

Result<FileChange> change_config(const PlanChange& plan, bool dry_run, Ports& ports) {
    if (dry_run) {
        return planned(plan, ports);
    }
    const auto lock = ports.history.lock();
    if (lock.has_error()) {
        return lock.error();
    }
    return try_change(plan, ports);
}

Result<FileChange> edit_config(const wslconfig::Edit& edit, bool dry_run, Ports& ports) {
    const auto plan = [&](const FileBytes& now) -> Result<FileChange> {
        auto after = wslconfig::apply_edit(std::string_view{now ? *now : std::string_view{}}, edit);
        if (after.has_error()) {
            return after.error();
        }
        return FileChange{now, std::move(*after), {}, wslconfig::to_text(edit)};
    };
    return change_config(plan, dry_run, ports);
}

Result<FileChange> undo_config(std::optional<int> number, bool dry_run, Ports& ports) {
    const auto plan = [&](const FileBytes& now) -> Result<FileChange> {
        const auto backups = all_backups(ports.history);
        if (backups.has_error()) {
            return backups.error();
        }
        return number ? undo_of(*number, *backups, now, ports) : undo_of_newest(*backups, now, ports);
    };
    return change_config(plan, dry_run, ports);
}

Result<std::vector<BackupEntry>> config_history(Ports& ports) {
    const auto backups = all_backups(ports.history);
    if (backups.has_error()) {
        return backups.error();
    }
    std::vector<BackupEntry> entries;
    for (const FoundBackup& found : *backups) {
        if (found.entry.file.empty() || is_of(found.entry, ports.config.path())) {
            entries.push_back(found.entry);
        }
    }
    return entries;
}

} // namespace mirrorwatch::agent
