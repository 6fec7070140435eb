#include "service/agent/config_edit.hpp"

#include "common/wslconfig/edit.hpp"
#include "common/wslconfig/networking_mode.hpp"
#include "service/agent/config_change.hpp"

#include <optional>

namespace mirrorwatch::agent {
namespace {

Refusal refusal(Say code, std::string argument) {
    return Refusal{Sentence{code, {std::move(argument)}}};
}

Refusal changed_meanwhile(NetworkingMode mode) {
    return refusal(Say::ConfigChangedMeanwhile, std::string{to_string(mode)});
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
    return Plan{{setting->mode, mode, digest_of(before), digest_of(*result)}, std::move(*result)};
}

/// Nothing when somebody else wrote between reading and replacing: the same holds for all attempts below.
std::optional<Reply> first_set(const SetNetworkingMode& request, const Plan& planned, const Bytes& now,
                               Ports& ports) {
    const wslconfig::Edit set{wslconfig::Edit::Kind::Set, "wsl2.networkingMode",
                              std::string{to_string(request.mode)}};
    const auto made =
        make_change({now, planned.result, wslconfig::to_text(set), request.remedy_id, planned.edit}, ports);
    if (made.has_error())
        return refusal(Say::ConfigNotWritten, made.error().message);
    return *made ? std::optional<Reply>{planned.edit} : std::nullopt;
}

/// A backup without its edit: we were killed in between. The edit goes on only from what was backed up; where
/// the mode stands in another file, the edit was made and somebody went on from it.
std::optional<Reply> set_again(const Backup& known, const Plan& planned, const Bytes& now, Ports& ports) {
    if (planned.edit.before_sha256 != known.note.entry.before_sha256)
        return planned.edit.before == planned.edit.after ? Reply{*known.note.edit}
                                                         : Reply{changed_meanwhile(planned.edit.after)};
    if (now == planned.result)
        return planned.edit;
    const auto replaced = ports.config.replace(now, planned.result);
    if (replaced.has_error())
        return refusal(Say::ConfigNotWritten, replaced.error().message);
    if (*replaced)
        return planned.edit;
    // The backup is of bytes that are no more; ours is not in the file, so it may be taken anew.
    const auto forgotten = forget_backup(known.note.entry.number, ports.history);
    return forgotten.has_error()
               ? std::optional<Reply>{refusal(Say::ConfigNotWritten, forgotten.error().message)}
               : std::nullopt;
}

std::optional<Reply> try_set(const SetNetworkingMode& request, Ports& ports) {
    const auto known = backup_of_remedy(request.remedy_id, ports.history);
    if (known.has_error())
        return refusal(Say::ConfigNotWritten, known.error().message);
    const auto now = ports.config.read();
    if (now.has_error())
        return refusal(Say::ConfigUnreadable, now.error().message);
    if (*known && (*known)->note.edit->after == request.mode &&
        digest_of(*now) == (*known)->note.edit->after_sha256)
        return *(*known)->note.edit;
    const auto planned = plan(*now, request.mode);
    if (planned.has_error())
        return refusal(Say::ConfigUnreadable, planned.error().message);
    return *known ? set_again(**known, *planned, *now, ports) : first_set(request, *planned, *now, ports);
}

/// The present bytes with only our value put back; nothing when the mode is not ours any more.
std::optional<std::string> without_our_mode(const Backup& backup, const Bytes& now) {
    if (!now)
        return std::nullopt;
    const auto setting = wslconfig::networking_mode(std::string_view{*now});
    if (setting.has_error() || setting->mode != backup.note.edit->after || !setting->is_written)
        return std::nullopt;
    auto result = wslconfig::set_networking_mode(*now, backup.note.edit->before);
    if (result.has_error())
        return std::nullopt;
    return std::move(*result);
}

bool is_put_back(const Backup& backup, const Bytes& now) {
    if (digest_of(now) == backup.note.edit->before_sha256)
        return true;
    const auto setting = wslconfig::networking_mode(std::string_view{now ? *now : std::string_view{}});
    return setting.has_value() && setting->mode == backup.note.edit->before;
}

std::optional<Reply> try_put_back(const Backup& backup, Ports& ports) {
    const auto now = ports.config.read();
    if (now.has_error())
        return refusal(Say::ConfigUnreadable, now.error().message);
    const ConfigEdit& edit = *backup.note.edit;
    if (is_put_back(backup, *now))
        return ConfigEdit{edit.after, edit.before, edit.after_sha256, digest_of(*now)};
    Bytes target = backup.original;
    if (digest_of(*now) != edit.after_sha256) {
        target = without_our_mode(backup, *now);
        if (!target)
            return changed_meanwhile(edit.after);
    }
    const std::string& id = backup.note.entry.remedy_id;
    const auto made = make_change({*now, target, "undo " + id, id}, ports);
    if (made.has_error())
        return refusal(Say::ConfigNotWritten, made.error().message);
    return *made ? std::optional<Reply>{ConfigEdit{edit.after, edit.before, edit.after_sha256,
                                                   digest_of(target)}}
                 : std::nullopt;
}

} // namespace

Reply set_networking_mode(const SetNetworkingMode& request, Ports& ports) {
    if (!is_remedy_id(request.remedy_id))
        return refusal(Say::AgentFailed, "The remedy has no proper id.");
    const auto lock = ports.history.lock();
    if (lock.has_error())
        return refusal(Say::ConfigNotWritten, lock.error().message);
    for (int attempt = 0; attempt < c_attempts; ++attempt)
        if (auto reply = try_set(request, ports))
            return *reply;
    return changed_meanwhile(request.mode);
}

Reply put_back_config(const PutBackConfig& request, Ports& ports) {
    if (!is_remedy_id(request.remedy_id))
        return refusal(Say::AgentFailed, "The remedy has no proper id.");
    const auto lock = ports.history.lock();
    if (lock.has_error())
        return refusal(Say::ConfigNotWritten, lock.error().message);
    const auto known = backup_of_remedy(request.remedy_id, ports.history);
    if (known.has_error())
        return refusal(Say::ConfigUnreadable, known.error().message);
    if (!*known)
        return Refusal{Sentence{Say::NothingToRestore, {}}};
    for (int attempt = 0; attempt < c_attempts; ++attempt)
        if (auto reply = try_put_back(**known, ports))
            return *reply;
    return changed_meanwhile((*known)->note.edit->after);
}

} // namespace mirrorwatch::agent
