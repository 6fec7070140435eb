// SPDX-License-Identifier: MIT
#include "service/agent/config/active_mode_change.hpp"

#include "common/wslconfig/networking_mode.hpp"

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

bool is_in_file(const ConfigEdit& edit, const Bytes& now) {
    if (!now)
        return false;
    if (digest_of(now) == edit.after_sha256)
        return true;
    const auto setting = wslconfig::networking_mode(std::string_view{*now});
    return setting.has_value() && setting->is_written && setting->mode == edit.after;
}

/// The way back has a backup too, of the remedy's id and without an edit. One of the present bytes was not
/// followed by a change: we were killed in between.
bool was_put_back(const std::string& id, const std::vector<FoundBackup>& newer, const Bytes& now) {
    return std::any_of(newer.begin(), newer.end(), [&](const FoundBackup& found) {
        return found.entry.remedy_id == id && found.backup.has_value() && !found.backup->note.edit &&
               found.entry.before_sha256 != digest_of(now);
    });
}

} // namespace

Result<ActiveModeChanges> active_mode_changes(const Bytes& now, Ports& ports) {
    const auto backups = all_backups(ports.history);
    if (backups.has_error())
        return backups.error();
    const std::string file = ports.config.path();
    ActiveModeChanges made;
    std::vector<FoundBackup> newer;
    for (const FoundBackup& found : *backups) {
        const bool names_remedy = !found.entry.remedy_id.empty();
        if (found.backup.has_error() && names_remedy && made.damage.empty())
            made.damage = found.backup.error().message;
        if (found.backup.has_value() && is_of(found.entry, file)) {
            const auto& edit = found.backup->note.edit;
            const std::string& id = found.entry.remedy_id;
            if (edit && edit->before != edit->after)
                made.switches.push_back({id, *edit, is_in_file(*edit, now) && !was_put_back(id, newer, now)});
            newer.push_back(found);
        }
    }
    return made;
}

} // namespace mirrorwatch::agent
