// SPDX-License-Identifier: MIT
#pragma once

#include "common/agent_protocol.hpp"
#include "common/remedy.hpp"
#include "common/wsl/state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::world {

/// What a .wslconfig says, as far as anybody here cares; `revision` stands for all its other bytes.
struct ConfigText {
    NetworkingMode mode = NetworkingMode::Mirrored;
    std::optional<bool> dns_tunneling = {};
    std::optional<bool> auto_proxy = {};
    int revision = 1;

    [[nodiscard]] std::string sha256() const; // not a real one: texts that differ have different ones

    friend bool operator==(const ConfigText&, const ConfigText&) = default;
};

/// One user's .wslconfig and the backups beside it, each under the id of its remedy. Keeps in mind what the
/// user wrote last: values of ours that the user left standing are not the user's.
class ConfigStore {
public:
    explicit ConfigStore(NetworkingMode mode) { now_.mode = users_.mode = mode; }

    [[nodiscard]] const ConfigText& now() const { return now_; }

    [[nodiscard]] const ConfigText& users() const { return users_; }

    /// One that stands there already stays whose it is; and so does ours, where nobody was told what was
    /// there instead of it for a while: the bytes do not tell.
    void user_sets_mode(NetworkingMode mode);
    void user_edits_something_else();

    /// What it says now was told.
    void note_seen() { unseen_.reset(); }

    /// Repeated with an id that has a backup, it edits again only what was backed up. Where our value stands
    /// in another text, that was done, and somebody went on from it.
    agent::Reply set_mode(const std::string& remedy_id, NetworkingMode mode);
    agent::Reply turn_off(const std::string& remedy_id, ConfigSetting setting);
    /// The original text when the file is what we left; else only our value, if it still stands.
    agent::Reply put_back(const std::string& remedy_id);

    /// Putting back every edit that is not put back yet, the last one first, leads to what the user wrote.
    [[nodiscard]] bool can_be_put_back() const;

private:
    struct Modes {
        NetworkingMode now;
        NetworkingMode users;
    };

    struct Backup {
        std::string remedy_id;
        ConfigText before;
        ConfigText after;
        bool is_put_back = false;
    };

    template <class Change>
    agent::Reply edit(const std::string& remedy_id, Change change);
    [[nodiscard]] bool undo(Backup& backup);

    ConfigText now_;
    ConfigText users_;
    std::vector<Backup> backups_;
    std::optional<Modes> unseen_; // before those edits of the user that nobody was told of yet
};

} // namespace mirrorwatch::world
