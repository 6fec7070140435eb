// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <array>
#include <iterator>

/// What is wrong with the guest's routes, and with what it sends along them.
namespace mirrorwatch::decide {
namespace {

constexpr std::uint8_t c_widest_nat_network = 16; // WSL's own choice is a /20

bool is_of_vpn(const Adapter& adapter, const Evidence& evidence) {
    return std::ranges::any_of(*evidence.vpns, [&](const Vpn& vpn) {
        return vpn.is_up() && !vpn.identity.guid.empty() && vpn.identity.guid == adapter.guid;
    });
}

bool is_wsls_switch(const Adapter& adapter) {
    return adapter.friendly_name.starts_with("vEthernet (WSL");
}

/// Where WSL's own network is, as Windows' switch, the guest's device or its on-link route says it.
std::vector<AddressPrefix> nat_network(const DiagnosisContext& context) {
    std::vector<AddressPrefix> prefixes;
    const auto add = [&](const std::vector<AddressPrefix>& more) {
        std::ranges::copy_if(more, std::back_inserter(prefixes), [](const AddressPrefix& prefix) {
            const auto address = parse_ip(prefix.address);
            return address && !address->is_ipv6;
        });
    };
    for (const Adapter& adapter : context.evidence().adapters->adapters) {
        if (adapter.up && is_wsls_switch(adapter)) {
            add(adapter.addresses);
        }
    }
    for (const GuestDevice& device : or_empty(context.guest().devices)) {
        if (device.up && device.name.starts_with("eth")) {
            add(device.addresses);
        }
    }
    for (const GuestRoute& route : or_empty(context.guest().routes)) {
        if (route.gateway.empty() && route.device == "eth0" &&
            route.destination.length >= c_widest_nat_network) {
            add({route.destination});
        }
    }
    return prefixes;
}

/// A VPN's route that is at least as narrow as WSL's network: a wider one does not count against it.
const Route* overlapping_route(const Evidence& evidence, const AddressPrefix& network) {
    const auto address = parse_ip(network.address);
    const AdapterTable& table = *evidence.adapters;
    return find_where(table.routes, [&](const Route& route) {
        const Adapter* adapter = adapter_of(table, route);
        const auto to = parse_ip(route.destination.address);
        const bool is_inside =
            to && address && is_in_subnet(*to, *address, network.length) &&
            (covers(route.destination, *address) || route.destination.length <= network.length + 1);
        return adapter != nullptr && adapter->up && is_of_vpn(*adapter, evidence) &&
               route.destination.length >= network.length && is_inside;
    });
}

const std::array c_halves{AddressPrefix{"0.0.0.0", 1}, AddressPrefix{"128.0.0.0", 1}};

/// The VPN's half that Windows has and the guest has not, as far as the endpoint lies in it.
const AddressPrefix* missing_half(const DiagnosisContext& context, const Adapter& vpn,
                                  const std::optional<IpAddress>& address) {
    const auto& theirs = *context.guest().routes;
    const auto& ours = context.evidence().adapters->routes;
    return find_where(c_halves, [&](const AddressPrefix& half) {
        const bool is_on_host = std::ranges::any_of(ours, [&](const Route& route) {
            return route.interface_index == vpn.index && route.destination == half;
        });
        const bool is_in_guest = std::ranges::find(theirs, half, &GuestRoute::destination) != theirs.end();
        return is_on_host && !is_in_guest && (!address || covers(half, *address));
    });
}

/// Nothing is known that would keep a packet for it from leaving through the VPN's device.
std::optional<bool> is_way_fine(const Comparison& endpoint, const Adapter& vpn,
                                const DiagnosisContext& context) {
    const auto addresses = addresses_of(endpoint, context);
    const GuestDevice* device = device_of(vpn, context);
    if (device == nullptr) {
        return std::nullopt;
    }
    const auto routed = addresses.empty() ? std::nullopt : has_route(context, *device, addresses.front());
    if (!device->up || (routed && !*routed)) {
        return false;
    }
    return routed;
}

bool is_nat_with_vpn(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    return evidence.effective == NetworkingMode::Nat && evidence.vpn != nullptr &&
           evidence.adapters != nullptr;
}

Judgement nat_overlaps(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    for (const AddressPrefix& network : nat_network(context)) {
        if (const Route* route = overlapping_route(evidence, network)) {
            const std::string to =
                route->destination.address + "/" + std::to_string(route->destination.length);
            const bool is_narrower = route->destination.length > network.length;
            return Yes{is_narrower ? Confidence::Certain : Confidence::Likely,
                       {context.vpn_name()},
                       context.suspects().cut,
                       {"Windows routes " + to + " through the VPN, and WSL's own network is " +
                        network.address + "/" + std::to_string(network.length)}};
        }
    }
    return No{"no route of the VPN covers WSL's own network"};
}

bool has_vpn_adapter(const DiagnosisContext& context) {
    return adapter_of_vpn(context.evidence()) != nullptr;
}

Judgement half_missing(const DiagnosisContext& context) {
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    if (!context.guest().routes) {
        return No{};
    }
    const GuestDevice* device = device_of(*vpn, context);
    if (device != nullptr && !device->up) {
        return No{"the VPN's device is down in WSL"};
    }
    Yes yes{Confidence::Likely, {context.vpn_name()}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const auto addresses = addresses_of(*endpoint, context);
        const auto address = addresses.empty() ? std::nullopt : parse_ip(addresses.front());
        if (const auto* half = missing_half(context, *vpn, address)) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = address ? Confidence::Certain : yes.confidence;
            yes.evidence = {"Windows routes " + half->address +
                            "/1 through the VPN, and WSL lacks this route"};
        }
    }
    return if_any(std::move(yes), "WSL has the routes that Windows has");
}

bool has_tunnel(const DiagnosisContext& context) {
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    return vpn != nullptr && is_tunnel(*vpn);
}

/// What goes out arrives, as the way is fine, and what comes back gets lost before the guest.
Judgement replies_lost(const DiagnosisContext& context) {
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    Yes yes{Confidence::Possible, {context.vpn_name()}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const auto fine = is_way_fine(*endpoint, *vpn, context);
        if (endpoint->behind_vpn && connect_fails(*endpoint, context) && fine.value_or(true) &&
            !has_part(endpoint->wsl->error, "unreachable")) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = fine ? Confidence::Likely : yes.confidence;
        }
    }
    if (yes.endpoints.empty()) {
        return No{};
    }
    yes.evidence = {context.vpn_name() + " is a TUN or TAP adapter",
                    "connections through it get no answer in WSL"};
    if (yes.confidence == Confidence::Likely) {
        yes.evidence.emplace_back("WSL has the VPN's device and the route through it");
    }
    return yes;
}

