// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/diagnosis/evidence_collector.hpp"
#include "service/decide/network/routes.hpp"

#include <utility>

/// What is seen of each endpoint from both sides, and which VPN it may be for.
namespace mirrorwatch::decide {
namespace {

// What a resume breaks fails at once, and is noticed at the end of the grace at the latest.
constexpr Duration c_soon_after_resume{120'000};

/// It began to fail soon after the VPN came up, or has not answered since: nobody may have asked for long, as
/// while Windows was offline.
bool fails_since(const EndpointVerdict& verdict, const Vpn& vpn, Duration blame_window) {
    return verdict.failing_since() <= vpn.up_since + blame_window || verdict.succeeded_at() < vpn.up_since;
}

Side side_of(const EndpointMonitor& monitor, const Network& network, const Vpn* vpn, bool was_fine_before,
             Duration blame_window) {
    Side side{monitor.state(), monitor.verdict().last_failed(), monitor.verdict().last_error()};
    const Duration follows_after = monitor.vantage() == Vantage::Wsl ? c_mirrored_after : Duration{0};
    side.is_current = monitor.verdict().answered_at() >= network.last_change() + follows_after;
    const auto woke_up = network.resumed_at();
    side.broke_with_resume = woke_up && monitor.is_down() && monitor.verdict().failing_since() >= *woke_up &&
                             monitor.verdict().failing_since() <= *woke_up + c_soon_after_resume;
    side.broke_with_vpn = vpn != nullptr && monitor.is_down() &&
                          (was_fine_before || monitor.verdict().was_up_before_vpn()) &&
                          fails_since(monitor.verdict(), *vpn, blame_window);
    return side;
}

/// It was fine when the last VPN came up, and began to fail soon after.
bool is_fresh_break(const EndpointMonitor* monitor, const Vpn* latest, Duration blame_window) {
    return monitor != nullptr && latest != nullptr && monitor->is_down() &&
           monitor->verdict().was_up_before_vpn() && fails_since(monitor->verdict(), *latest, blame_window);
}

bool broke_with_vpn(const std::optional<Side>& side) {
    return side && side->broke_with_vpn;
}

/// It was not down already when the VPN came up, nor well long after.
bool may_be_taken(const EndpointMonitor* monitor, const Vpn& vpn, Duration blame_window) {
    if (monitor == nullptr) {
        return true;
    }
    const EndpointVerdict& verdict = monitor->verdict();
    const bool failed_before = monitor->is_down() && verdict.failing_since() < vpn.came_after;
    return !failed_before && verdict.succeeded_at() <= vpn.up_since + blame_window;
}

} // namespace

/// The last that came up, unless what fails was down before it came, and goes by another one.
const Vpn* EvidenceCollector::suspect(const EvidenceContext& context) const {
    const Vpn* latest = context.network.vpns().latest();
    const Duration window = context.settings.policy.blame_window;
    const Vpn* other = nullptr;
    for (const Watched& endpoint : context.endpoints) {
        if (!endpoint.spec().required || !endpoint.is_down()) {
            continue;
        }
        const Vpn* carrier = carrier_of(endpoint.spec(), context.network);
        const bool is_fresh = is_fresh_break(endpoint.windows, latest, window) ||
                              is_fresh_break(endpoint.guest, latest, window);
        if (carrier == latest || (is_fresh && !is_told_by_guest(endpoint.spec()))) {
            return latest;
        }
        other = carrier != nullptr && (other == nullptr || carrier->epoch > other->epoch) ? carrier : other;
    }
    return other == nullptr ? latest : other;
}

const GuestTrial* EvidenceCollector::trial_of(const EndpointSpec& spec) const {
    return guest_.answer().facts
               ? find_where(guest_.answer().facts->trials,
                            [&](const GuestTrial& trial) { return trial.endpoint == spec.name; })
               : nullptr;
}

/// The literal, or what the guest has found for its name.
std::string EvidenceCollector::address_of(const EndpointSpec& spec) const {
    const GuestTrial* trial = trial_of(spec);
    return trial == nullptr || trial->resolved.empty() ? spec.host : trial->resolved.front();
}

bool EvidenceCollector::is_told_by_guest(const EndpointSpec& spec) const {
    const GuestTrial* trial = trial_of(spec);
    return trial != nullptr && trial->leaves_by;
}

/// The guest has said that it sends to there by this VPN's device.
bool EvidenceCollector::leaves_by(const EndpointSpec& spec, const Vpn& vpn) const {
    const GuestTrial* trial = trial_of(spec);
    if (trial == nullptr || !trial->leaves_by || vpn.kind != VpnKind::Adapter) {
        return false;
    }
    const auto* device = find_where(or_empty(guest_.answer().facts->devices),
                                    [&](const GuestDevice& one) { return one.name == *trial->leaves_by; });
    return device != nullptr && (device->guid.empty() ? equal_ignoring_case(device->mac, vpn.identity.mac)
                                                      : equal_ignoring_case(device->guid, vpn.identity.guid));
}

/// The VPN that takes what is for there, by the guest's word, else by Windows' routes; null: none.
const Vpn* EvidenceCollector::carrier_of(const EndpointSpec& spec, const Network& network) const {
    const auto& vpns = network.vpns().all();
    if (is_told_by_guest(spec)) {
        return find_where(vpns, [&](const Vpn& vpn) { return vpn.is_up() && leaves_by(spec, vpn); });
    }
    const Route* route =
        is_loopback_host(spec.host) ? nullptr : best_route(network.table(), address_of(spec));
    const Adapter* adapter = route == nullptr ? nullptr : adapter_of(network.table(), *route);
    return adapter == nullptr ? nullptr : network.vpns().find_up(adapter->guid);
}

/// Windows reached it before WSL began to fail; or failed before the guest said that it is alive. Either may
/// have changed in between.
bool EvidenceCollector::is_outdated(const Watched& endpoint) const {
    if (endpoint.windows == nullptr) {
        return false;
    }
    const TimePoint seen = endpoint.windows->verdict().answered_at();
    const bool guest_fails = endpoint.guest != nullptr && endpoint.guest->is_down();
    const GuestTrial* trial = trial_of(endpoint.spec());
    const bool is_alive =
        trial != nullptr && trial->listens_here.value_or(false) && trial->answers_here.value_or(false);
    return (endpoint.windows->is_up() && guest_fails && seen < endpoint.guest->verdict().failing_since()) ||
           (endpoint.windows->is_down() && is_alive && seen < guest_.answered_at());
}

std::vector<Comparison> EvidenceCollector::compare(const EvidenceContext& context, const Vpn* vpn) const {
    const Duration window = context.settings.policy.blame_window;
    std::vector<Comparison> comparisons;
    for (const Watched& endpoint : context.endpoints) {
        Comparison comparison;
        comparison.spec = endpoint.spec();
        const bool was_fine_before = is_known_to_break(comparison.spec.name, vpn);
        if (endpoint.windows != nullptr) {
            comparison.windows = side_of(*endpoint.windows, context.network, vpn, was_fine_before, window);
        }
        if (endpoint.guest != nullptr) {
            comparison.wsl = side_of(*endpoint.guest, context.network, vpn, was_fine_before, window);
        }
        comparison.windows_is_stale = is_outdated(endpoint);
        if (const auto reached = reached_.find(comparison.spec.name); reached != reached_.end()) {
            comparison.windows_reaches = reached->second;
        }
        // What was fine without the VPN is not behind it, whatever its routes say now.
        const bool needs_no_vpn = broke_with_vpn(comparison.windows) || broke_with_vpn(comparison.wsl);
        const AdapterTable& table = context.network.table();
        const std::string& host = comparison.spec.host;
        const bool by_vpn = vpn != nullptr && !is_loopback_host(host) &&
                            (is_routed_through(table, vpn->adapter, address_of(comparison.spec)) ||
                             leaves_by(comparison.spec, *vpn));
        comparison.behind_vpn = comparison.spec.when == EndpointWhen::Vpn ||
                                (by_vpn && !needs_no_vpn && is_behind(table, vpn->adapter, host));
        comparison.taken_by_vpn =
            by_vpn && !comparison.behind_vpn && may_be_taken(endpoint.guest, *vpn, window);
        comparisons.push_back(std::move(comparison));
    }
    return comparisons;
}

} // namespace mirrorwatch::decide
