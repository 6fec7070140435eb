// SPDX-License-Identifier: MIT
#include "service/decide/network/network.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "common/text.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/network/routes.hpp"
#include "service/decide/network/vpn.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// A VPN's client may set DNS and the proxy that much later than its adapter comes up.
constexpr Duration c_explains{30'000};

// Keys of VPNs without an adapter, in the place of its GUID.
const std::string c_service_key = "service:";
const std::string c_take_over_key = "take-over:";

template <class T>
void keep_if_absent(std::optional<T>& now, const std::optional<T>& before) {
    if (!now) {
        now = before;
    }
}

bool runs(const AdapterTable& table, const std::string& service) {
    return table.services && contains(*table.services, service);
}

bool took_over(const Circumstances& seen) {
    return seen.default_route.value_or(false) || seen.dns_change.value_or(false);
}

const AddressPrefix c_link_local{"fe80::", 10};

/// Whoever is perhaps a VPN has to show it, once.
bool counts(const Verdict& verdict, const Circumstances& seen, bool was_vpn) {
    return verdict.is_vpn() || (verdict.kind == VerdictKind::Maybe && (took_over(seen) || was_vpn));
}

bool leads_beyond(const Route& route, const Adapter& adapter) {
    const auto to = parse_ip(route.destination.address);
    return route.interface_index == adapter.index && to &&
           route.destination.length < (to->is_ipv6 ? 128 : 32) && !covers(c_link_local, *to) &&
           std::ranges::none_of(adapter.addresses,
                                [&](const AddressPrefix& own) { return covers(own, *to); });
}

/// An adapter made by software, of which the table rules nothing out, came up with routes to other networks.
bool brought_ways(const Adapter& adapter, const Verdict& verdict, const AdapterTable& table,
                  const Delta& delta) {
    const auto did = [&](AdapterEvent what) { return contains(delta, AdapterChange{what, adapter.guid}); };
    return !verdict.is_limited && is_root_device(adapter.component_id) &&
           (did(AdapterEvent::Appeared) || did(AdapterEvent::Up)) &&
           std::ranges::any_of(table.routes,
                               [&](const Route& route) { return leads_beyond(route, adapter); });
}

std::vector<std::string> what_was_seen(const Adapter& adapter, const Verdict& verdict,
                                       const Circumstances& seen, bool is_suspect) {
    const std::string name = "\"" + adapter.friendly_name + "\" (" + adapter.description + ")";
    if (verdict.is_vpn()) {
        return {"the VPN adapter " + name + " came up"};
    }
    return {"the adapter " + name + " came up, which is perhaps a VPN (score " +
                std::to_string(verdict.score) + ")",
            seen.default_route.value_or(false) ? "it took over the default route, now or the last time"
            : seen.dns_change.value_or(false)  ? "it brought DNS servers, now or the last time"
            : is_suspect                       ? "it brought routes to other networks"
                                               : "one that looks the same was a VPN"};
}

/// One that runs, if all that run are of one client.
const VpnService* service_without_adapter(const AdapterTable& table, const VpnRules& rules) {
    const VpnService* only = nullptr;
    for (const VpnService& service : rules.services) {
        if (!service.without_adapter || !runs(table, service.name)) {
            continue;
        }
        if (only != nullptr && only->client != service.client) {
            return nullptr;
        }
        only = &service;
    }
    return only;
}

bool is_there(const Vpn& vpn, const AdapterTable& table, const VpnRules& rules) {
    switch (vpn.kind) {
    case VpnKind::Service:
        return std::any_of(rules.services.begin(), rules.services.end(), [&](const VpnService& service) {
            return service.without_adapter && service.client == vpn.client && runs(table, service.name);
        });
    case VpnKind::TakeOver:
        return vpn.take_over && holds(*vpn.take_over, table);
    case VpnKind::Adapter:
        break;
    }
    return find_up(table, vpn.identity.guid) != nullptr;
}

bool have_same_rows(const AdapterTable& a, const AdapterTable& b) {
    return a.adapters == b.adapters && a.routes == b.routes;
}

} // namespace

Network::Network(Settings::Adapters times, VpnRules rules)
    : rules_(std::move(rules))
    , reading_(times) {}

void Network::on_resume(TimePoint now) {
    on_hint(now);
    explained_until_ = now + c_explains;
    resumed_at_ = now;
}

void Network::on_back_online(TimePoint now) {
    on_hint(now);
    last_change_ = now;
    ++change_count_;
}

