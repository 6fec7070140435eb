// SPDX-License-Identifier: MIT
#include "service/decide/network/take_over.hpp"

#include "common/ip_address.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace mirrorwatch::decide {
namespace {

std::string joined(const std::vector<std::string>& texts) {
    std::string text;
    for (const std::string& part : texts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text;
}

bool is_half(const Route& route) {
    const std::string_view to = route.destination.address;
    return route.destination.length == 1 &&
           (to == "0.0.0.0" || to == "128.0.0.0" || to == "::" || to == "8000::");
}

bool is_whole(const Route& route) {
    const std::string_view to = route.destination.address;
    return route.destination.length == 0 && (to == "0.0.0.0" || to == "::");
}

bool is_no_neighbour(const std::string& next_hop, const Adapter& adapter) {
    return next_hop == "0.0.0.0" || next_hop == "::" ||
           std::any_of(adapter.addresses.begin(), adapter.addresses.end(),
                       [&](const AddressPrefix& own) { return own.address == next_hop; });
}

/// The default routes that no router of the network would be: "0.0.0.0/1 via 192.168.77.1, …".
std::string strange_routes(const AdapterTable& table, const Adapter& adapter) {
    std::vector<std::string> texts;
    for (const Route& route : table.routes) {
        if (route.interface_index == adapter.index &&
            (is_half(route) || (is_whole(route) && is_no_neighbour(route.next_hop, adapter)))) {
            texts.push_back(route.destination.address + "/" + std::to_string(route.destination.length) +
                            " via " + route.next_hop);
        }
    }
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return joined(texts);
}

bool is_in_own_network(const std::string& server, const Adapter& adapter) {
    const auto address = parse_ip(server);
    return address && std::any_of(adapter.addresses.begin(), adapter.addresses.end(),
                                  [&](const AddressPrefix& own) { return covers(own, *address); });
}

bool are_servers_taken(const Adapter& was, const Adapter& is) {
    if (is.dns_servers.empty() || !is.dns_by_hand.value_or(true)) {
        return false;
    }
    const std::string& first = is.dns_servers.front();
    return std::find(was.dns_servers.begin(), was.dns_servers.end(), first) == was.dns_servers.end() &&
           !is_in_own_network(first, is);
}

/// What of this kind can be seen now; empty when there is nothing.
std::string state_of(Taken what, const AdapterTable& table, const Adapter* adapter) {
    if (what == Taken::Proxy) {
        return table.proxy.value_or("");
    }
    if (adapter == nullptr) {
        return {};
    }
    return what == Taken::Dns ? joined(adapter->dns_servers) : strange_routes(table, *adapter);
}

} // namespace

bool explains_take_overs(const Delta& delta) {
    return std::any_of(delta.begin(), delta.end(), [](const AdapterChange& change) {
        switch (change.what) {
        case AdapterEvent::Appeared:
        case AdapterEvent::Up:
        case AdapterEvent::Down:
        case AdapterEvent::Gone:
        case AdapterEvent::Recreated:
        case AdapterEvent::Addresses:
        case AdapterEvent::Mirrored:
        case AdapterEvent::Services:
            return true;
        default:
            return false;
        }
    });
}

std::vector<TakeOver> take_overs(const AdapterTable& before, const AdapterTable& after) {
    std::vector<TakeOver> taken;
    for (const Adapter& is : after.adapters) {
        const Adapter* was = find_up(before, is.guid);
        if (was == nullptr || !is.up) {
            continue;
        }
        TakeOver routes{Taken::DefaultRoute, is.guid, is.friendly_name, strange_routes(before, *was),
                        strange_routes(after, is)};
        if (!routes.after.empty() && routes.after != routes.before) {
            taken.push_back(std::move(routes));
        }
        if (are_servers_taken(*was, is)) {
            taken.push_back(
                {Taken::Dns, is.guid, is.friendly_name, joined(was->dns_servers), joined(is.dns_servers)});
        }
    }
    if (before.proxy && after.proxy && *before.proxy != *after.proxy && !after.proxy->empty()) {
        taken.push_back({Taken::Proxy, {}, {}, *before.proxy, *after.proxy});
    }
    return taken;
}

bool holds(const TakeOver& taken, const AdapterTable& table) {
    return state_of(taken.what, table, find_up(table, taken.guid)) == taken.after;
}

std::string to_string(const TakeOver& taken) {
    std::string text = taken.what == Taken::Proxy ? "the proxy" : "the ";
    if (taken.what != Taken::Proxy) {
        text += taken.what == Taken::Dns ? "DNS servers" : "default route";
        text += " of \"" + taken.adapter + "\"";
    }
    text += taken.before.empty() ? " became " : " changed from " + taken.before + " to ";
    return text + taken.after + ", and no adapter had come, gone or got another address";
}

} // namespace mirrorwatch::decide
