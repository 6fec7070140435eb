// SPDX-License-Identifier: MIT
#include "service/decide/network/routes.hpp"

#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace mirrorwatch::decide {
namespace {

/// As small as can be when the interface's own is not known.
std::uint64_t metric_of(const Route& route, const Adapter* adapter, bool is_ipv6) {
    const auto own = adapter == nullptr ? std::nullopt
                     : is_ipv6          ? adapter->metric_ipv6
                                        : adapter->metric_ipv4;
    return std::uint64_t{route.metric} + own.value_or(0);
}

bool is_on_link_at(const Adapter& adapter, const IpAddress& address) {
    return adapter.up && std::ranges::any_of(adapter.addresses, [&](const AddressPrefix& own) {
               return own.length > 0 && covers(own, address);
           });
}

bool is_on_link_elsewhere(const AdapterTable& table, const Adapter& adapter, const IpAddress& address) {
    return std::ranges::any_of(table.adapters, [&](const Adapter& other) {
        return other.index != adapter.index && is_on_link_at(other, address);
    });
}

/// A default, or a part of one as VPNs write it.
bool leads_anywhere(const Route& route, const IpAddress& address) {
    return route.destination.length <= (address.is_ipv6 ? 3 : 1);
}

bool has_route(const AdapterTable& table, const Adapter& adapter, std::string_view to, unsigned length) {
    return std::any_of(table.routes.begin(), table.routes.end(), [&](const Route& route) {
        return route.interface_index == adapter.index && route.destination.address == to &&
               route.destination.length == length;
    });
}

} // namespace

const Adapter* adapter_of(const AdapterTable& table, const Route& route) {
    const auto found = std::find_if(table.adapters.begin(), table.adapters.end(),
                                    [&](const Adapter& a) { return a.index == route.interface_index; });
    return found == table.adapters.end() ? nullptr : &*found;
}

const Route* best_route(const AdapterTable& table, std::string_view address) {
    const auto wanted = parse_ip(address);
    if (!wanted) {
        return nullptr;
    }
    const Route* best = nullptr;
    std::tuple<int, std::uint64_t> best_rank;
    for (const Route& route : table.routes) {
        const Adapter* adapter = adapter_of(table, route);
        if (!covers(route.destination, *wanted) || (adapter != nullptr && !adapter->up)) {
            continue;
        }
        const std::tuple rank{-int{route.destination.length}, metric_of(route, adapter, wanted->is_ipv6)};
        if (best == nullptr || rank < best_rank) {
            best = &route;
            best_rank = rank;
        }
    }
    return best;
}

const Adapter* find_up(const AdapterTable& table, std::string_view guid) {
    return find_where(table.adapters,
                      [&](const Adapter& adapter) { return adapter.up && adapter.guid == guid; });
}

bool is_routed_through(const AdapterTable& table, const Adapter& adapter, std::string_view address) {
    const Route* best = best_route(table, address);
    return best != nullptr && best->interface_index == adapter.index;
}

bool is_behind(const AdapterTable& table, const Adapter& adapter, std::string_view address) {
    const auto wanted = parse_ip(address);
    const Route* best = best_route(table, address);
    if (!wanted || best == nullptr || best->interface_index != adapter.index) {
        return false;
    }
    return !is_on_link_elsewhere(table, adapter, *wanted) &&
           !(leads_anywhere(*best, *wanted) && is_public(*wanted));
}

bool is_on_link(const AdapterTable& table, std::string_view address) {
    const auto wanted = parse_ip(address);
    return wanted && std::ranges::any_of(table.adapters, [&](const Adapter& adapter) {
               return is_on_link_at(adapter, *wanted);
           });
}

bool carries_default_route(const AdapterTable& table, const Adapter& adapter, IpFamily family) {
    const auto has = [&](std::string_view to, unsigned length) {
        return has_route(table, adapter, to, length);
    };
    const bool has_ipv4 = has("0.0.0.0", 0) || (has("0.0.0.0", 1) && has("128.0.0.0", 1));
    const bool has_ipv6 = has("::", 0) || (has("::", 1) && has("8000::", 1));
    return (family != IpFamily::V6 && has_ipv4) || (family != IpFamily::V4 && has_ipv6);
}

} // namespace mirrorwatch::decide