bool is_ipv6(const AddressPrefix& prefix) {
    return prefix.address.find(':') != std::string::npos;
}

bool is_default(const AddressPrefix& prefix, bool of_ipv6) {
    return prefix.length == 0 && is_ipv6(prefix) == of_ipv6;
}

/// Windows' card through which it reaches what no narrower route leads to; null: it has none, or a VPN has
/// it.
const Adapter* card_with_default(const DiagnosisContext& context, bool of_ipv6) {
    const Evidence& evidence = context.evidence();
    const Route* best = nullptr;
    for (const Route& route : evidence.table().routes) {
        const Adapter* adapter = adapter_of(evidence.table(), route);
        const bool counts = is_default(route.destination, of_ipv6) && adapter != nullptr && adapter->up;
        best = counts && (best == nullptr || route.metric < best->metric) ? &route : best;
    }
    const Adapter* card = best == nullptr ? nullptr : adapter_of(evidence.table(), *best);
    return card == nullptr || is_of_vpn(*card, evidence) ? nullptr : card;
}

bool is_down(const std::string& device, const GuestFacts& guest) {
    const auto* found =
        find_where(or_empty(guest.devices), [&](const GuestDevice& one) { return one.name == device; });
    return found != nullptr && !found->up;
}

bool has_default_route(const GuestFacts& guest, bool of_ipv6) {
    return std::ranges::any_of(or_empty(guest.routes), [&](const GuestRoute& route) {
        return is_default(route.destination, of_ipv6) && !is_down(route.device, guest);
    });
}

/// By an address of this kind, as far as its addresses are known.
bool may_be_reached_by(const Comparison& endpoint, bool of_ipv6, const DiagnosisContext& context) {
    const auto addresses = addresses_of(endpoint, context);
    return addresses.empty() || std::ranges::any_of(addresses, [&](const std::string& address) {
               return (address.find(':') != std::string::npos) == of_ipv6;
           });
}

/// The other kind of addresses may have a way.
Judgement default_route_of(bool is_ipv6, const DiagnosisContext& context) {
    const Adapter* card = card_with_default(context, is_ipv6);
    if (card == nullptr || !card->nlm_connected.value_or(true) ||
        has_default_route(context.guest(), is_ipv6)) {
        return No{};
    }
    const std::string kind = is_ipv6 ? "IPv6" : "IPv4";
    return if_any(
        Yes{Confidence::Certain,
            {},
            those(context.suspects().cut,
                  [&](auto* endpoint) {
                      return !context.connects(*endpoint) && may_be_reached_by(*endpoint, is_ipv6, context);
                  }),
            {"Windows has a default route for " + kind + " by " + card->friendly_name, "WSL has none"}});
}

