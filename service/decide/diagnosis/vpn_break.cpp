#include "service/decide/diagnosis/vpn_break.hpp"

#include "common/masked.hpp"
#include "common/text.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

/// The server is alive where it runs, and only the way to it is cut.
bool is_alive_in_guest(const GuestFacts& guest, const std::string& endpoint) {
    return std::any_of(guest.trials.begin(), guest.trials.end(), [&](const GuestTrial& trial) {
        return trial.endpoint == endpoint && trial.listens_here.value_or(false) &&
               trial.answers_here.value_or(false);
    });
}

void describe(const EndpointMonitor& endpoint, std::vector<std::string>& evidence) {
    const std::string what = endpoint.spec().name + " (" + shown_address(endpoint.spec()) + ")";
    if (endpoint.vantage() == Vantage::Windows) {
        evidence.push_back(what + " was fine before, and fails from Windows: " + endpoint.last_error());
        evidence.push_back(endpoint.spec().name + " listens and answers inside WSL");
    } else {
        evidence.push_back(what + " was fine from WSL before, and fails there: " + endpoint.last_error());
        if (endpoint.spec().kind != EndpointKind::WslNetwork) {
            evidence.push_back("Windows reaches " + endpoint.spec().name);
        }
    }
}

Break describe(const Vpn& vpn, std::vector<const EndpointMonitor*> confirmed) {
    Break result;
    result.what.code = Say::VpnBrokeMirrored;
    result.evidence = vpn.seen;
    result.evidence.emplace_back("the network has settled since");
    for (const EndpointMonitor* endpoint : confirmed) {
        describe(*endpoint, result.evidence);
        const std::string& name = endpoint->spec().name;
        if (std::find(result.endpoints.begin(), result.endpoints.end(), name) == result.endpoints.end()) {
            result.endpoints.push_back(name);
        }
    }
    result.what.arguments = {vpn.client.empty() ? vpn.identity.name : vpn.client,
                             text::list_of(result.endpoints)};
    result.monitors = std::move(confirmed);
    return result;
}

} // namespace

bool is_broken_since(const Vpn& vpn, const EndpointMonitor* monitor, Duration blame_window) {
    return monitor != nullptr && monitor->spec().required && monitor->was_up_before_vpn() &&
           monitor->is_down() && monitor->failing_since() <= vpn.up_since + blame_window;
}

std::variant<NotYet, Break> diagnose_break(const BreakEvidence& evidence) {
    if (evidence.vpn == nullptr) {
        return NotYet::NoVpn;
    }
    if (evidence.broken.empty() && evidence.broken_in_guest.empty() && evidence.not_compared.empty()) {
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
    if (!evidence.broken.empty() && !evidence.guest) {
        return NotYet::AskGuest;
    }
    std::vector<const EndpointMonitor*> confirmed;
    std::copy_if(
        evidence.broken.begin(), evidence.broken.end(), std::back_inserter(confirmed),
        [&](const EndpointMonitor* e) { return is_alive_in_guest(*evidence.guest, e->spec().name); });
    confirmed.insert(confirmed.end(), evidence.broken_in_guest.begin(), evidence.broken_in_guest.end());
    if (!confirmed.empty()) {
        return describe(*evidence.vpn, std::move(confirmed));
    }
    return evidence.not_compared.empty() ? NotYet::ServersDead : NotYet::AskWindows;
}

} // namespace mirrorwatch::decide
