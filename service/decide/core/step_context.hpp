// SPDX-License-Identifier: MIT
#pragma once

#include "common/remembered.hpp"
#include "common/settings.hpp"
#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/endpoints/guest_watch.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/network/connectivity.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// What may be looked at and acted upon during one step, for one user.
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

    /// For the log and the user's history.
    void record(Message sentence, std::vector<std::string> evidence = {}, bool warn = false) const {
        out.put(Record{std::move(sentence), std::move(evidence), warn, user});
    }
};

} // namespace mirrorwatch::decide
