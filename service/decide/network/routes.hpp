// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/endpoint.hpp"

#include <string_view>

/// Which adapter Windows uses for an address. Pure; the answer of the route table, without Windows' own
/// exceptions (name resolution policy, packet filters, source addresses).
namespace mirrorwatch::decide {

/// The route for an IPv4 or IPv6 literal: the longest prefix wins, then the smallest sum of the route's and
/// the interface's metric, then the one that is first in the table. Routes of adapters that are not up do not
/// count. Null for a name, and when there is no route.
[[nodiscard]] const Route* best_route(const AdapterTable& table, std::string_view address);

/// The adapter with this IfIndex; null when there is none.
[[nodiscard]] const Adapter* adapter_of(const AdapterTable& table, const Route& route);

/// The adapter with this GUID, if it is up; else null.
[[nodiscard]] const Adapter* find_up(const AdapterTable& table, std::string_view guid);

/// Windows would send packets for this literal through the adapter.
[[nodiscard]] bool is_routed_through(const AdapterTable& table, const Adapter& adapter,
                                     std::string_view address);

/// It is routed through the adapter, and would be out of reach without: no other adapter that is up is in its
/// network, and it is no address of the Internet that merely follows the default route.
[[nodiscard]] bool is_behind(const AdapterTable& table, const Adapter& adapter, std::string_view address);

/// In the network of an adapter that is up: a neighbour, to which no gateway leads. False for a name.
[[nodiscard]] bool is_on_link(const AdapterTable& table, std::string_view address);

/// 0.0.0.0/0 or ::/0, or both halves of it, as VPNs write it so as not to touch the other one.
[[nodiscard]] bool carries_default_route(const AdapterTable& table, const Adapter& adapter,
                                         IpFamily family = IpFamily::Auto);

} // namespace mirrorwatch::decide
