#include "common/ip_address.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/signatures.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <array>
#include <iterator>

/// What is wrong with the guest's routes, and with what it sends along them.
namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_largest_usual_mtu = 1500;
constexpr std::uint32_t c_smallest_usual_mtu = 1400;
constexpr std::uint8_t c_widest_nat_network = 16; // WSL's own choice is a /20

bool is_odd(std::uint32_t mtu) {
    return mtu > c_largest_usual_mtu || (mtu > 0 && mtu < c_smallest_usual_mtu);
}

std::string mtu_of(const std::string& name, std::uint32_t mtu) {
    return "the largest packet of " + name + " has " + std::to_string(mtu) + " bytes";
}

/// Empty when no packet size is unusual.
std::string odd_mtu(const DiagnosisContext& context) {
    if (const Adapter* vpn = adapter_of_vpn(context.evidence()); vpn != nullptr && is_odd(vpn->mtu)) {
        return mtu_of(context.vpn_name(), vpn->mtu);
    }
    if (context.guest() != nullptr && context.guest()->devices) {
        for (const GuestDevice& device : *context.guest()->devices) {
            if (device.up && device.mtu > c_largest_usual_mtu) {
                return mtu_of(device.name + " in WSL", device.mtu);
            }
        }
    }
    return {};
}

/// The connection stood, and what came then did not come through. A certificate that WSL does not trust came
/// through.
bool stalls(const Comparison& endpoint) {
    const ProbeStep step = endpoint.wsl->failed;
    return (step == ProbeStep::Tls || step == ProbeStep::Send || step == ProbeStep::Answer ||
            step == ProbeStep::Body) &&
           !has_part(endpoint.wsl->error, "certificate");
}

/// Nothing: large packets are not what fails.
std::optional<Confidence> loses_large(const Comparison& endpoint, const DiagnosisContext& context,
                                      bool is_mtu_odd) {
    const GuestTrial* trial = context.trial_of(endpoint);
    const auto connects = trial == nullptr ? std::nullopt : trial->connects;
    const auto large = trial == nullptr ? std::nullopt : trial->large_answer;
    if (!connects.value_or(true) || large.value_or(false)) {
        return std::nullopt;
    }
    if (large) {
        return is_mtu_odd ? Confidence::Certain : Confidence::Likely;
    }
    if (!stalls(endpoint) || !is_mtu_odd) {
        return std::nullopt;
    }
    return connects ? Confidence::Likely : Confidence::Possible;
}

bool large_arrived(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    return std::any_of(cut.begin(), cut.end(), [&](const Comparison* endpoint) {
        const GuestTrial* trial = context.trial_of(*endpoint);
        return trial != nullptr && trial->large_answer.value_or(false);
    });
}

bool is_of_vpn(const Adapter& adapter, const Evidence& evidence) {
    return std::any_of(evidence.vpns->begin(), evidence.vpns->end(), [&](const Vpn& vpn) {
        return !vpn.gone_since && !vpn.identity.guid.empty() && vpn.identity.guid == adapter.guid;
    });
}

bool is_wsls_switch(const Adapter& adapter) {
    return adapter.friendly_name.starts_with("vEthernet (WSL");
}

/// Where WSL's own network is, as Windows' switch, the guest's device or its on-link route says it.
std::vector<AddressPrefix> nat_network(const DiagnosisContext& context) {
    std::vector<AddressPrefix> prefixes;
    const auto add = [&](const std::vector<AddressPrefix>& more) {
        std::copy_if(more.begin(), more.end(), std::back_inserter(prefixes), [](const AddressPrefix& prefix) {
            const auto address = parse_ip(prefix.address);
            return address && !address->is_ipv6;
        });
    };
    for (const Adapter& adapter : context.evidence().adapters->adapters) {
        if (adapter.up && is_wsls_switch(adapter)) {
            add(adapter.addresses);
        }
    }
    if (context.guest() != nullptr && context.guest()->devices) {
        for (const GuestDevice& device : *context.guest()->devices) {
            if (device.up && device.name.starts_with("eth")) {
                add(device.addresses);
            }
        }
    }
    if (context.guest() != nullptr && context.guest()->routes) {
        for (const GuestRoute& route : *context.guest()->routes) {
            if (route.gateway.empty() && route.device == "eth0" &&
                route.destination.length >= c_widest_nat_network) {
                add({route.destination});
            }
        }
    }
    return prefixes;
}

