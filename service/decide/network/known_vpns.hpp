// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/snapshot.hpp"
#include "common/vpn_rules.hpp"
#include "service/decide/core/time.hpp"
#include "service/decide/network/take_over.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mirrorwatch::decide {

/// A VPN that is up, or that went away a while ago.
struct Vpn {
    VpnKind kind = VpnKind::Adapter;
    AdapterIdentity identity;
    Adapter adapter; // as it was last seen up; empty for a VPN without one
    std::string client;
    std::vector<Trait> traits = {};    // of that client, as far as the VPN table knows
    std::optional<TakeOver> take_over; // Kind TakeOver
    std::vector<std::string> seen;     // what it was known by when it came up, one observation each
    bool full_tunnel = false;
    std::uint64_t epoch = 0; // grows with every VPN that comes up
    TimePoint up_since{};    // when it was seen
    TimePoint came_after{};  // it was not there yet, as far as is known; at most up_since
    std::optional<TimePoint> gone_since;

    [[nodiscard]] bool is_up() const { return !gone_since; }
};

/// What people call it: its client, else its adapter's name.
[[nodiscard]] std::string label(const Vpn& vpn);

/// 0: there is no VPN.
[[nodiscard]] inline std::uint64_t epoch_of(const Vpn* vpn) {
    return vpn == nullptr ? 0 : vpn->epoch;
}

/// The VPNs that are up, and those that went away a while ago. Network says which come and go.
class KnownVpns {
public:
    [[nodiscard]] const std::vector<Vpn>& all() const { return vpns_; }

    /// The one that is up and came up last; null when there is none.
    [[nodiscard]] const Vpn* latest() const;

    [[nodiscard]] const Vpn* find(const AdapterIdentity& identity) const { return find(identity.guid); }

    [[nodiscard]] const Vpn* find(const std::string& guid) const;
    /// The same, if it is up; else null.
    [[nodiscard]] const Vpn* find_up(const std::string& guid) const;
    [[nodiscard]] bool is_up(const AdapterIdentity& identity) const;

    /// One is up that has an adapter or a service: what was taken over alone opens no way to anywhere.
    [[nodiscard]] bool is_present() const;

    /// What comes up from now on, until the next call, was not there before `when`.
    void look_since(TimePoint when) { looked_at_ = when; }

    /// By its adapter's GUID, or what stands in its place; one that is new has not come up yet.
    [[nodiscard]] Vpn& with(VpnKind kind, const std::string& key, TimePoint now);
    /// `seen`: what it is known by. After a moment's absence it keeps its epoch.
    void raise(Vpn& vpn, std::vector<std::string> seen, TimePoint now);
    /// True when one is not there any more that was up.
    bool note_gone(const std::function<bool(const Vpn&)>& is_there, TimePoint now);
    /// Their adapters as they are now.
    void follow(const AdapterTable& table);
    /// Those that are gone for longer than ten minutes and that nobody refers to.
    void forget_gone(TimePoint now, const std::function<bool(const AdapterIdentity&)>& is_referred_to);

private:
    std::vector<Vpn> vpns_;
    std::uint64_t epoch_ = 0;
    TimePoint looked_at_ = TimePoint::max();
};

} // namespace mirrorwatch::decide
