// SPDX-License-Identifier: MIT
#include "service/agent/config/config_edit.hpp"

#include "common/names.hpp"
#include "common/wslconfig/settings.hpp"
#include "service/agent/config/config_change.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace mirrorwatch::agent {
namespace {

using wslconfig::Edit;
using Kind = Edit::Kind;

template <class T>
using OrRefusal = boost::system::result<T, Refusal>;

constexpr std::string_view c_mode_key = "wsl2.networkingMode";
constexpr std::string_view c_section = "wsl2.";

Edit edit_of(NetworkingMode mode) {
    return {Kind::Set, std::string{c_mode_key}, std::string{to_string(mode)}};
}

Edit edit_of(ConfigSetting setting) {
    return {Kind::Set, std::string{c_section} + std::string{name_of(setting)}, "false"};
}

/// What has to be set with it: in VirtioProxy mode VS Code does not get into WSL while localhostForwarding is
/// on, which is the default (vscode-remote-release#10991).
std::optional<Edit> companion_of(const Edit& edit) {
    return edit.key == c_mode_key && networking_mode_from(edit.value) == NetworkingMode::VirtioProxy
               ? std::optional{Edit{Kind::Set, "wsl2.localhostForwarding", "false"}}
               : std::nullopt;
}

/// The file with the edit, and with what has to be set with it.
Result<std::string> with_edit(const std::string& bytes, const Edit& edit) {
    auto after = wslconfig::apply_edit(bytes, edit);
    const auto companion = companion_of(edit);
    return after.has_error() || !companion ? after : wslconfig::apply_edit(*after, *companion);
}

/// Nothing: it is the networking mode that the edit sets.
std::optional<ConfigSetting> setting_of(const Edit& edit) {
    return value_named<ConfigSetting>(std::string_view{edit.key}.substr(c_section.size()));
}

/// The edit that a remedy's backup was taken for.
Edit edit_of(const BackupNote& note) {
    return note.setting ? edit_of(*note.setting) : edit_of(note.receipt->after);
}

/// What a file says of one key.
struct KeyState {
    std::string value;           // as WSL takes it; of the networking mode, as `edit_of` spells it
    std::size_t occurrences = 0; // 0: it is the default
};

/// Error: WSL cannot read the file.
Result<KeyState> state_of(const FileBytes& file, const std::string& key) {
    const auto settings = wslconfig::read(std::string_view{file ? *file : std::string_view{}});
    if (settings.has_error()) {
        return settings.error();
    }
    const auto& entries = settings->document.entries;
    const auto occurrences =
        std::count_if(entries.begin(), entries.end(), [&](const wslconfig::KeyEntry& entry) {
            return wslconfig::find_key(entry.key) == wslconfig::find_key(key);
        });
    std::string value = (*settings)[key].value.value_or("");
    if (key == c_mode_key) { // two of the modes' names mean the same
        value = to_string(networking_mode_from(value));
    }
    return KeyState{std::move(value), static_cast<std::size_t>(occurrences)};
}

Refusal refusal(MessageId code, std::string argument) {
    return Refusal{Message{code, {std::move(argument)}}};
}

/// Of the file as it is now; of its networking mode, which one that is.
Refusal changed_meanwhile(const Edit& edit, Ports& ports) {
    if (edit.key != c_mode_key) {
        return refusal(MessageId::SettingChanged, edit.key);
    }
    const auto now = ports.config.read();
    const auto state = now.has_value() ? state_of(*now, edit.key) : Result<KeyState>{now.error()};
    return refusal(MessageId::ConfigChangedMeanwhile, state.has_value() ? state->value : edit.value);
}

OrRefusal<std::unique_ptr<Lock>> lock_for(const std::string& remedy_id, Ports& ports) {
    if (!is_remedy_id(remedy_id)) {
        return refusal(MessageId::AgentFailed, "The remedy has no proper id.");
    }
    auto lock = ports.history.lock();
    if (lock.has_error()) {
        return refusal(MessageId::ConfigNotWritten, lock.error().message);
    }
    return std::move(*lock);
}

/// What there is before an attempt.
struct Scene {
    std::optional<Backup> known; // of this remedy: it was asked for before
    FileBytes now;

