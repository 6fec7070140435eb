// SPDX-License-Identifier: MIT
#include "tray/findings.hpp"
#include "tray/present.hpp"
#include "tray/remedies.hpp"

#include <algorithm>

namespace mirrorwatch::tray {
namespace {

bool is_starting(ServiceState service) {
    return service == ServiceState::Connecting || service == ServiceState::Starting;
}

/// Something does not work now, and not only: it could be better.
bool is_broken(const Snapshot& now) {
    return now.health == Health::Trouble &&
           (std::any_of(now.endpoints.begin(), now.endpoints.end(),
                        [](const EndpointView& e) { return e.state == EndpointState::Down; }) ||
            std::any_of(now.findings.begin(), now.findings.end(),
                        [](const FindingView& view) { return view.finding.severity == Severity::Error; }));
}

bool wants_attention(const Snapshot& now) {
    return now.health == Health::Trouble || now.offer || !now.settings_error.empty() ||
           !now.service_troubles.empty() || is_waiting_for_wsl(now);
}

} // namespace

Icon icon_for(const std::optional<Snapshot>& now, ServiceState service) {
    if (!now) {
        return is_starting(service) ? Icon::Starting : Icon::NoService;
    }
    if (is_under_way(*now)) {
        return Icon::Acting;
    }
    if (now->paused) {
        return Icon::Paused;
    }
    if (is_broken(*now)) {
        return Icon::Broken;
    }
    return wants_attention(*now) ? Icon::Attention : Icon::Fine;
}

} // namespace mirrorwatch::tray
