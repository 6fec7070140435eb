// SPDX-License-Identifier: MIT
#include "service/agent/config/config_change.hpp"

namespace mirrorwatch::agent {
namespace {

Result<int> backed_up(const PlannedChange& change, Ports& ports) {
    Backup backup;
    backup.note.edit = change.edit;
    backup.note.setting = change.setting;
    backup.original = change.before;
    backup.note.entry.reason = change.reason;
    backup.note.entry.file = ports.config.path();
    backup.note.entry.remedy_id = change.remedy_id;
    backup.note.entry.after_sha256 = digest_of(change.after);
    return take_backup(std::move(backup), ports);
}

/// Whether the file certainly is what it was. A failed call may have done its work all the same.
bool is_untouched(const PlannedChange& change, Ports& ports) {
    const auto now = ports.config.read();
    return now.has_value() && *now == change.before;
}

} // namespace

Result<std::optional<int>> make_change(const PlannedChange& change, Ports& ports) {
    const auto number = backed_up(change, ports);
    if (number.has_error())
        return number.error();
    if (change.before != change.after) {
        const auto replaced = ports.config.replace(change.before, change.after);
        if (replaced.has_error()) {
            if (is_untouched(change, ports))
                (void)forget_backup(*number, ports.history); // kept, it would be one too many, but no harm
            return replaced.error();
        }
        if (!*replaced) {
            const auto forgotten = forget_backup(*number, ports.history);
            return forgotten.has_error() ? Result<std::optional<int>>{forgotten.error()}
                                         : Result<std::optional<int>>{std::optional<int>{}};
        }
    }
    trim_backups(ports.history);
    return std::optional{*number};
}

} // namespace mirrorwatch::agent