/// A VPN's route that is at least as narrow as WSL's network: a wider one does not count against it.
const Route* overlapping_route(const Evidence& evidence, const AddressPrefix& network) {
    const auto address = parse_ip(network.address);
    const AdapterTable& table = *evidence.adapters;
    for (const Route& route : table.routes) {
        const Adapter* adapter = adapter_of(table, route);
        const auto to = parse_ip(route.destination.address);
        const bool is_inside =
            to && address && is_in_subnet(*to, *address, network.length) &&
            (covers(route.destination, *address) || route.destination.length <= network.length + 1);
        if (adapter != nullptr && adapter->up && is_of_vpn(*adapter, evidence) &&
            route.destination.length >= network.length && is_inside) {
            return &route;
        }
    }
    return nullptr;
}

struct Half {
    std::string_view address;
    std::string_view name;
};

constexpr std::array c_halves{Half{"0.0.0.0", "0.0.0.0/1"}, Half{"128.0.0.0", "128.0.0.0/1"}};

bool is_half(const AddressPrefix& prefix, const Half& half) {
    return prefix.address == half.address && prefix.length == 1;
}

/// The VPN's half that Windows has and the guest has not, as far as the endpoint lies in it.
const Half* missing_half(const DiagnosisContext& context, const Adapter& vpn,
                         const std::optional<IpAddress>& address) {
    const auto& theirs = *context.guest()->routes;
    const auto& ours = context.evidence().adapters->routes;
    for (const Half& half : c_halves) {
        const AddressPrefix prefix{std::string{half.address}, 1};
        const bool is_on_host = std::any_of(ours.begin(), ours.end(), [&](const Route& route) {
            return route.interface_index == vpn.index && is_half(route.destination, half);
        });
        const bool is_in_guest = std::any_of(theirs.begin(), theirs.end(), [&](const GuestRoute& route) {
            return is_half(route.destination, half);
        });
        if (is_on_host && !is_in_guest && (!address || covers(prefix, *address))) {
            return &half;
        }
    }
    return nullptr;
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

} // namespace

Judgement large_packets_lost(const DiagnosisContext& context) {
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    const std::string odd = odd_mtu(context);
    Yes yes{};
    for (const Comparison* endpoint : context.suspects().cut) {
        if (const auto confidence = loses_large(*endpoint, context, !odd.empty())) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = std::max(yes.confidence, *confidence);
        }
    }
    if (yes.endpoints.empty()) {
        return No{large_arrived(context) ? "large packets reach WSL" : ""};
    }
    yes.evidence.emplace_back("connections come about, and large packets do not arrive");
    if (!odd.empty()) {
        yes.evidence.push_back(odd);
    }
    return yes;
}

Judgement nat_routes_overlap(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (evidence.effective != NetworkingMode::Nat || evidence.vpn == nullptr ||
        evidence.adapters == nullptr) {
        return No{};
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
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

Judgement halves_not_mirrored(const DiagnosisContext& context) {
    if (const auto stop = context.unless_mirrored()) {
        return *stop;
    }
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    if (vpn == nullptr) {
        return No{};
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    if (context.guest() == nullptr || !context.guest()->routes) {
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
        if (const Half* half = missing_half(context, *vpn, address)) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = address ? Confidence::Certain : yes.confidence;
            yes.evidence = {"Windows routes " + std::string{half->name} +
                            " through the VPN, and WSL lacks this route"};
        }
    }
    return yes.endpoints.empty() ? Judgement{No{"WSL has the routes that Windows has"}} : Judgement{yes};
}

/// What goes out arrives, as the way is fine, and what comes back gets lost before the guest.
Judgement tunnel_replies_dropped(const DiagnosisContext& context) {
    if (const auto stop = context.unless_mirrored()) {
        return *stop;
    }
    const Adapter* vpn = adapter_of_vpn(context.evidence());
    if (vpn == nullptr) {
        return No{};
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (!is_tunnel(*vpn)) {
        return No{};
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
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

} // namespace mirrorwatch::decide