    [[nodiscard]] bool is_done(const Edit& edit) const {
        return known && edit_of(known->note) == edit && digest_of(now) == known->note.receipt->after_sha256;
    }
};

OrRefusal<Scene> look_at(const std::string& remedy_id, Ports& ports) {
    auto known = backup_of_remedy(remedy_id, ports.history);
    if (known.has_error()) {
        return refusal(MessageId::ConfigNotWritten, known.error().message);
    }
    auto now = ports.config.read();
    if (now.has_error()) {
        return refusal(MessageId::ConfigUnreadable, now.error().message);
    }
    return Scene{std::move(*known), std::move(*now)};
}

ConfigEdit receipt_of(const Edit& edit, const FileBytes& before, const FileBytes& after) {
    const auto mode =
        wslconfig::networking_mode(std::string_view{before ? *before : std::string_view{}})->mode;
    const auto mode_after = setting_of(edit) ? mode : networking_mode_from(edit.value);
    return {mode, mode_after, digest_of(before), digest_of(after)};
}

/// There is a backup, and the file is not as the edit left it: we were killed in between, or somebody else
/// wrote. The edit goes on only from what was backed up; where our value stands in another file, the edit was
/// made and somebody went on from it. A reply: nothing is to be done.
std::optional<Reply> go_on_from(const Backup& known, const Edit& edit, FileChange& change, Ports& ports) {
    if (change.receipt->before_sha256 == known.note.entry.before_sha256) {
        change.backup = known.note.entry.number;
        return std::nullopt;
    }
    const auto state = state_of(change.before, edit.key);
    return state.has_value() && state->value == edit.value ? Reply{*known.note.receipt}
                                                           : Reply{changed_meanwhile(edit, ports)};
}

Reply edit_for_remedy(const std::string& remedy_id, const Edit& edit, Ports& ports) {
    const auto lock = lock_for(remedy_id, ports);
    if (lock.has_error()) {
        return lock.error();
    }
    for (int attempt = 0; attempt < c_attempts; ++attempt) {
        const auto scene = look_at(remedy_id, ports);
        if (scene.has_error()) {
            return scene.error();
        }
        if (scene->is_done(edit)) {
            return *scene->known->note.receipt;
        }
        const auto after = with_edit(scene->now.value_or(""), edit);
        if (after.has_error()) {
            return refusal(MessageId::ConfigUnreadable, after.error().message);
        }
        FileChange change{scene->now, *after, {}, wslconfig::to_text(edit), remedy_id};
        change.receipt = receipt_of(edit, change.before, change.after);
        change.setting = setting_of(edit);
        if (scene->known) {
            if (const auto reply = go_on_from(*scene->known, edit, change, ports)) {
                return *reply;
            }
        }
        const auto made = make_change(change, ports);
        if (made.has_error()) {
            return refusal(MessageId::ConfigNotWritten, made.error().message);
        }
        if (*made) {
            return *change.receipt;
        }
    }
    return changed_meanwhile(edit, ports);
}

bool is_put_back(const Backup& backup, const FileBytes& now) {
    if (digest_of(now) == backup.note.receipt->before_sha256) {
        return true;
    }
    const std::string key = edit_of(backup.note).key;
    const auto state = state_of(now, key);
    const auto original = state_of(backup.original, key);
    return state.has_value() && original.has_value() && state->value == original->value;
}

/// What is told of the way back to `now`.
ConfigEdit way_back(const Backup& backup, const FileBytes& now) {
    const ConfigEdit& receipt = *backup.note.receipt;
    return {receipt.after, receipt.before, receipt.after_sha256, digest_of(now)};
}

/// The file with the key as it was before the edit was made in `original`: only that key is another, and not
/// written where it was not. Nothing when what stands there is not ours any more.
FileBytes taken_back(const Edit& edit, const FileBytes& now, const FileBytes& original) {
    const auto present = state_of(now, edit.key);
    const auto before = state_of(original, edit.key);
    if (!now || present.has_error() || before.has_error() || present->value != edit.value ||
        present->occurrences == 0) {
        return std::nullopt;
    }
    if (before->occurrences == 0 && present->occurrences == 1) {
        auto removed = wslconfig::apply_edit(*now, {Kind::Unset, edit.key});
        if (removed.has_value()) {
            return std::move(*removed);
        }
    }
    auto result = wslconfig::apply_edit(*now, {Kind::Set, edit.key, before->value});
    return result.has_value() ? FileBytes{std::move(*result)} : std::nullopt;
}

/// The same for what was set with it, as far as that still stands.
FileBytes all_taken_back(const Edit& edit, const FileBytes& now, const FileBytes& original) {
    FileBytes without = taken_back(edit, now, original);
    const auto companion = companion_of(edit);
    if (!without || !companion) {
        return without;
    }
    FileBytes all = taken_back(*companion, without, original);
    return all ? all : without;
}

/// Nothing when somebody else wrote between reading and replacing.
std::optional<Reply> try_put_back(const Backup& backup, Ports& ports) {
    const auto now = ports.config.read();
    if (now.has_error()) {
        return refusal(MessageId::ConfigUnreadable, now.error().message);
    }
    if (is_put_back(backup, *now)) {
        return way_back(backup, *now);
    }
    FileBytes target = backup.original;
    if (digest_of(*now) != backup.note.receipt->after_sha256) {
        target = all_taken_back(edit_of(backup.note), *now, backup.original);
        if (!target) {
            return changed_meanwhile(edit_of(backup.note), ports);
        }
    }
    const std::string& id = backup.note.entry.remedy_id;
    FileChange change{*now, target, {}, "undo " + id, id};
    const auto made = make_change(change, ports);
    if (made.has_error()) {
        return refusal(MessageId::ConfigNotWritten, made.error().message);
    }
    return *made ? std::optional<Reply>{way_back(backup, target)} : std::nullopt;
}

bool is_in_file(const ConfigEdit& receipt, const FileBytes& now) {
    if (!now) {
        return false;
    }
    if (digest_of(now) == receipt.after_sha256) {
        return true;
    }
    const auto setting = wslconfig::networking_mode(std::string_view{*now});
    return setting.has_value() && setting->is_written && setting->mode == receipt.after;
}

/// The way back has a backup too, of the remedy's id and without a receipt. One of the present bytes was not
/// followed by a change: we were killed in between.
bool was_put_back(const std::string& id, const std::vector<FoundBackup>& newer, const FileBytes& now) {
    return std::any_of(newer.begin(), newer.end(), [&](const FoundBackup& found) {
        return found.entry.remedy_id == id && found.backup.has_value() && !found.backup->note.receipt &&
               found.entry.before_sha256 != digest_of(now);
    });
}

} // namespace

