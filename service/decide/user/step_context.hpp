// SPDX-License-Identifier: MIT
#pragma once

#include "common/remembered.hpp"
#include "common/settings.hpp"
#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/diagnosis/evidence_collector.hpp"
#include "service/decide/endpoints/guest_watch.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/network/connectivity.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/remedies/remedy_context.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// What a user's session may look at and act upon during one step. It hands on less: to each part what that
/// part needs.
struct StepContext {
    const UserId& user;
    TimePoint now;
    const Settings& settings;
    const Network& network;
    const Connectivity& connectivity;
    const std::vector<Watched>& endpoints;
    WslWatch& wsl;
    GuestWatch& guest;
    std::vector<VpnPreference>& preferences; // of all users
    Outbox& out;

    [[nodiscard]] RemedyContext for_remedies() const {
        return {now,        settings.policy,
                network,    connectivity.is_offline(),
                wsl,        {endpoints, guest, settings.burst},
                {user, out}};
    }

    [[nodiscard]] EvidenceContext for_evidence() const {
        return {user, now, settings, network, connectivity.is_offline(), endpoints, wsl, out};
    }

    /// For the log and the user's history.
    void record(Message sentence, std::vector<std::string> evidence = {}, bool warn = false) const {
        UserOutbox{user, out}.record(std::move(sentence), std::move(evidence), warn);
    }
};

} // namespace mirrorwatch::decide
