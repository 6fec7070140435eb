// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/action.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// Collects the actions of one step, and gives each question its id.
class Outbox {
public:
    /// `id_seed` differs between two runs of the service.
    explicit Outbox(std::string id_seed)
        : id_seed_(std::move(id_seed)) {}

    /// For remedies and offers: unique over restarts of the service.
    [[nodiscard]] std::string unique_name() { return id_seed_ + "-" + std::to_string(++last_name_); }

    [[nodiscard]] ActionId next_id() { return ++last_id_; }

    ActionId ask(const UserId& user, agent::Request request) {
        const ActionId id = next_id();
        actions_.push_back(AskAgent{id, user, std::move(request)});
        return id;
    }

    void put(Action action) { actions_.push_back(std::move(action)); }

    /// Ahead of everything else in this step.
    void put_first(Action action) { actions_.insert(actions_.begin(), std::move(action)); }

    void record(Message sentence, std::vector<std::string> evidence = {}, bool warn = false) {
        actions_.push_back(Record{std::move(sentence), std::move(evidence), warn});
    }

    [[nodiscard]] const std::vector<Action>& actions() const { return actions_; }

    [[nodiscard]] std::vector<Action> take() { return std::exchange(actions_, {}); }

private:
    std::string id_seed_;
    std::uint64_t last_name_ = 0;
    ActionId last_id_ = 0;
    std::vector<Action> actions_;
};

/// The outbox for what is done for one user.
class UserOutbox {
public:
    UserOutbox(const UserId& user, Outbox& out)
        : user_(user)
        , out_(out) {}

    [[nodiscard]] std::string unique_name() const { return out_.unique_name(); }

    ActionId ask(agent::Request request) const { return out_.ask(user_, std::move(request)); }

    /// For the log and the user's history.
    void record(Message sentence, std::vector<std::string> evidence = {}, bool warn = false) const {
        out_.put(Record{std::move(sentence), std::move(evidence), warn, user_});
    }

    /// The same of a step of this remedy.
    void record_step(const RemedySpec& remedy, Message sentence, std::vector<std::string> evidence = {},
                     bool warn = false) const {
        out_.put(Record{std::move(sentence), std::move(evidence), warn, user_, remedy});
    }

private:
    const UserId& user_;
    Outbox& out_;
};

} // namespace mirrorwatch::decide