Reply edit_for_remedy(const SetNetworkingMode& request, Ports& ports) {
    return edit_for_remedy(request.remedy_id, edit_of(request.mode), ports);
}

Reply edit_for_remedy(const SetConfigSetting& request, Ports& ports) {
    return edit_for_remedy(request.remedy_id, edit_of(request.setting), ports);
}

Reply put_back_config(const PutBackConfig& request, Ports& ports) {
    const auto lock = lock_for(request.remedy_id, ports);
    if (lock.has_error()) {
        return lock.error();
    }
    const auto known = backup_of_remedy(request.remedy_id, ports.history);
    if (known.has_error()) {
        return refusal(MessageId::ConfigUnreadable, known.error().message);
    }
    if (!*known) {
        return Refusal{Message{MessageId::NothingToRestore, {}}};
    }
    for (int attempt = 0; attempt < c_attempts; ++attempt) {
        if (auto reply = try_put_back(**known, ports)) {
            return *reply;
        }
    }
    return changed_meanwhile(edit_of((*known)->note), ports);
}

Result<ModeSwitches> mode_switches(const FileBytes& now, Ports& ports) {
    const auto backups = all_backups(ports.history);
    if (backups.has_error()) {
        return backups.error();
    }
    const std::string file = ports.config.path();
    ModeSwitches made;
    std::vector<FoundBackup> newer;
    for (const FoundBackup& found : *backups) {
        const std::string& id = found.entry.remedy_id;
        if (found.backup.has_error() && !id.empty() && made.damage.empty()) {
            made.damage = found.backup.error().message;
        }
        if (found.backup.has_value() && is_of(found.entry, file)) {
            const auto& receipt = found.backup->note.receipt;
            if (receipt && receipt->before != receipt->after) {
                made.switches.push_back(
                    {id, *receipt, is_in_file(*receipt, now) && !was_put_back(id, newer, now)});
            }
            newer.push_back(found);
        }
    }
    return made;
}

} // namespace mirrorwatch::agent
