#include "service/decide/diagnosis/evidence_queries.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/endpoints/endpoint.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>

namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_ethernet = 6;
constexpr std::uint32_t c_wifi = 71;
constexpr std::uint32_t c_prop_virtual = 53;

bool has_address(const std::vector<AddressPrefix>& prefixes, std::string_view host) {
    const auto wanted = parse_ip(host);
    return wanted && std::any_of(prefixes.begin(), prefixes.end(), [&](const AddressPrefix& prefix) {
               return parse_ip(prefix.address) == wanted;
           });
}

bool is_vpn(const Adapter& adapter, const Evidence& evidence) {
    return std::any_of(evidence.vpns->begin(), evidence.vpns->end(),
                       [&](const Vpn& vpn) { return vpn.identity.guid == adapter.guid; });
}

bool is_letter_or_digit(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

/// The only one that fits; null when there is none or more than one.
template <class Fits>
const GuestDevice* the_only(const std::vector<GuestDevice>& devices, Fits fits) {
    const auto found = std::find_if(devices.begin(), devices.end(), fits);
    if (found == devices.end() || std::any_of(found + 1, devices.end(), fits)) {
        return nullptr;
    }
    return &*found;
}

bool failed_at(const std::optional<Side>& side, ProbeStep step) {
    return side && side->state == EndpointState::Down && side->failed == step;
}

} // namespace

bool is_own_address(std::string_view host, const Evidence& evidence) {
    return evidence.adapters != nullptr &&
           std::any_of(
               evidence.adapters->adapters.begin(), evidence.adapters->adapters.end(),
               [&](const Adapter& adapter) { return adapter.up && has_address(adapter.addresses, host); });
}

bool has_name(const Comparison& endpoint) {
    return endpoint.spec.kind != EndpointKind::WslNetwork && !is_loopback_host(endpoint.spec.host) &&
           !parse_ip(endpoint.spec.host);
}

std::vector<std::string> addresses_of(const Comparison& endpoint, const DiagnosisContext& context) {
    if (parse_ip(endpoint.spec.host)) {
        return {endpoint.spec.host};
    }
    const GuestTrial* trial = context.trial_of(endpoint);
    return trial != nullptr && !trial->resolved.empty() ? trial->resolved : endpoint.spec.expected_addresses;
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
    const AdapterTable* table = context.evidence().adapters;
    const auto addresses = addresses_of(endpoint, context);
    if (table == nullptr || addresses.empty()) {
        return nullptr;
    }
    const Route* route = best_route(*table, addresses.front());
    return route == nullptr ? nullptr : adapter_of(*table, *route);
}

const Adapter* adapter_of_vpn(const Evidence& evidence) {
    if (evidence.adapters == nullptr || evidence.vpn == nullptr) {
        return nullptr;
    }
    const auto& all = evidence.adapters->adapters;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Adapter& adapter) {
        return adapter.up && adapter.guid == evidence.vpn->identity.guid;
    });
    return found == all.end() ? nullptr : &*found;
}

const GuestDevice* device_of(const Adapter& adapter, const DiagnosisContext& context) {
    if (context.guest() == nullptr || !context.guest()->devices) {
        return nullptr;
    }
    const auto& devices = *context.guest()->devices;
    const auto by_guid = std::find_if(devices.begin(), devices.end(), [&](const GuestDevice& device) {
        return !device.guid.empty() && equal_ignoring_case(device.guid, adapter.guid);
    });
    if (by_guid != devices.end()) {
        return &*by_guid;
    }
    const GuestDevice* by_mac = the_only(devices, [&](const GuestDevice& device) {
        return device.guid.empty() && !adapter.mac.empty() && equal_ignoring_case(device.mac, adapter.mac);
    });
    return by_mac != nullptr ? by_mac : the_only(devices, [&](const GuestDevice& device) {
        return device.guid.empty() &&
               std::any_of(adapter.addresses.begin(), adapter.addresses.end(), [&](const AddressPrefix& own) {
                   return has_address(device.addresses, own.address);
               });
    });
}

std::optional<bool> has_route(const DiagnosisContext& context, const GuestDevice& device,
                              const std::string& address) {
    const auto wanted = parse_ip(address);
    if (context.guest() == nullptr || !context.guest()->routes || !wanted) {
        return std::nullopt;
    }
    const auto& routes = *context.guest()->routes;
    return std::any_of(routes.begin(), routes.end(), [&](const GuestRoute& route) {
        return route.device == device.name && covers(route.destination, *wanted);
    });
}

bool name_fails(const Comparison& endpoint, const DiagnosisContext& context) {
    const GuestTrial* trial = context.trial_of(endpoint);
    if (trial != nullptr && trial->name_resolves) {
        return !*trial->name_resolves;
    }
    return has_name(endpoint) && (failed_at(endpoint.wsl, ProbeStep::Name) ||
                                  (endpoint.spec.kind == EndpointKind::Dns && endpoint.wsl &&
                                   endpoint.wsl->state == EndpointState::Down));
}

bool connect_fails(const Comparison& endpoint, const DiagnosisContext& context) {
    const GuestTrial* trial = context.trial_of(endpoint);
    if (trial != nullptr && trial->connects) {
        return !*trial->connects;
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