Network::Change Network::on_table(ActionId id, const AdapterTable& table, TimePoint now) {
    if (!reading_.take(id)) {
        return {};
    }
    AdapterTable seen = what_matters(table);
    keep_if_absent(seen.services, table_.services);
    keep_if_absent(seen.proxy, table_.proxy);
    keep_if_absent(seen.internet_test, table_.internet_test);
    Change change;
    if (known_) {
        change.what = difference(table_, seen);
        // A cable that is out and in again within the quiet leaves the same rows, and WSL has rewired its
        // guest twice.
        change.rows = reading_.was_hinted() || !have_same_rows(table_, seen);
        last_row_change_ = change.rows ? now : last_row_change_;
    }
    // Without a hint it may have come at any time since the last table.
    vpns_.look_since(known_ ? reading_.hinted_at().value_or(last_read_) : now);
    last_read_ = now;
    const bool services_are_new = seen.services && !table_.services;
    change.any = !known_ || services_are_new || !change.what.empty();
    if (change.any) {
        change.vpn_went_down =
            vpns_.note_gone([&](const Vpn& vpn) { return is_there(vpn, seen, rules_); }, now);
        const bool by_adapter = note_adapters(seen, change.what, now);
        const bool by_service = note_services(seen, now);
        const bool by_take_over = note_take_overs(seen, change.what, now);
        change.vpn_came_up = by_adapter || by_service || by_take_over;
        last_change_ = now;
        ++change_count_;
        known_ = true;
    }
    vpns_.follow(seen);
    table_ = std::move(seen);
    return change;
}

bool Network::note_adapters(const AdapterTable& table, const Delta& delta, TimePoint now) {
    bool came_up = false;
    verdicts_.clear();
    for (const Adapter& adapter : table.adapters) {
        if (!adapter.up) {
            continue;
        }
        const Circumstances circumstances = memory_.look(adapter, table, delta, !known_, now);
        const Verdict& verdict = verdicts_[adapter.guid] = judge(adapter, rules_, circumstances);
        const bool is_suspect = brought_ways(adapter, verdict, table, delta);
        if (!is_suspect && !counts(verdict, circumstances, memory_.was_vpn(adapter))) {
            continue;
        }
        memory_.note_vpn(adapter);
        Vpn& vpn = vpns_.with(VpnKind::Adapter, adapter.guid, now);
        vpn.client = verdict.client;
        vpn.traits = verdict.traits;
        if (!vpn.is_up()) {
            vpns_.raise(vpn, what_was_seen(adapter, verdict, circumstances, is_suspect), now);
            came_up = true;
        }
    }
    memory_.forget_absent(table);
    return came_up;
}

/// Each service that starts is an event, though another one of the same client may have run before.
bool Network::note_services(const AdapterTable& table, TimePoint now) {
    bool came_up = false;
    for (const VpnService& service : rules_.services) {
        if (!service.without_adapter || !runs(table, service.name) || runs(table_, service.name)) {
            continue;
        }
        Vpn& vpn = vpns_.with(VpnKind::Service, c_service_key + service.client, now);
        vpn.identity.name = vpn.client = service.client;
        vpn.traits = service.traits;
        vpns_.raise(vpn,
                    {"the service \"" + service.name + "\" of " + service.client +
                     (table_.services ? " started" : " was running when it was first looked at")},
                    now);
        came_up = true;
    }
    return came_up;
}

bool Network::note_take_overs(const AdapterTable& table, const Delta& delta, TimePoint now) {
    if (!known_ || explains_take_overs(delta)) {
        explained_until_ = now + c_explains;
    }
    if (now < explained_until_) {
        return false;
    }
    bool came_up = false;
    for (TakeOver& taken : take_overs(table_, table)) {
        const bool is_vpns_own = std::any_of(vpns_.all().begin(), vpns_.all().end(), [&](const Vpn& vpn) {
            return vpn.is_up() && vpn.identity.guid == taken.guid;
        });
        if (is_vpns_own) {
            continue;
        }
        const std::string name = text::change_of(taken.what, taken.adapter);
        Vpn& vpn = vpns_.with(VpnKind::TakeOver, c_take_over_key + name, now);
        vpn.identity.name = name;
        const VpnService* service = service_without_adapter(table, rules_);
        vpn.client = service == nullptr ? std::string{} : service->client;
        vpn.traits = service == nullptr ? std::vector<Trait>{} : service->traits;
        vpns_.raise(vpn, {to_string(taken)}, now);
        if (!vpn.client.empty()) {
            vpn.seen.push_back("a service of " + vpn.client + " runs, which tunnels without an adapter");
        }
        vpn.take_over = std::move(taken);
        came_up = true;
    }
    return came_up;
}

const Verdict* Network::verdict_of(const std::string& guid) const {
    const auto found = verdicts_.find(guid);
    return found == verdicts_.end() ? nullptr : &found->second;
}

bool Network::is_client(std::string_view name) const {
    const auto is_called = [&](const auto& row) {
        return !name.empty() && equal_ignoring_case(row.client, name);
    };
    return std::any_of(rules_.rules.begin(), rules_.rules.end(), is_called) ||
           std::any_of(rules_.services.begin(), rules_.services.end(), is_called);
}

} // namespace mirrorwatch::decide
