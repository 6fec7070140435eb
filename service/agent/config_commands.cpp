#include "service/agent/config_commands.hpp"

#include "common/ascii.hpp"
#include "service/agent/config_change.hpp"

#include <algorithm>
#include <functional>

namespace mirrorwatch::agent {
namespace {

/// What the file shall be, from what it is now.
struct Wish {
    Bytes after;
    std::string reason;
};

using MakeWish = std::function<Result<Wish>(const Bytes& now)>;

Result<Change> change_once(const Bytes& before, Wish wish, Ports& ports, bool& overtaken) {
    auto backup = make_change({before, wish.after, std::move(wish.reason)}, ports);
    if (backup.has_error())
        return backup.error();
    overtaken = !backup->has_value();
    return Change{before, std::move(wish.after), *backup};
}

Result<Change> try_change(const MakeWish& wished, Ports& ports) {
    for (int attempt = 0; attempt < c_attempts; ++attempt) {
        const auto now = ports.config.read();
        if (now.has_error())
            return now.error();
        auto wish = wished(*now);
        if (wish.has_error())
            return wish.error();
        if (*now == wish->after)
            return Change{*now, *now, std::nullopt};
        bool overtaken = false;
        auto change = change_once(*now, std::move(*wish), ports, overtaken);
        if (!overtaken)
            return change;
    }
    return Error{"Somebody else keeps changing " + ports.config.path() +
                 " at the same time, so it was left alone. Try again later."};
}

Result<Change> look_ahead(const MakeWish& wished, Ports& ports) {
    const auto now = ports.config.read();
    if (now.has_error())
        return now.error();
    auto wish = wished(*now);
    if (wish.has_error())
        return wish.error();
    return Change{*now, std::move(wish->after), std::nullopt};
}

Result<Change> change_config(const MakeWish& wished, bool dry_run, Ports& ports) {
    if (dry_run)
        return look_ahead(wished, ports);
    const auto lock = ports.history.lock();
    if (lock.has_error())
        return lock.error();
    return try_change(wished, ports);
}

/// As Windows compares names, for those that are spelled in ASCII.
bool is_of(const HistoryEntry& entry, const std::string& file) {
    return equal_ignoring_case(entry.file, file);
}

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

Result<std::vector<HistoryEntry>> config_history(Ports& ports) {
    const auto backups = all_backups(ports.history);
    if (backups.has_error())
        return backups.error();
    std::vector<HistoryEntry> entries;
    for (const FoundBackup& found : *backups)
        if (found.entry.file.empty() || is_of(found.entry, ports.config.path()))
            entries.push_back(found.entry);
    return entries;
}

} // namespace mirrorwatch::agent
