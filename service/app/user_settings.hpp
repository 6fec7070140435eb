// SPDX-License-Identifier: MIT
#pragma once

#include "config/parse.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::app {

/// The users' own endpoints: makes UserEndpointsRead of what their agents have read. On the loop's thread.
class UserSettingsStore {
public:
    /// The names of the machine's endpoints, which no user may take. What the users have is judged by them
    /// again.
    [[nodiscard]] std::vector<decide::UserEndpointsRead> use(const config::Names& machine);

    /// Of these users. What others had is forgotten: each log-on is a session of its own, and it is read
    /// again.
    void forget_others_than(const std::vector<UserId>& present);

    /// An agent is asked; only ReadUserSettings matters here.
    void asked(const decide::AskAgent& ask);
    /// And has answered. Nothing unless it was ReadUserSettings.
    [[nodiscard]] std::optional<decide::UserEndpointsRead> answered(const decide::AgentAnswered& answer);

private:
    [[nodiscard]] decide::UserEndpointsRead judged(const UserId& user) const;

    config::Names machine_;
    std::map<decide::ActionId, UserId> asked_;
    std::map<UserId, agent::UserSettings> read_;
};

} // namespace mirrorwatch::app
