#include "service/agent/config_edit.hpp"

#include "common/sha256.hpp"
#include "common/wslconfig/networking_mode.hpp"
#include "service/agent/backup.hpp"

#include <optional>

namespace mirrorwatch::agent {
namespace {

using Bytes = std::optional<std::string>;

constexpr int c_attempts = 3; // somebody else may write at the same moment

Refusal refusal(Say code, std::string argument) {
    return Refusal{Sentence{code, {std::move(argument)}}};
}

Refusal changed_meanwhile(NetworkingMode mode) {
    return refusal(Say::ConfigChangedMeanwhile, std::string{to_string(mode)});
}

std::string digest(const Bytes& bytes) {
    return bytes ? sha256_hex(*bytes) : std::string{};
}

std::string bytes_name(const std::string& id) {
    return id + ".wslconfig";
}

std::string note_name(const std::string& id) {
    return id + ".json";
}

bool is_id(const std::string& id) {
    return !id.empty() && id.size() <= 100 &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
               std::string::npos;
}

struct Backup {
    ConfigEdit edit;
    Bytes original;
};

/// Nothing when there is no whole backup: the note is written last.
Result<std::optional<Backup>> read_backup(const std::string& id, Ports& ports) {
    const auto note_text = ports.history.read(note_name(id));
    if (note_text.has_error())
        return note_text.error();
    if (!*note_text)
        return std::optional<Backup>{};
    const auto note = backup_note_from_json(**note_text);
    if (note.has_error())
        return note.error();
    Backup backup{note->edit, std::nullopt};
    if (!backup.edit.before_sha256.empty()) {
        auto bytes = ports.history.read(bytes_name(id));
        if (bytes.has_error())
            return bytes.error();
        backup.original = std::move(*bytes);
    }
    if (digest(backup.original) != backup.edit.before_sha256)
        return Error{"The backup " + id + " is damaged."};
    return std::optional<Backup>{std::move(backup)};
}

Result<void> write_backup(const std::string& id, const Backup& backup, Ports& ports) {
    if (backup.original) {
        const auto written = ports.history.write(bytes_name(id), *backup.original);
        if (written.has_error())
            return written.error();
    }
    const BackupNote note{"networkingMode=" + std::string{to_string(backup.edit.after)}, backup.edit};
    return ports.history.write(note_name(id), to_json(note));
}

/// What setting the mode would do to these bytes.
struct Plan {
    ConfigEdit edit;
    std::string result;
};

Result<Plan> plan(const Bytes& before, NetworkingMode mode) {
    const std::string bytes = before.value_or("");
    const auto setting = wslconfig::networking_mode(std::string_view{bytes});
    if (setting.has_error())
        return setting.error();
    auto result = wslconfig::set_networking_mode(bytes, mode);
    if (result.has_error())
        return result.error();
    return Plan{{setting->mode, mode, digest(before), sha256_hex(*result)}, std::move(*result)};
}

/// One attempt; nothing when somebody else wrote between reading and replacing.
std::optional<Reply> try_set(const SetNetworkingMode& request, const std::optional<Backup>& known,
                             Ports& ports) {
    const auto now = ports.config.read();
    if (now.has_error())
        return refusal(Say::ConfigUnreadable, now.error().message);
    if (known && known->edit.after == request.mode && digest(*now) == known->edit.after_sha256)
        return known->edit;
    auto planned = plan(*now, request.mode);
    if (planned.has_error())
        return refusal(Say::ConfigUnreadable, planned.error().message);
    // A backup without its edit: we were killed in between. The edit goes on only from what was backed up;
    // where the mode stands in another file, the edit was made and somebody went on from it.
    if (known && digest(*now) != known->edit.before_sha256)
        return planned->edit.before == request.mode ? Reply{known->edit}
                                                    : Reply{changed_meanwhile(request.mode)};
    if (!known) {
        const auto saved = write_backup(request.remedy_id, {planned->edit, *now}, ports);
        if (saved.has_error())
            return refusal(Say::ConfigNotWritten, saved.error().message);
    }
    if (*now && **now == planned->result)
        return planned->edit;
    const auto replaced = ports.config.replace(*now, planned->result);
    if (replaced.has_error())
        return refusal(Say::ConfigNotWritten, replaced.error().message);
    return *replaced ? std::optional<Reply>{planned->edit} : std::nullopt;
}

/// The present bytes with only our value put back; nothing when the mode is not ours any more.
std::optional<std::string> without_our_mode(const Backup& backup, const Bytes& now) {
    if (!now)
        return std::nullopt;
    const auto setting = wslconfig::networking_mode(std::string_view{*now});
    if (setting.has_error() || setting->mode != backup.edit.after || !setting->occurrence)
        return std::nullopt;
    auto result = wslconfig::set_networking_mode(*now, backup.edit.before);
    if (result.has_error())
        return std::nullopt;
    return std::move(*result);
}

bool is_put_back(const Backup& backup, const Bytes& now) {
    if (digest(now) == backup.edit.before_sha256)
        return true;
    const auto setting = wslconfig::networking_mode(std::string_view{now ? *now : std::string_view{}});
    return setting.has_value() && setting->mode == backup.edit.before;
}

std::optional<Reply> try_put_back(const Backup& backup, Ports& ports) {
    const auto now = ports.config.read();
    if (now.has_error())
        return refusal(Say::ConfigUnreadable, now.error().message);
    const ConfigEdit& edit = backup.edit;
    if (is_put_back(backup, *now))
        return ConfigEdit{edit.after, edit.before, edit.after_sha256, digest(*now)};
    Bytes target = backup.original;
    if (digest(*now) != edit.after_sha256) {
        target = without_our_mode(backup, *now);
        if (!target)
            return changed_meanwhile(edit.after);
    }
    const auto replaced = ports.config.replace(*now, target);
    if (replaced.has_error())
        return refusal(Say::ConfigNotWritten, replaced.error().message);
    if (!*replaced)
        return std::nullopt;
    return ConfigEdit{edit.after, edit.before, edit.after_sha256, digest(target)};
}

} // namespace

Reply set_networking_mode(const SetNetworkingMode& request, Ports& ports) {
    if (!is_id(request.remedy_id))
        return refusal(Say::AgentFailed, "The remedy has no proper id.");
    for (int attempt = 0; attempt < c_attempts; ++attempt) {
        const auto known = read_backup(request.remedy_id, ports);
        if (known.has_error())
            return refusal(Say::ConfigNotWritten, known.error().message);
        if (auto reply = try_set(request, *known, ports))
            return *reply;
        // The backup is of bytes that are no more; ours is not in the file, so it may be taken anew.
        const auto removed = ports.history.remove(note_name(request.remedy_id));
        if (removed.has_error())
            return refusal(Say::ConfigNotWritten, removed.error().message);
    }
    return changed_meanwhile(request.mode);
}

Reply put_back_config(const PutBackConfig& request, Ports& ports) {
    if (!is_id(request.remedy_id))
        return refusal(Say::AgentFailed, "The remedy has no proper id.");
    const auto known = read_backup(request.remedy_id, ports);
    if (known.has_error())
        return refusal(Say::ConfigUnreadable, known.error().message);
    if (!*known)
        return Refusal{Sentence{Say::NothingToRestore, {}}};
    for (int attempt = 0; attempt < c_attempts; ++attempt)
        if (auto reply = try_put_back(**known, ports))
            return *reply;
    return changed_meanwhile((*known)->edit.after);
}

} // namespace mirrorwatch::agent
