// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/settings.hpp"
#include "common/vpn_rules.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/network/adapter_memory.hpp"
#include "service/decide/network/adapter_reading.hpp"
#include "service/decide/network/delta.hpp"
#include "service/decide/network/known_vpns.hpp"
#include "service/decide/network/vpn.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch::decide {

/// The machine's network as the last table showed it. Hints lead to one debounced reading, two tables to a
/// difference, and that to VPNs which come up or go: adapters by their verdict, or perhaps VPNs that take
/// over the default route or DNS; services without an adapter by their start; take-overs that nothing
/// explains.
class Network {
public:
    Network(Settings::Adapters times, VpnRules rules);

    void use(const Settings::Adapters& times) { reading_.use(times); }

    void on_hint(TimePoint now) { reading_.on_hint(now); }

    /// After sleep the machine may be anywhere: nothing that changes now is a take-over.
    void on_resume(TimePoint now);

    /// Windows itself was offline, and is not any more: what was seen before tells nothing now.
    void on_back_online(TimePoint now);

    /// For an hour that is something to look into; Windows' log is asked for as much.
    void on_dial_failed(TimePoint now) { dial_matters_until_ = now + std::chrono::hours{1}; }

    /// Asks for a table when one is due.
    void read_if_due(TimePoint now, Outbox& out) { reading_.ask_if_due(now, out); }

    [[nodiscard]] TimePoint due() const { return reading_.due(); }

    struct Change {
        bool any = false;         // something that matters differs
        bool rows = false;        // anything about an adapter that is up differs, or did in between
        bool vpn_came_up = false; // an up edge, or the first table with a VPN in it
        bool vpn_went_down = false;
        Delta what; // empty for the first table
    };

    /// Nothing happens if the id is not the one that is waited for.
    Change on_table(ActionId id, const AdapterTable& table, TimePoint now);

    [[nodiscard]] const KnownVpns& vpns() const { return vpns_; }

    [[nodiscard]] const AdapterTable& table() const { return table_; }

    /// Of an adapter that is up. Null: it is not in the table.
    [[nodiscard]] const Verdict* verdict_of(const std::string& guid) const;

    [[nodiscard]] bool is_known() const { return known_; }

    /// A row of the table names this client, whether it is there or not. In any case of letters.
    [[nodiscard]] bool is_client(std::string_view name) const;

    /// Of all clients that the table has them of.
    [[nodiscard]] const std::vector<SyntheticRanges>& synthetic_ranges() const {
        return rules_.synthetic_dns;
    }

    /// VPNs that are gone for long and that nobody refers to.
    void forget_gone(TimePoint now, const std::function<bool(const AdapterIdentity&)>& is_referred_to) {
        vpns_.forget_gone(now, is_referred_to);
    }

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
    [[nodiscard]] bool is_out_of_date() const { return reading_.is_out_of_date(); }

private:
    bool note_adapters(const AdapterTable& table, const Delta& delta, TimePoint now);
    bool note_services(const AdapterTable& table, TimePoint now);
    bool note_take_overs(const AdapterTable& table, const Delta& delta, TimePoint now);

    VpnRules rules_;
    AdapterTable table_;
    bool known_ = false;
    AdapterReading reading_;
    AdapterMemory memory_;
    std::map<std::string, Verdict> verdicts_; // by GUID, of adapters that are up
    KnownVpns vpns_;
    TimePoint explained_until_ = TimePoint::min();
    std::uint64_t change_count_ = 0;
    TimePoint last_read_{};
    TimePoint last_change_{};
    TimePoint last_row_change_ = TimePoint::min();
    std::optional<TimePoint> resumed_at_;
    TimePoint dial_matters_until_ = TimePoint::min();
};

} // namespace mirrorwatch::decide
