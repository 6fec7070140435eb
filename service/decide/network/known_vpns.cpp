// SPDX-License-Identifier: MIT
#include "service/decide/network/known_vpns.hpp"

#include "service/decide/core/search.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

// A tunnel that reconnects all day with another GUID each time must not be kept each time.
constexpr Duration c_forget{600'000};
// Gone for less, it is the same connection to its user: what was answered for it holds.
constexpr Duration c_blink{5'000};

} // namespace

std::string label(const Vpn& vpn) {
    return vpn.client.empty() ? vpn.identity.name : vpn.client;
}

const Vpn* KnownVpns::latest() const {
    const Vpn* latest = nullptr;
    for (const Vpn& vpn : vpns_) {
        if (vpn.is_up() && (latest == nullptr || vpn.epoch > latest->epoch)) {
            latest = &vpn;
        }
    }
    return latest;
}

const Vpn* KnownVpns::find(const std::string& guid) const {
    return find_where(vpns_, [&](const Vpn& vpn) { return vpn.identity.guid == guid; });
}

const Vpn* KnownVpns::find_up(const std::string& guid) const {
    const Vpn* vpn = find(guid);
    return vpn != nullptr && vpn->is_up() ? vpn : nullptr;
}

bool KnownVpns::is_up(const AdapterIdentity& identity) const {
    return find_up(identity.guid) != nullptr;
}

bool KnownVpns::is_present() const {
    return std::any_of(vpns_.begin(), vpns_.end(),
                       [](const Vpn& vpn) { return vpn.is_up() && vpn.kind != VpnKind::TakeOver; });
}

Vpn& KnownVpns::with(VpnKind kind, const std::string& key, TimePoint now) {
    const auto known = std::find_if(vpns_.begin(), vpns_.end(), [&](const Vpn& vpn) {
        return vpn.kind == kind && vpn.identity.guid == key;
    });
    if (known != vpns_.end()) {
        return *known;
    }
    Vpn& vpn = vpns_.emplace_back();
    vpn.kind = kind;
    vpn.identity.guid = key;
    vpn.gone_since = now;
    return vpn;
}

void KnownVpns::raise(Vpn& vpn, std::vector<std::string> seen, TimePoint now) {
    const bool is_same = vpn.epoch != 0 && vpn.gone_since && now - *vpn.gone_since < c_blink;
    vpn.seen = std::move(seen);
    vpn.gone_since.reset();
    vpn.up_since = now;
    vpn.came_after = std::min(looked_at_, now);
    vpn.epoch = is_same ? vpn.epoch : ++epoch_;
}

bool KnownVpns::note_gone(const std::function<bool(const Vpn&)>& is_there, TimePoint now) {
    bool went_down = false;
    for (Vpn& vpn : vpns_) {
        if (vpn.is_up() && !is_there(vpn)) {
            vpn.gone_since = now;
            went_down = true;
        }
    }
    return went_down;
}

void KnownVpns::follow(const AdapterTable& table) {
    for (Vpn& vpn : vpns_) {
        if (const Adapter* adapter = decide::find_up(table, vpn.identity.guid)) {
            vpn.identity = identity_of(*adapter); // a new name is no change, and is shown
            vpn.adapter = *adapter;
            vpn.full_tunnel = carries_default_route(table, *adapter);
        }
    }
}

void KnownVpns::forget_gone(TimePoint now,
                            const std::function<bool(const AdapterIdentity&)>& is_referred_to) {
    std::erase_if(vpns_, [&](const Vpn& vpn) {
        return !vpn.is_up() && now - *vpn.gone_since > c_forget && !is_referred_to(vpn.identity);
    });
}

} // namespace mirrorwatch::decide
