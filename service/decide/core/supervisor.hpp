// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "common/vpn_rules.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// The pure core: events in, actions out. It touches no OS, clock or network, and never logs.
/// One thread calls it. The first call should be step(UsersSeen…), which also makes it read the adapters.
class Supervisor {
public:
    /// `journal`: what it last had saved: remedies that were not over are taken up again.
    /// `id_seed`: makes remedy and offer ids unique over restarts, for example the wall-clock time
    /// "20261122T154700".
    Supervisor(Settings settings, VpnRules rules, Remembered journal, std::string id_seed);
    ~Supervisor();
    Supervisor(Supervisor&&) noexcept;
    Supervisor& operator=(Supervisor&&) noexcept;

    [[nodiscard]] std::vector<Action> step(const Event& event, TimePoint now);
    /// What this user may see: the user's WSL, and the machine's adapters and endpoints.
    [[nodiscard]] Snapshot snapshot(const UserId& user) const;
    /// How the users fare who are there: for an administrator.
    [[nodiscard]] std::vector<PersonView> people() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace mirrorwatch::decide
