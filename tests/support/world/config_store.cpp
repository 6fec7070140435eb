// SPDX-License-Identifier: MIT
#include "tests/support/world/config_store.hpp"

#include <algorithm>

namespace mirrorwatch::world {
namespace {

std::string digit(const std::optional<bool>& value) {
    return value ? std::to_string(static_cast<int>(*value)) : "-";
}

/// Puts one value back where ours still stands. True when it did, or when it was none of ours.
template <class T>
bool put_value_back(T& now, const T& before, const T& after) {
    if (before == after) {
        return true;
    }
    if (now != after) {
        return now == before;
    }
    now = before;
    return true;
}

} // namespace

std::string ConfigText::sha256() const {
    return std::to_string(static_cast<int>(mode)) + digit(dns_tunneling) + digit(auto_proxy) + "r" +
           std::to_string(revision);
}

void ConfigStore::user_sets_mode(NetworkingMode mode) {
    if (mode != now_.mode) {
        unseen_ = unseen_.value_or(Modes{now_.mode, users_.mode});
        now_.mode = mode;
        users_.mode = mode == unseen_->now ? unseen_->users : mode;
    }
    user_edits_something_else();
}

void ConfigStore::user_edits_something_else() {
    users_.revision = ++now_.revision;
}

template <class Change>
agent::Reply ConfigStore::edit(const std::string& remedy_id, Change change) {
    ConfigText wanted = now_;
    change(wanted);
    auto backup = std::find_if(backups_.begin(), backups_.end(),
                               [&](const Backup& known) { return known.remedy_id == remedy_id; });
    if (backup == backups_.end()) {
        backups_.push_back({remedy_id, now_, now_});
        backup = backups_.end() - 1;
    } else if (now_ != backup->before && now_ == wanted) {
        return ConfigEdit{backup->before.mode, backup->after.mode, backup->before.sha256(),
                          backup->after.sha256()};
    } else if (now_ != backup->before) {
        return agent::Refusal{{MessageId::ConfigChangedMeanwhile, {std::string{to_string(now_.mode)}}}};
    }
    backup->after = now_ = wanted;
    backup->is_put_back = false;
    return ConfigEdit{backup->before.mode, now_.mode, backup->before.sha256(), now_.sha256()};
}

agent::Reply ConfigStore::set_mode(const std::string& remedy_id, NetworkingMode mode) {
    return edit(remedy_id, [&](ConfigText& text) { text.mode = mode; });
}

agent::Reply ConfigStore::turn_off(const std::string& remedy_id, ConfigSetting setting) {
    return edit(remedy_id, [&](ConfigText& text) {
        (setting == ConfigSetting::DnsTunneling ? text.dns_tunneling : text.auto_proxy) = false;
    });
}

bool ConfigStore::undo(Backup& backup) {
    backup.is_put_back = true;
    if (now_ == backup.after) {
        now_ = backup.before;
        return true;
    }
    const bool mode = put_value_back(now_.mode, backup.before.mode, backup.after.mode);
    const bool dns =
        put_value_back(now_.dns_tunneling, backup.before.dns_tunneling, backup.after.dns_tunneling);
    const bool proxy = put_value_back(now_.auto_proxy, backup.before.auto_proxy, backup.after.auto_proxy);
    return mode && dns && proxy;
}

agent::Reply ConfigStore::put_back(const std::string& remedy_id) {
    const auto backup = std::find_if(backups_.begin(), backups_.end(),
                                     [&](const Backup& known) { return known.remedy_id == remedy_id; });
    if (backup == backups_.end()) {
        return agent::Refusal{{MessageId::NothingToRestore, {}}};
    }
    const ConfigText found = now_;
    if (!backup->is_put_back && !undo(*backup)) {
        return agent::Refusal{{MessageId::ConfigChangedMeanwhile, {std::string{to_string(now_.mode)}}}};
    }
    return ConfigEdit{found.mode, now_.mode, found.sha256(), now_.sha256()};
}

bool ConfigStore::can_be_put_back() const {
    if (now_ == users_) {
        return true;
    }
    ConfigStore copy = *this;
    for (auto backup = copy.backups_.rbegin(); backup != copy.backups_.rend(); ++backup) {
        if (!backup->is_put_back && copy.now_ != users_) {
            static_cast<void>(copy.undo(*backup));
        }
    }
    return copy.now_ == users_;
}

} // namespace mirrorwatch::world
