// SPDX-License-Identifier: MIT
#include "service/agent/config/config_edit.hpp"

#include "common/wslconfig/edit.hpp"
#include "common/wslconfig/networking_mode.hpp"
#include "service/agent/config/config_change.hpp"
#include "service/agent/config/config_value.hpp"

#include <optional>
#include <utility>

namespace mirrorwatch::agent {
namespace {

Refusal refusal(MessageId code, std::string argument) {
    return Refusal{Message{code, {std::move(argument)}}};
}

/// Of the file as it is now; of its networking mode, which one that is.
Refusal changed_meanwhile(const Wanted& ours, Ports& ports) {
    if (ours.key != wanted(NetworkingMode::Nat).key)
        return refusal(MessageId::SettingChanged, ours.key);
    const auto now = ports.config.read();
    const auto state = now.has_value() ? state_of(*now, ours.key) : Result<KeyState>{now.error()};
    return refusal(MessageId::ConfigChangedMeanwhile, state.has_value() ? state->value : ours.value);
}

/// What a remedy asks for.
struct Order {
    const std::string& remedy_id;
    std::optional<NetworkingMode> mode; // one of both
    std::optional<ConfigSetting> setting;

    [[nodiscard]] Wanted ours() const { return mode ? wanted(*mode) : wanted(*setting); }
};

/// What the order would do to these bytes.
struct Plan {
    wslconfig::Edit set;
    ConfigEdit edit;
    std::string result;
    bool is_so_already = false; // in another spelling, perhaps
};

Result<Plan> plan(const Bytes& before, const Order& order) {
    const Wanted ours = order.ours();
    const std::string bytes = before.value_or("");
    const auto mode = wslconfig::networking_mode(std::string_view{bytes});
    const auto state = state_of(before, ours.key);
    if (mode.has_error() || state.has_error())
        return mode.has_error() ? mode.error() : state.error();
    Plan planned;
    planned.set = {wslconfig::Edit::Kind::Set, ours.key, ours.value};
    auto result = wslconfig::apply_edit(bytes, planned.set);
    if (result.has_error())
        return result.error();
    planned.edit = {mode->mode, order.mode.value_or(mode->mode), digest_of(before), digest_of(*result)};
    planned.result = std::move(*result);
    planned.is_so_already = state->value == ours.value;
    return planned;
}

/// Nothing when somebody else wrote between reading and replacing: the same holds for all attempts below.
std::optional<Reply> first_set(const Order& order, const Plan& planned, const Bytes& now, Ports& ports) {
    const auto made = make_change(
        {now, planned.result, wslconfig::to_text(planned.set), order.remedy_id, planned.edit, order.setting},
        ports);
    if (made.has_error())
        return refusal(MessageId::ConfigNotWritten, made.error().message);
    return *made ? std::optional<Reply>{planned.edit} : std::nullopt;
}

/// A backup without its edit: we were killed in between. The edit goes on only from what was backed up; where
/// our value stands in another file, the edit was made and somebody went on from it.
std::optional<Reply> set_again(const Order& order, const Backup& known, const Plan& planned, const Bytes& now,
                               Ports& ports) {
    if (planned.edit.before_sha256 != known.note.entry.before_sha256)
        return planned.is_so_already ? Reply{*known.note.edit}
                                     : Reply{changed_meanwhile(order.ours(), ports)};
    if (now == planned.result)
        return planned.edit;
    const auto replaced = ports.config.replace(now, planned.result);
    if (replaced.has_error())
        return refusal(MessageId::ConfigNotWritten, replaced.error().message);
    if (*replaced)
        return planned.edit;
    // The backup is of bytes that are no more; ours is not in the file, so it may be taken again.
    const auto forgotten = forget_backup(known.note.entry.number, ports.history);
    return forgotten.has_error()
               ? std::optional<Reply>{refusal(MessageId::ConfigNotWritten, forgotten.error().message)}
               : std::nullopt;
}

std::optional<Reply> try_set(const Order& order, Ports& ports) {
    const auto known = backup_of_remedy(order.remedy_id, ports.history);
    if (known.has_error())
        return refusal(MessageId::ConfigNotWritten, known.error().message);
    const auto now = ports.config.read();
    if (now.has_error())
        return refusal(MessageId::ConfigUnreadable, now.error().message);
    if (*known && wanted_by((*known)->note) == order.ours() &&
        digest_of(*now) == (*known)->note.edit->after_sha256)
        return *(*known)->note.edit;
    const auto planned = plan(*now, order);
    if (planned.has_error())
        return refusal(MessageId::ConfigUnreadable, planned.error().message);
    return *known ? set_again(order, **known, *planned, *now, ports)
                  : first_set(order, *planned, *now, ports);
}

Reply carry_out(const Order& order, Ports& ports) {
    if (!is_remedy_id(order.remedy_id))
        return refusal(MessageId::AgentFailed, "The remedy has no proper id.");
    const auto lock = ports.history.lock();
    if (lock.has_error())
        return refusal(MessageId::ConfigNotWritten, lock.error().message);
    for (int attempt = 0; attempt < c_attempts; ++attempt)
        if (auto reply = try_set(order, ports))
            return *reply;
    return changed_meanwhile(order.ours(), ports);
}

bool is_put_back(const Backup& backup, const Bytes& now) {
    if (digest_of(now) == backup.note.edit->before_sha256)
        return true;
    const std::string key = wanted_by(backup.note).key;
    const auto state = state_of(now, key);
    const auto original = state_of(backup.original, key);
    return state.has_value() && original.has_value() && state->value == original->value;
}

/// What is told of the way back to `now`.
ConfigEdit way_back(const Backup& backup, const Bytes& now) {
    const ConfigEdit& edit = *backup.note.edit;
    return {edit.after, edit.before, edit.after_sha256, digest_of(now)};
}

std::optional<Reply> try_put_back(const Backup& backup, Ports& ports) {
    const auto now = ports.config.read();
    if (now.has_error())
        return refusal(MessageId::ConfigUnreadable, now.error().message);
    if (is_put_back(backup, *now))
        return way_back(backup, *now);
    Bytes target = backup.original;
    if (digest_of(*now) != backup.note.edit->after_sha256) {
        target = without_ours(*now, wanted_by(backup.note), backup.original);
        if (!target)
            return changed_meanwhile(wanted_by(backup.note), ports);
    }
    const std::string& id = backup.note.entry.remedy_id;
    const auto made = make_change({*now, target, "undo " + id, id}, ports);
    if (made.has_error())
        return refusal(MessageId::ConfigNotWritten, made.error().message);
    return *made ? std::optional<Reply>{way_back(backup, target)} : std::nullopt;
}

} // namespace

Reply set_networking_mode(const SetNetworkingMode& request, Ports& ports) {
    return carry_out({request.remedy_id, request.mode, {}}, ports);
}

Reply change_setting(const SetConfigSetting& request, Ports& ports) {
    return carry_out({request.remedy_id, {}, request.setting}, ports);
}

Reply put_back_config(const PutBackConfig& request, Ports& ports) {
    if (!is_remedy_id(request.remedy_id))
        return refusal(MessageId::AgentFailed, "The remedy has no proper id.");
    const auto lock = ports.history.lock();
    if (lock.has_error())
        return refusal(MessageId::ConfigNotWritten, lock.error().message);
    const auto known = backup_of_remedy(request.remedy_id, ports.history);
    if (known.has_error())
        return refusal(MessageId::ConfigUnreadable, known.error().message);
    if (!*known)
        return Refusal{Message{MessageId::NothingToRestore, {}}};
    for (int attempt = 0; attempt < c_attempts; ++attempt)
        if (auto reply = try_put_back(**known, ports))
            return *reply;
    return changed_meanwhile(wanted_by((*known)->note), ports);
}

} // namespace mirrorwatch::agent