Judgement default_route_lost(const DiagnosisContext& context) {
    if (!context.guest().routes) {
        return No{};
    }
    const Judgement ipv4 = default_route_of(false, context);
    return std::holds_alternative<Yes>(ipv4) ? ipv4 : default_route_of(true, context);
}

bool is_bridge(std::string_view device) {
    constexpr std::array<std::string_view, 5> c_names{"docker", "br-", "podman", "cni", "virbr"};
    return std::ranges::any_of(c_names, [&](std::string_view name) { return device.starts_with(name); });
}

/// The guest's own word on the way to there, else its narrowest route.
std::string device_towards(const Comparison& endpoint, const DiagnosisContext& context) {
    if (const auto& device = context.trial_of(endpoint).leaves_by) {
        return *device;
    }
    const auto addresses = addresses_of(endpoint, context);
    const auto address = addresses.empty() ? std::nullopt : parse_ip(addresses.front());
    const GuestRoute* best = nullptr;
    for (const GuestRoute& route : or_empty(context.guest().routes)) {
        const bool fits = address && covers(route.destination, *address);
        best =
            fits && (best == nullptr || route.destination.length > best->destination.length) ? &route : best;
    }
    return best == nullptr ? std::string{} : best->device;
}

/// Of a network for containers, which no other machine is in.
Judgement bridge_covers_target(const DiagnosisContext& context) {
    Yes yes{Confidence::Certain, {}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const std::string device = device_towards(*endpoint, context);
        if (!is_bridge(device) || (!yes.arguments.empty() && yes.arguments.front() != device)) {
            continue;
        }
        yes.arguments = {device};
        yes.endpoints.push_back(endpoint);
        yes.evidence.push_back("what WSL sends to " + endpoint->spec.name + " goes to " + device);
    }
    return if_any(std::move(yes));
}

/// Neither WSL's, nor a network for containers.
bool is_of_another_program(const std::string& name, const DiagnosisContext& context) {
    const auto* device = find_where(or_empty(context.guest().devices),
                                    [&](const GuestDevice& one) { return one.name == name; });
    return device != nullptr && !is_made_by_wsl(*device) && !is_bridge(name);
}

/// podman's user-mode networking, wsl-vpnkit, a VPN inside WSL.
Judgement network_taken(const DiagnosisContext& context) {
    Yes yes{Confidence::Likely, {}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const std::string device = device_towards(*endpoint, context);
        const bool is_another = !yes.arguments.empty() && yes.arguments.front() != device;
        if (is_another || !connect_fails(*endpoint, context) || !is_of_another_program(device, context)) {
            continue;
        }
        yes.arguments = {device};
        yes.endpoints.push_back(endpoint);
        yes.evidence.push_back("what WSL sends to " + endpoint->spec.name + " goes to " + device +
                               ", which WSL has not made");
    }
    return if_any(std::move(yes));
}

using namespace rows;

constexpr FaultSet c_of_default{c_no_network, AdapterHidden, AfterResume, InterfaceConstraint};

constexpr FaultSet c_of_halves{c_shut_out, AdapterHidden};
constexpr FaultSet c_of_replies{c_no_way,     FakeIpDns,        SyntheticDns, HalvesNotMirrored,
                                VpnTrapsHost, LargePacketsLost, LoopbackProxy};

constexpr auto c_rows = std::to_array<FaultRow>({
    {TunnelRepliesDropped, Error, 0s, c_of_replies, {mirrored, when<has_tunnel>, cut, guest}, replies_lost},
    {NatRoutesOverlap, Error, 0s, c_no_network, {running, when<is_nat_with_vpn>, cut, guest}, nat_overlaps},
    {HalvesNotMirrored, Error, 0s, c_of_halves, {mirrored, when<has_vpn_adapter>, cut, guest}, half_missing},
    {NoDefaultRoute, Error, 15s, c_of_default, {mirrored, cut, guest}, default_route_lost},
    {BridgeCoversTarget, Error, 0s, c_no_network, {running, cut, guest}, bridge_covers_target},
    {NetworkTaken, Error, 0s, c_no_network, {running, cut, guest}, network_taken},
});

} // namespace

constinit const Family c_faults_of_routes = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
