// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/remedies/remedy_flow.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// One user's remedies on their way: who may take a step, and who has to wait for another. In the loop's
/// thread, as all of the core.
class RemedyRunner {
public:
    /// Takes up what an earlier run left half way.
    RemedyRunner(const std::vector<Remedy>& journal, TimePoint now);

    /// Begins one; refers to it until the next `advance`.
    const RemedyFlow& start(Remedy remedy, const RemedyContext& context);

    /// Does what is due. Those that ended meanwhile, which are forgotten.
    [[nodiscard]] std::vector<Remedy> advance(const RemedyContext& context);

    /// True when the id answers a question of one of them.
    bool on_reply(ActionId id, const agent::Reply& reply, const RemedyContext& context);

    /// The agent that was asked has gone with its user.
    void forget_questions();

    /// As far as that takes no shutdown.
    void undo_all(const RemedyContext& context);

    /// In the order in which they were begun.
    [[nodiscard]] const std::vector<std::unique_ptr<RemedyFlow>>& flows() const { return flows_; }

    /// The one that edits .wslconfig or restarts WSL, and is not being taken back for another; null: none.
    [[nodiscard]] RemedyFlow* about_wsl() const;

    /// Any VPN's; null: none.
    [[nodiscard]] RemedyFlow* exclusion() const;
    /// WSL is kept from it now; null: from none.
    [[nodiscard]] const AdapterIdentity* excluded_vpn() const;

    /// One waits for somebody to start WSL.
    [[nodiscard]] bool awaits_wsl() const;

    /// One waits for its endpoints.
    [[nodiscard]] bool is_verifying() const;

    [[nodiscard]] bool refers_to(const AdapterIdentity& vpn) const;

    /// An earlier run left it half way.
    [[nodiscard]] bool is_taken_up(const std::string& id) const;

    [[nodiscard]] const std::optional<Remedy>& last_ended() const { return last_ended_; }

    /// What must survive a restart of the service.
    [[nodiscard]] std::vector<Remedy> journal() const;

    /// When one has something to do without an event.
    void add_to(Agenda& agenda) const;

private:
    void advance_each(const RemedyContext& context);
    [[nodiscard]] std::vector<Remedy> take_ended();

    std::vector<std::unique_ptr<RemedyFlow>> flows_;
    std::vector<std::string> taken_up_;
    std::optional<Remedy> last_ended_;
};

} // namespace mirrorwatch::decide
