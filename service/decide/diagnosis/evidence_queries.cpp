// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/evidence_queries.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/endpoints/endpoint.hpp"
#include "service/decide/network/network_view.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>

namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_ethernet = 6;
constexpr std::uint32_t c_wifi = 71;
constexpr std::uint32_t c_prop_virtual = 53;

bool has_address(const std::vector<AddressPrefix>& prefixes, std::string_view host) {
    const auto wanted = parse_ip(host);
    return wanted && std::ranges::any_of(prefixes, [&](const AddressPrefix& prefix) {
               return parse_ip(prefix.address) == wanted;
           });
}

bool is_vpn(const Adapter& adapter, const Evidence& evidence) {
    return std::ranges::any_of(*evidence.vpns,
                               [&](const Vpn& vpn) { return vpn.identity.guid == adapter.guid; });
}

bool is_letter_or_digit(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool failed_at(const std::optional<Side>& side, ProbeStep step) {
    return is_in(side, EndpointState::Down) && side->failed == step;
}

} // namespace

bool is_own_address(std::string_view host, const Evidence& evidence) {
    return std::ranges::any_of(evidence.table().adapters, [&](const Adapter& adapter) {
        return adapter.up && has_address(adapter.addresses, host);
    });
}

bool goes_through_proxy(const EndpointSpec& spec) {
    const bool is_http = spec.kind == EndpointKind::Http || spec.kind == EndpointKind::Https;
    return is_http && spec.http.proxy == ProxyUse::System && !is_loopback_host(spec.host);
}

bool has_name(const Comparison& endpoint) {
    return endpoint.spec.kind != EndpointKind::WslNetwork && !is_loopback_host(endpoint.spec.host) &&
           !parse_ip(endpoint.spec.host);
}

std::vector<std::string> addresses_of(const Comparison& endpoint, const DiagnosisContext& context) {
    if (parse_ip(endpoint.spec.host)) {
        return {endpoint.spec.host};
    }
    const auto& resolved = context.trial_of(endpoint).resolved;
    return resolved.empty() ? endpoint.spec.expected_addresses : resolved;
}

bool is_physical(const Adapter& adapter, const Evidence& evidence) {
    const bool is_card = adapter.if_type == c_ethernet || adapter.if_type == c_wifi;
    const bool is_virtual = adapter.mac.empty() || is_vpn(adapter, evidence) || is_tunnel(adapter) ||
                            has_part(adapter.description, "virtual") ||
                            has_part(adapter.component_id, "root\\");
    return is_card && !is_virtual && adapter.hardware_interface.value_or(true);
}

bool is_tunnel(const Adapter& adapter) {
    return adapter.if_type == c_prop_virtual || has_part(adapter.component_id, "tap") ||
           has_part(adapter.service, "tap") || has_part(adapter.component_id, "wintun") ||
           has_part(adapter.description, "TAP-Windows") || adapter.mac.starts_with("00-FF-");
}

const Adapter* way_of_windows(const Comparison& endpoint, const DiagnosisContext& context) {
    const AdapterTable& table = context.evidence().table();
    const auto addresses = addresses_of(endpoint, context);
    const Route* route = addresses.empty() ? nullptr : best_route(table, addresses.front());
    return route == nullptr ? nullptr : adapter_of(table, *route);
}

bool has_trait(const Evidence& evidence, Trait trait) {
    return evidence.vpn != nullptr && contains(evidence.vpn->traits, trait);
}

const Vpn* service_with(const Evidence& evidence, Trait trait) {
    return find_where(*evidence.vpns, [&](const Vpn& vpn) {
        return vpn.kind == VpnKind::Service && vpn.is_up() && contains(vpn.traits, trait);
    });
}

const Adapter* adapter_of_vpn(const Evidence& evidence) {
    return find_where(evidence.table().adapters, [&](const Adapter& adapter) {
        return evidence.vpn != nullptr && adapter.up && adapter.guid == evidence.vpn->identity.guid;
    });
}

const GuestDevice* device_of(const Adapter& adapter, const DiagnosisContext& context) {
    return device_of(adapter, or_empty(context.guest().devices));
}

std::optional<bool> has_route(const DiagnosisContext& context, const GuestDevice& device,
                              const std::string& address) {
    const auto wanted = parse_ip(address);
    if (!context.guest().routes || !wanted) {
        return std::nullopt;
    }
    const auto& routes = *context.guest().routes;
    return std::ranges::any_of(routes, [&](const GuestRoute& route) {
        return route.device == device.name && covers(route.destination, *wanted);
    });
}

bool name_fails(const Comparison& endpoint, const DiagnosisContext& context) {
    if (const auto resolves = context.trial_of(endpoint).name_resolves) {
        return !*resolves;
    }
    return has_name(endpoint) &&
           (failed_at(endpoint.wsl, ProbeStep::Name) ||
            (endpoint.spec.kind == EndpointKind::Dns && is_in(endpoint.wsl, EndpointState::Down)));
}

bool connect_fails(const Comparison& endpoint, const DiagnosisContext& context) {
    if (const auto connects = context.trial_of(endpoint).connects) {
        return !*connects;
    }
    return failed_at(endpoint.wsl, ProbeStep::Connect) && !has_part(endpoint.wsl->error, "proxy");
}

bool has_part(std::string_view text, std::string_view part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

bool has_word(std::string_view text, std::string_view word) {
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    for (auto from = text.begin();; ++from) {
        from = std::search(from, text.end(), word.begin(), word.end(), same);
        if (from == text.end()) {
            return false;
        }
        const auto end = from + static_cast<std::ptrdiff_t>(word.size());
        if ((from == text.begin() || !is_letter_or_digit(*(from - 1))) &&
            (end == text.end() || !is_letter_or_digit(*end))) {
            return true;
        }
    }
}

std::vector<std::string> names_of(const Comparisons& endpoints) {
    std::vector<std::string> names;
    for (const Comparison* endpoint : endpoints) {
        names.push_back(endpoint->spec.name);
    }
    return names;
}

} // namespace mirrorwatch::decide
