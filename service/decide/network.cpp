#include "service/decide/network.hpp"

#include "service/decide/vpn.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// A table that never arrives (a hung driver) must not blind us for ever.
constexpr Duration c_reading_is_lost{30'000};

/// Only what has to do with being connected: adapters that are up, without counters and names, and their
/// routes. WSL's own virtual switch comes and goes with WSL, and says nothing about the host's network.
AdapterTable what_matters(const AdapterTable& table) {
    AdapterTable result;
    for (const Adapter& adapter : table.adapters) {
        if (adapter.up && !std::string_view{adapter.friendly_name}.starts_with("vEthernet (WSL")) {
            result.adapters.push_back(adapter);
        }
    }
    for (const Route& route : table.routes) {
        if (std::any_of(result.adapters.begin(), result.adapters.end(),
                        [&](const Adapter& a) { return a.index == route.interface_index; })) {
            result.routes.push_back(route);
        }
    }
    std::sort(result.adapters.begin(), result.adapters.end(),
              [](const Adapter& a, const Adapter& b) { return a.guid < b.guid; });
    std::sort(result.routes.begin(), result.routes.end(), [](const Route& a, const Route& b) {
        const auto key = [](const Route& r) {
            return std::tie(r.interface_index, r.destination.address, r.destination.length, r.next_hop,
                            r.metric);
        };
        return key(a) < key(b);
    });
    return result;
}

const Adapter* find_up(const AdapterTable& table, const std::string& guid) {
    const auto found = std::find_if(table.adapters.begin(), table.adapters.end(),
                                    [&](const Adapter& a) { return a.up && a.guid == guid; });
    return found == table.adapters.end() ? nullptr : &*found;
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
    Change change;
    change.any = !known_ || seen != table_;
    if (change.any) {
        change.vpn_went_down = note_gone(seen, now);
        change.vpn_came_up = note_vpns(seen, now);
        last_change_ = now;
        ++change_count_;
        table_ = std::move(seen);
        known_ = true;
    }
    return change;
}

bool Network::note_vpns(const AdapterTable& table, TimePoint now) {
    bool came_up = false;
    for (const Adapter& adapter : table.adapters) {
        const Verdict verdict = judge(adapter, rules_);
        if (!verdict.is_vpn()) {
            continue;
        }
        auto vpn = std::find_if(vpns_.begin(), vpns_.end(),
                                [&](const Vpn& v) { return v.identity.guid == adapter.guid; });
        if (vpn == vpns_.end()) {
            vpn = vpns_.insert(vpns_.end(), Vpn{});
            vpn->gone_since = now;
        }
        vpn->identity = identity_of(adapter);
        vpn->adapter = adapter;
        vpn->client = verdict.client;
        vpn->full_tunnel = is_full_tunnel(table, adapter);
        if (vpn->gone_since) {
            vpn->gone_since.reset();
            vpn->up_since = now;
            vpn->epoch = ++epoch_;
            came_up = true;
        }
    }
    return came_up;
}

bool Network::note_gone(const AdapterTable& table, TimePoint now) {
    bool went_down = false;
    for (Vpn& vpn : vpns_) {
        if (!vpn.gone_since && find_up(table, vpn.identity.guid) == nullptr) {
            vpn.gone_since = now;
            went_down = true;
        }
    }
    return went_down;
}

const Vpn* Network::latest_vpn() const {
    const Vpn* latest = nullptr;
    for (const Vpn& vpn : vpns_) {
        if (!vpn.gone_since && (latest == nullptr || vpn.epoch > latest->epoch)) {
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

} // namespace mirrorwatch::decide
