#include "service/decide/network.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// A table that never arrives (a hung driver) must not blind us for ever.
constexpr Duration c_reading_is_lost{30'000};

// A device that is older than this did not come with the VPN.
constexpr Duration c_recent{60'000};

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
    if (known_) {
        change.what = difference(table_, seen);
    }
    change.any = !known_ || !change.what.empty();
    if (change.any) {
        change.vpn_went_down = note_gone(seen, now);
        forget_absent(seen);
        change.vpn_came_up = note_vpns(seen, change.what, now);
        last_change_ = now;
        ++change_count_;
        known_ = true;
    }
    table_ = std::move(seen);
    return change;
}

const Verdict& Network::judge_anew(const Adapter& adapter, const AdapterTable& table, const Delta& delta,
                                   TimePoint now) {
    const auto did = [&](AdapterEvent what) {
        return std::find(delta.begin(), delta.end(), AdapterChange{what, adapter.guid}) != delta.end();
    };
    if (did(AdapterEvent::Appeared)) {
        appeared_[adapter.guid] = now;
    }
    const auto appeared = appeared_.find(adapter.guid);
    const bool came_up = did(AdapterEvent::Appeared) || did(AdapterEvent::Up);
    Circumstances circumstances;
    circumstances.recent = appeared != appeared_.end() && now - appeared->second < c_recent;
    circumstances.default_route =
        (came_up || did(AdapterEvent::DefaultRoute)) && carries_default_route(table, adapter);
    circumstances.dns_change = (came_up || did(AdapterEvent::Dns)) && !adapter.dns_servers.empty();
    const Verdict verdict = judge(adapter, rules_, circumstances);
    const auto [best, is_new] = verdicts_.try_emplace(adapter.guid, verdict);
    if (!is_new && verdict.score > best->second.score) {
        best->second = verdict;
    }
    return best->second;
}

/// Many a tunnel has a new GUID each time.
void Network::forget_absent(const AdapterTable& table) {
    const auto is_absent = [&](const auto& entry) {
        return std::none_of(table.adapters.begin(), table.adapters.end(),
                            [&](const Adapter& a) { return a.guid == entry.first; });
    };
    std::erase_if(verdicts_, is_absent);
    std::erase_if(appeared_, is_absent);
}

bool Network::note_vpns(const AdapterTable& table, const Delta& delta, TimePoint now) {
    bool came_up = false;
    for (const Adapter& adapter : table.adapters) {
        if (!adapter.up) {
            continue;
        }
        const Verdict& verdict = judge_anew(adapter, table, delta, now);
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
