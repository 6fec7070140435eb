#include "service/decide/diagnosis.hpp"

#include "common/text.hpp"

#include <algorithm>

namespace mirrorwatch::decide {
namespace {

/// The server is alive where it runs, and only the way to it is cut.
bool is_alive_in_guest(const agent::GuestEvidence& guest, const std::string& endpoint) {
    return std::any_of(guest.ports.begin(), guest.ports.end(), [&](const agent::GuestPort& port) {
        return port.name == endpoint && port.listens && port.answers;
    });
}

Break describe(const Vpn& vpn, const std::vector<const EndpointMonitor*>& confirmed) {
    Break result;
    result.finding.what.code = Say::VpnBrokeMirrored;
    result.finding.evidence = vpn.seen;
    result.finding.evidence.emplace_back("the network has settled since");
    for (const EndpointMonitor* endpoint : confirmed) {
        const EndpointView view = endpoint->view();
        result.endpoints.push_back(view.name);
        result.finding.evidence.push_back(view.name + " (" + view.address +
                                          ") was fine before, and fails from " +
                                          "Windows: " + view.last_error);
        result.finding.evidence.push_back(view.name + " listens and answers inside WSL");
    }
    result.finding.what.arguments = {vpn.client.empty() ? vpn.identity.name : vpn.client,
                                     text::list_of(result.endpoints)};
    return result;
}

} // namespace

std::vector<const EndpointMonitor*>
broken_since(const Vpn& vpn, const std::vector<EndpointMonitor>& endpoints, Duration blame_window) {
    std::vector<const EndpointMonitor*> broken;
    for (const EndpointMonitor& endpoint : endpoints) {
        if (endpoint.was_up_before_vpn() && endpoint.is_down() &&
            endpoint.failing_since() <= vpn.up_since + blame_window) {
            broken.push_back(&endpoint);
        }
    }
    return broken;
}

std::variant<NotYet, Break> diagnose(const Evidence& evidence) {
    if (evidence.vpn == nullptr) {
        return NotYet::NoVpn;
    }
    if (evidence.broken.empty()) {
        return NotYet::NothingBroken;
    }
    if (!evidence.mode_known) {
        return NotYet::ModeNotKnown;
    }
    if (!evidence.wsl_running) {
        return NotYet::NotRunning;
    }
    if (evidence.effective != NetworkingMode::Mirrored) {
        return NotYet::NotMirrored;
    }
    if (!evidence.settled) {
        return NotYet::Settling;
    }
    if (!evidence.guest) {
        return NotYet::AskGuest;
    }
    std::vector<const EndpointMonitor*> confirmed;
    std::copy_if(
        evidence.broken.begin(), evidence.broken.end(), std::back_inserter(confirmed),
        [&](const EndpointMonitor* e) { return is_alive_in_guest(*evidence.guest, e->spec().name); });
    if (confirmed.empty()) {
        return NotYet::ServersDead;
    }
    return describe(*evidence.vpn, confirmed);
}

} // namespace mirrorwatch::decide
