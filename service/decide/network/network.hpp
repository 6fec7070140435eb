// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/settings.hpp"
#include "common/snapshot.hpp"
#include "common/vpn_rules.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/network/delta.hpp"
#include "service/decide/network/memory.hpp"
#include "service/decide/network/take_over.hpp"
#include "service/decide/network/vpn.hpp"

#include <cstdint>
#include <functional>
#include <map>
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
    TimePoint up_since{};
    std::optional<TimePoint> gone_since;

    [[nodiscard]] bool is_up() const { return !gone_since; }
};

/// The machine's network as the last table showed it. Hints lead to one debounced reading, two tables to a
/// difference, and that to VPNs which come up or go: adapters by their verdict, or perhaps VPNs that take
/// over the default route or DNS; services without an adapter by their start; take-overs that nothing
/// explains.
class Network {
public:
    Network(Settings::Adapters times, VpnRules rules);

    void use(const Settings::Adapters& times) { times_ = times; }

    void on_hint(TimePoint now);
    /// After sleep the machine may be anywhere: nothing that changes now is a take-over.
    void on_resume(TimePoint now);

    /// For an hour that is something to look into; Windows' log is asked for as much.
    void on_dial_failed(TimePoint now) { dial_matters_until_ = now + std::chrono::hours{1}; }

    /// Asks for a table when one is due.
    void read_if_due(TimePoint now, Outbox& out);
    [[nodiscard]] TimePoint due() const;

    struct Change {
        bool any = false;         // something that matters differs
        bool rows = false;        // anything about an adapter that is up differs, or did in between
        bool vpn_came_up = false; // an up edge, or the first table with a VPN in it
        bool vpn_went_down = false;
        Delta what; // empty for the first table
    };

    /// Nothing happens if the id is not the one that is waited for.
    Change on_table(ActionId id, const AdapterTable& table, TimePoint now);

    [[nodiscard]] const std::vector<Vpn>& vpns() const { return vpns_; }

    [[nodiscard]] const AdapterTable& table() const { return table_; }

    [[nodiscard]] bool is_known() const { return known_; }

    /// The VPN that is up and came up last; null when there is none.
    [[nodiscard]] const Vpn* latest_vpn() const;
    [[nodiscard]] const Vpn* find(const AdapterIdentity& identity) const;
    [[nodiscard]] bool is_up(const AdapterIdentity& identity) const;

    /// One is up that has an adapter or a service: what was taken over alone opens no way to anywhere.
    [[nodiscard]] bool is_vpn_present() const;

    /// VPNs that are gone for longer than ten minutes and that nobody refers to.
    void forget_gone(TimePoint now, const std::function<bool(const AdapterIdentity&)>& is_referred_to);

    [[nodiscard]] TimePoint last_change() const { return last_change_; }

    /// From sleep; nothing: not since the service started.
    [[nodiscard]] std::optional<TimePoint> resumed_at() const { return resumed_at_; }

    /// A connection of Windows' own could not be made; min: not since the service started.
    [[nodiscard]] TimePoint dial_matters_until() const { return dial_matters_until_; }

    /// Grows whenever something that matters differs.
    [[nodiscard]] std::uint64_t change_count() const { return change_count_; }

    /// When anything about an adapter that is up was last seen to differ, what does not matter elsewhere
    /// included: WSL rewires its guest at each of these (WslMirroredNetworking.cpp). Min: never.
    [[nodiscard]] TimePoint last_row_change() const { return last_row_change_; }

    /// Windows said that something has changed, and what is not read yet.
    [[nodiscard]] bool is_out_of_date() const { return first_hint_ || (reading_ && reading_is_hinted_); }

private:
    bool note_adapters(const AdapterTable& table, const Delta& delta, TimePoint now);
    bool note_services(const AdapterTable& table, TimePoint now);
    bool note_take_overs(const AdapterTable& table, const Delta& delta, TimePoint now);
    bool note_gone(const AdapterTable& table, TimePoint now);
    [[nodiscard]] bool is_seen(const Vpn& vpn, const AdapterTable& table) const;
    [[nodiscard]] Circumstances circumstances_now(const Adapter& adapter, const AdapterTable& table,
                                                  const Delta& delta, TimePoint now);
    [[nodiscard]] const VpnService* service_without_adapter(const AdapterTable& table) const;
    Vpn& vpn_with(VpnKind kind, const std::string& key, TimePoint now);
    void raise(Vpn& vpn, std::vector<std::string> seen, TimePoint now);

    Settings::Adapters times_;
    VpnRules rules_;
    AdapterTable table_;
    bool known_ = false;
    std::vector<Vpn> vpns_;
    Memory memory_;
    std::map<std::string, TimePoint> appeared_; // by GUID
    TimePoint explained_until_ = TimePoint::min();
    std::uint64_t epoch_ = 0;
    std::uint64_t change_count_ = 0;
    TimePoint last_change_{};
    TimePoint last_row_change_ = TimePoint::min();
    std::optional<TimePoint> resumed_at_;
    TimePoint dial_matters_until_ = TimePoint::min();
    std::optional<TimePoint> first_hint_;
    TimePoint last_hint_{};
    TimePoint next_poll_ = TimePoint::min();
    std::optional<ActionId> reading_;
    TimePoint reading_since_{};
    bool reading_is_hinted_ = false; // Windows said that something has changed
};

} // namespace mirrorwatch::decide
