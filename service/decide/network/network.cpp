// SPDX-License-Identifier: MIT
#include "service/decide/network/network.hpp"

#include "common/text.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// A table that never arrives (a hung driver) must not blind us for ever.
constexpr Duration c_reading_is_lost{30'000};

// A device that is older than this did not come with the VPN.
constexpr Duration c_recent{60'000};

// A VPN's client may set DNS and the proxy that much later than its adapter comes up.
constexpr Duration c_explains{30'000};

// A tunnel that reconnects all day with another GUID each time must not be kept each time.
constexpr Duration c_forget{600'000};

// Keys of VPNs without an adapter, in the place of its GUID.
const std::string c_service_key = "service:";
const std::string c_take_over_key = "take-over:";

const Adapter* find_up(const AdapterTable& table, const std::string& guid) {
    const auto found = std::find_if(table.adapters.begin(), table.adapters.end(),
                                    [&](const Adapter& a) { return a.up && a.guid == guid; });
    return found == table.adapters.end() ? nullptr : &*found;
}

template <class T>
void keep_if_absent(std::optional<T>& now, const std::optional<T>& before) {
    if (!now) {
        now = before;
    }
}

bool runs(const AdapterTable& table, const std::string& service) {
    return table.services &&
           std::find(table.services->begin(), table.services->end(), service) != table.services->end();
}

bool took_over(const Circumstances& seen) {
    return seen.default_route.value_or(false) || seen.dns_change.value_or(false);
}

/// Whoever is perhaps a VPN has to show it, once.
bool counts(const Verdict& verdict, const Circumstances& seen, bool was_vpn) {
    return verdict.is_vpn() || (verdict.kind == VerdictKind::Maybe && (took_over(seen) || was_vpn));
}

std::vector<std::string> what_was_seen(const Adapter& adapter, const Verdict& verdict,
                                       const Circumstances& seen) {
    const std::string name = "\"" + adapter.friendly_name + "\" (" + adapter.description + ")";
    if (verdict.is_vpn()) {
        return {"the VPN adapter " + name + " came up"};
    }
    return {"the adapter " + name + " came up, which is perhaps a VPN (score " +
                std::to_string(verdict.score) + ")",
            seen.default_route.value_or(false) ? "it took over the default route, now or the last time"
            : seen.dns_change.value_or(false)  ? "it brought DNS servers, now or the last time"
                                               : "one that looks the same was a VPN"};
}

bool have_same_rows(const AdapterTable& a, const AdapterTable& b) {
    return a.adapters == b.adapters && a.routes == b.routes;
}

} // namespace

Network::Network(Settings::Adapters times, VpnRules rules)
    : times_(times)
    , rules_(std::move(rules)) {}

void Network::on_hint(TimePoint now) {
    if (!first_hint_) {
        first_hint_ = now;
    }
    last_hint_ = now;
}

void Network::on_resume(TimePoint now) {
    on_hint(now);
    explained_until_ = now + c_explains;
    resumed_at_ = now;
}

TimePoint Network::due() const {
    if (reading_) {
        return reading_since_ + c_reading_is_lost;
    }
    if (first_hint_) {
        return std::min({last_hint_ + times_.quiet, *first_hint_ + times_.longest, next_poll_});
    }
    return next_poll_;
}

void Network::read_if_due(TimePoint now, Outbox& out) {
    if (now < due()) {
        return;
    }
    reading_ = out.next_id();
    reading_since_ = now;
    reading_is_hinted_ = first_hint_.has_value();
    first_hint_.reset();
    next_poll_ = now + times_.poll;
    out.put(ReadAdapters{*reading_});
}

Network::Change Network::on_table(ActionId id, const AdapterTable& table, TimePoint now) {
    if (reading_ != id) {
        return {};
    }
    reading_.reset();
    AdapterTable seen = what_matters(table);
    keep_if_absent(seen.services, table_.services);
    keep_if_absent(seen.proxy, table_.proxy);
    Change change;
    if (known_) {
        change.what = difference(table_, seen);
        // A cable that is out and in again within the quiet leaves the same rows, and WSL has rewired its
        // guest twice.
        change.rows = reading_is_hinted_ || !have_same_rows(table_, seen);
        last_row_change_ = change.rows ? now : last_row_change_;
    }
    const bool services_are_new = seen.services && !table_.services;
    change.any = !known_ || services_are_new || !change.what.empty();
    if (change.any) {
        change.vpn_went_down = note_gone(seen, now);
        const bool by_adapter = note_adapters(seen, change.what, now);
        const bool by_service = note_services(seen, now);
        const bool by_take_over = note_take_overs(seen, change.what, now);
        change.vpn_came_up = by_adapter || by_service || by_take_over;
        last_change_ = now;
        ++change_count_;
        known_ = true;
    }
    for (Vpn& vpn : vpns_) {
        if (const Adapter* adapter = find_up(seen, vpn.identity.guid)) {
            vpn.identity = identity_of(*adapter); // a new name is no change, and is shown
            vpn.adapter = *adapter;
            vpn.full_tunnel = carries_default_route(seen, *adapter);
        }
    }
    table_ = std::move(seen);
    return change;
}

Circumstances Network::circumstances_now(const Adapter& adapter, const AdapterTable& table,
                                         const Delta& delta, TimePoint now) {
    const auto did = [&](AdapterEvent what) {
        return std::find(delta.begin(), delta.end(), AdapterChange{what, adapter.guid}) != delta.end();
    };
    if (did(AdapterEvent::Appeared)) {
        appeared_[adapter.guid] = now;
    }
    const auto appeared = appeared_.find(adapter.guid);
    const bool came_up = did(AdapterEvent::Appeared) || did(AdapterEvent::Up);
    Circumstances seen = circumstances_of(adapter, table);
    seen.recent = appeared != appeared_.end() && now - appeared->second < c_recent;
    // Of an adapter that is up when the service starts only this can be seen: others have servers as well.
    seen.default_route =
        (came_up || !known_ || did(AdapterEvent::DefaultRoute)) && carries_default_route(table, adapter);
    seen.dns_change = (came_up || did(AdapterEvent::Dns)) && !adapter.dns_servers.empty();
    return memory_.add(adapter, seen, now);
}

bool Network::note_adapters(const AdapterTable& table, const Delta& delta, TimePoint now) {
    bool came_up = false;
    for (const Adapter& adapter : table.adapters) {
        if (!adapter.up) {
            continue;
        }
        const Circumstances circumstances = circumstances_now(adapter, table, delta, now);
        const Verdict verdict = judge(adapter, rules_, circumstances);
        if (!counts(verdict, circumstances, memory_.was_vpn(adapter))) {
            continue;
        }
        memory_.note_vpn(adapter);
        Vpn& vpn = vpn_with(VpnKind::Adapter, adapter.guid, now);
        vpn.client = verdict.client;
        vpn.traits = verdict.traits;
        if (!vpn.is_up()) {
            raise(vpn, what_was_seen(adapter, verdict, circumstances), now);
            came_up = true;
        }
    }
    memory_.forget_absent(table);
    std::erase_if(appeared_, [&](const auto& entry) {
        return std::none_of(table.adapters.begin(), table.adapters.end(),
                            [&](const Adapter& a) { return a.guid == entry.first; });
    });
    return came_up;
}

/// Each service that starts is an event, though another one of the same client may have run before.
bool Network::note_services(const AdapterTable& table, TimePoint now) {
    bool came_up = false;
    for (const VpnService& service : rules_.services) {
        if (!service.without_adapter || !runs(table, service.name) || runs(table_, service.name)) {
            continue;
        }
        Vpn& vpn = vpn_with(VpnKind::Service, c_service_key + service.client, now);
        vpn.identity.name = vpn.client = service.client;
        vpn.traits = service.traits;
        raise(vpn,
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
        const bool is_vpns_own = std::any_of(vpns_.begin(), vpns_.end(), [&](const Vpn& vpn) {
            return vpn.is_up() && vpn.identity.guid == taken.guid;
        });
        if (is_vpns_own) {
            continue;
        }
        const std::string name = text::change_of(taken.what, taken.adapter);
        Vpn& vpn = vpn_with(VpnKind::TakeOver, c_take_over_key + name, now);
        vpn.identity.name = name;
        const VpnService* service = service_without_adapter(table);
        vpn.client = service == nullptr ? std::string{} : service->client;
        vpn.traits = service == nullptr ? std::vector<Trait>{} : service->traits;
        raise(vpn, {to_string(taken)}, now);
        if (!vpn.client.empty()) {
            vpn.seen.push_back("a service of " + vpn.client + " runs, which tunnels without an adapter");
        }
        vpn.take_over = std::move(taken);
        came_up = true;
    }
    return came_up;
}

/// One that runs, if all that run are of one client.
const VpnService* Network::service_without_adapter(const AdapterTable& table) const {
    const VpnService* only = nullptr;
    for (const VpnService& service : rules_.services) {
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

Vpn& Network::vpn_with(VpnKind kind, const std::string& key, TimePoint now) {
    const auto known = std::find_if(vpns_.begin(), vpns_.end(),
                                    [&](const Vpn& v) { return v.kind == kind && v.identity.guid == key; });
    if (known != vpns_.end()) {
        return *known;
    }
    Vpn& vpn = vpns_.emplace_back();
    vpn.kind = kind;
    vpn.identity.guid = key;
    vpn.gone_since = now;
    return vpn;
}

void Network::raise(Vpn& vpn, std::vector<std::string> seen, TimePoint now) {
    vpn.seen = std::move(seen);
    vpn.gone_since.reset();
    vpn.up_since = now;
    vpn.epoch = ++epoch_;
}

bool Network::is_seen(const Vpn& vpn, const AdapterTable& table) const {
    switch (vpn.kind) {
    case VpnKind::Service:
        return std::any_of(rules_.services.begin(), rules_.services.end(), [&](const VpnService& service) {
            return service.without_adapter && service.client == vpn.client && runs(table, service.name);
        });
    case VpnKind::TakeOver:
        return vpn.take_over && holds(*vpn.take_over, table);
    case VpnKind::Adapter:
        break;
    }
    return find_up(table, vpn.identity.guid) != nullptr;
}

bool Network::note_gone(const AdapterTable& table, TimePoint now) {
    bool went_down = false;
    for (Vpn& vpn : vpns_) {
        if (vpn.is_up() && !is_seen(vpn, table)) {
            vpn.gone_since = now;
            went_down = true;
        }
    }
    return went_down;
}

void Network::forget_gone(TimePoint now, const std::function<bool(const AdapterIdentity&)>& is_referred_to) {
    std::erase_if(vpns_, [&](const Vpn& vpn) {
        return vpn.gone_since && now - *vpn.gone_since > c_forget && !is_referred_to(vpn.identity);
    });
}

bool Network::is_vpn_present() const {
    return std::any_of(vpns_.begin(), vpns_.end(),
                       [](const Vpn& v) { return v.is_up() && v.kind != VpnKind::TakeOver; });
}

const Vpn* Network::latest_vpn() const {
    const Vpn* latest = nullptr;
    for (const Vpn& vpn : vpns_) {
        if (vpn.is_up() && (latest == nullptr || vpn.epoch > latest->epoch)) {
            latest = &vpn;
        }
    }
    return latest;
}

const Vpn* Network::find(const AdapterIdentity& identity) const {
    const auto found = std::find_if(vpns_.begin(), vpns_.end(),
                                    [&](const Vpn& v) { return v.identity.guid == identity.guid; });
    return found == vpns_.end() ? nullptr : &*found;
}

bool Network::is_up(const AdapterIdentity& identity) const {
    const Vpn* vpn = find(identity);
    return vpn != nullptr && vpn->is_up();
}

} // namespace mirrorwatch::decide
