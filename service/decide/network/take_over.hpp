// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/snapshot.hpp"
#include "service/decide/network/delta.hpp"

#include <string>
#include <vector>

/// A VPN without an adapter shows itself by what it takes over. Pure; all rules about what is none are here:
///
/// 1. Coming to another network brings another default route, other servers and another proxy with it. So
///    nothing is a take-over while an adapter comes, goes, is made again, gets other addresses, or is
///    connected by Network List Manager, nor for 30 s after that (c_explains): a dock, roaming, resume, a new
///    lease, and the adapter of a VPN, which may bring its DNS seconds later. A service of the watch list
///    that starts or stops explains as much: it is an event of its own.
/// 2. A lease that is renewed may hand out another router or other servers. So a default route is taken over
///    only by halves that were not there, or by a next hop that is no neighbour: none (on-link) or the
///    adapter itself. Servers are, when the first one is new, lies outside of the adapter's own network, and
///    was not given by DHCP, as far as that is known.
/// 3. What ends, ends: a proxy, a server or a route that is only gone is no take-over.
namespace mirrorwatch::decide {

struct TakeOver {
    Taken what = Taken::Dns;
    std::string guid;    // of the adapter; empty for the proxy
    std::string adapter; // friendly name
    std::string before;  // "" when there was none
    std::string after;

    friend bool operator==(const TakeOver&, const TakeOver&) = default;
};

/// Rule 1: something of the delta accounts for changes of route, DNS and proxy.
[[nodiscard]] bool explains_take_overs(const Delta& delta);

/// Rules 2 and 3, of two tables that what_matters returned.
[[nodiscard]] std::vector<TakeOver> take_overs(const AdapterTable& before, const AdapterTable& after);

/// What was taken over is still so.
[[nodiscard]] bool holds(const TakeOver& taken, const AdapterTable& table);

/// "the DNS servers of \"Ethernet\" changed from 192.168.77.1 to 127.0.0.1, and no adapter had come, gone or
/// got another address".
[[nodiscard]] std::string to_string(const TakeOver& taken);

} // namespace mirrorwatch::decide
