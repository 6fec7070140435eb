// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/endpoints/guest_watch.hpp"
#include "service/decide/endpoints/watched.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// The endpoints that tell whether a remedy helps.
struct RemedyEndpoints {
    const std::vector<Watched>& watched;
    GuestWatch& guest;
    const Settings::Burst& burst;

    /// All of them, at once and a few times, from both sides.
    void probe_again(TimePoint now) const;
    /// What helped these is taken back: they may fail from now on.
    void expect_failures(const std::vector<std::string>& names, TimePoint now) const;
};

/// What a remedy looks at in one step, and acts upon.
struct RemedyContext {
    TimePoint now;
    const Settings::Policy& policy;
    const Network& network;
    bool is_offline; // Windows itself
    WslWatch& wsl;
    RemedyEndpoints endpoints;
    UserOutbox out;
};

} // namespace mirrorwatch::decide
