// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <array>
#include <vector>

/// Names that WSL cannot look up, or looks up in vain.
namespace mirrorwatch::decide {
namespace {

struct Names {
    Comparisons failing;
    const Comparison* resolved = nullptr; // one that WSL does look up
};

Names names_in(const DiagnosisContext& context) {
    Names names{those(context.suspects().cut, [&](auto* e) { return name_fails(*e, context); })};
    for (const Comparison& endpoint : context.evidence().endpoints) {
        const bool is_found =
            context.is_reached_from_wsl(endpoint) ||
            (endpoint.spec.kind == EndpointKind::Dns && is_in(endpoint.wsl, EndpointState::Up));
        if (has_name(endpoint) && context.trial_of(endpoint).name_resolves.value_or(is_found)) {
            names.resolved = &endpoint;
        }
    }
    return names;
}

bool ends_with_suffix(const std::string& host, const std::string& suffix) {
    return !suffix.empty() && host.size() > suffix.size() && lower(host).ends_with("." + lower(suffix));
}

/// Only the VPN's servers know it.
bool is_private(const Comparison& endpoint, const Evidence& evidence) {
    const Adapter* vpn = adapter_of_vpn(evidence);
    return endpoint.behind_vpn || endpoint.spec.when == EndpointWhen::Vpn ||
           (vpn != nullptr && ends_with_suffix(endpoint.spec.host, vpn->dns_suffix));
}

bool is_literal(const Comparison& endpoint, const Evidence& evidence) {
    return parse_ip(endpoint.spec.host) && !is_of_this_machine(endpoint, evidence);
}

bool works_in_wsl(const Comparison& endpoint, const DiagnosisContext& context) {
    return context.is_reached_from_wsl(endpoint) || context.connects(endpoint);
}

/// A target that needs no name: one that works, else one that does not, else null.
const Comparison* literal_in(const DiagnosisContext& context) {
    const Comparison* failing = nullptr;
    for (const Comparison& endpoint : context.evidence().endpoints) {
        if (!endpoint.wsl || !is_literal(endpoint, context.evidence())) {
            continue;
        }
        if (works_in_wsl(endpoint, context)) {
            return &endpoint;
        }
        failing = endpoint.wsl->state == EndpointState::Down ? &endpoint : failing;
    }
    return failing;
}

bool is_in(const SyntheticRanges& row, const std::string& text) {
    const auto address = parse_ip(text);
    return address && std::ranges::any_of(
                          row.ranges, [&](const AddressPrefix& range) { return covers(range, *address); });
}

/// With an adapter or as a service. Where it is not known which services run, any VPN may be it.
bool is_up(const std::string& client, const Evidence& evidence) {
    return (!evidence.table().services && evidence.vpn != nullptr) ||
           std::ranges::any_of(*evidence.vpns, [&](const Vpn& vpn) {
               return vpn.is_up() && equal_ignoring_case(vpn.client, client);
           });
}

/// Windows has a way to there that is more than a default route, or a half of one.
bool is_routed(const std::string& address, const Evidence& evidence) {
    const Route* route = best_route(evidence.table(), address);
    return route != nullptr && route->destination.length > 1;
}

/// Only who asks through WSL's DNS tunnel gets it.
const std::string* tunnelled_address(const GuestTrial& trial, const Evidence& evidence) {
    return find_where(trial.resolved, [&](const std::string& text) {
        return std::ranges::any_of(evidence.synthetic, [&](const SyntheticRanges& row) {
            return row.through_tunnel && is_in(row, text);
        });
    });
}

std::string tunnelled_ranges(const Evidence& evidence) {
    std::string text;
    for (const SyntheticRanges& row : evidence.synthetic) {
        for (const AddressPrefix& range : row.through_tunnel ? row.ranges : std::vector<AddressPrefix>{}) {
            text += (text.empty() ? "" : ", ") + range.address + "/" + std::to_string(range.length);
        }
    }
    return text;
}

/// Whoever in WSL asks gets it.
bool is_fake_ip(const std::string& text, const Evidence& evidence) {
    return std::ranges::any_of(evidence.synthetic, [&](const SyntheticRanges& row) {
        const bool always = row.without_client || row.client.empty();
        return !row.through_tunnel && is_in(row, text) &&
               (always || (is_up(row.client, evidence) && !is_routed(text, evidence)));
    });
}

/// Or it is not known which services run.
bool may_be_synthetic(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    return !evidence.table().services || has_trait(evidence, Trait::SyntheticAddresses) ||
           service_with(evidence, Trait::SyntheticAddresses) != nullptr;
}

/// The gateway answers, or WSL reaches a target by its address.
bool is_way_fine(const DiagnosisContext& context, const Comparison* literal) {
    const auto gateway = context.guest().gateway;
    return literal != nullptr || gateway == NeighbourState::Reachable || gateway == NeighbourState::Stale;
}

bool has_network(const DiagnosisContext& context) {
    return context.evidence().effective != NetworkingMode::None;
}

/// The names that fail are the VPN's own, and others resolve.
bool are_only_private(const Names& names, const DiagnosisContext& context) {
    return names.resolved != nullptr && !is_private(*names.resolved, context.evidence()) &&
           !names.failing.empty() && std::ranges::all_of(names.failing, [&](const Comparison* endpoint) {
               return is_private(*endpoint, context.evidence());
           });
}

Judgement dns_tunnel_broken(const DiagnosisContext& context) {
    const Names names = names_in(context);
    if (names.failing.empty() && names.resolved == nullptr) {
        return No{};
    }
    const bool is_only_private = are_only_private(names, context);
    if (names.resolved != nullptr && !is_only_private) {
        return No{"WSL resolves the name of " + names.resolved->spec.name};
    }
    if (!context.guest().resolv_conf_is_generated.value_or(true)) {
        return No{"WSL does not ask Windows for names: its resolv.conf is not WSL's own"};
    }
    if (is_only_private) {
        return Yes{Confidence::Possible,
                   {},
                   names.failing,
                   {"names behind the VPN do not resolve in WSL, and do in Windows",
                    "WSL resolves the name of " + names.resolved->spec.name}};
    }
    const Comparison* literal = literal_in(context);
    if ((literal != nullptr && !works_in_wsl(*literal, context)) ||
        context.has_no_network().value_or(false)) {
        return No{"it is not only names that fail in WSL"};
    }
    Yes yes{is_way_fine(context, literal) ? Confidence::Likely : Confidence::Possible,
            {},
            names.failing,
            {"names do not resolve in WSL, and do in Windows"}};
    if (literal != nullptr) {
        yes.evidence.push_back("WSL reaches " + literal->spec.name + " by its address");
    }
    return yes;
}

/// The client answers with addresses that only Windows' own traffic can use.
Judgement synthetic_dns(const DiagnosisContext& context) {
    const Vpn* service = service_with(context.evidence(), Trait::SyntheticAddresses);
    const bool is_of_vpn = has_trait(context.evidence(), Trait::SyntheticAddresses);
    Yes yes{service != nullptr ? Confidence::Certain : Confidence::Likely, {}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const std::string* address = tunnelled_address(context.trial_of(*endpoint), context.evidence());
        if (address != nullptr && !context.connects(*endpoint)) {
            yes.endpoints.push_back(endpoint);
            yes.evidence.push_back(endpoint->spec.name + " resolves to " + *address + " in WSL");
        } else if (is_of_vpn && addresses_of(*endpoint, context).empty() &&
                   connect_fails(*endpoint, context)) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = Confidence::Possible;
        }
    }
    if (yes.endpoints.empty()) {
        return No{service == nullptr
                      ? ""
                      : "no name resolves to " + tunnelled_ranges(context.evidence()) + " in WSL"};
    }
    if (service != nullptr) {
        yes.evidence.push_back("the service of " + service->client + " runs");
    }
    return yes;
}

/// A proxy in Windows answers with addresses of its own.
Judgement fake_ip_dns(const DiagnosisContext& context) {
    Yes yes{Confidence::Certain, {}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const auto* address = find_where(context.trial_of(*endpoint).resolved, [&](const std::string& text) {
            return has_name(*endpoint) && is_fake_ip(text, context.evidence());
        });
        if (address != nullptr && !context.connects(*endpoint)) {
            yes.arguments = {*address};
            yes.endpoints.push_back(endpoint);
            yes.evidence.push_back(endpoint->spec.name + " resolves to " + *address + " in WSL");
        }
    }
    return if_any(std::move(yes));
}

Judgement split_dns_bypassed(const DiagnosisContext& context) {
    Names names = names_in(context);
    std::erase_if(names.failing, [&](const Comparison* e) { return !is_private(*e, context.evidence()); });
    if (names.failing.empty()) {
        return No{};
    }
    const auto generated = context.guest().resolv_conf_is_generated;
    const bool is_told = context.host().has_nrpt_rules.value_or(false);
    if (generated.value_or(false)) {
        return No{"resolv.conf is WSL's own"};
    }
    if (!generated && !(is_told && names.resolved != nullptr)) {
        return No{};
    }
    const int speaks_for_it = int{generated.has_value()} + int{is_told} + int{names.resolved != nullptr};
    Yes yes{!generated           ? Confidence::Possible
            : speaks_for_it == 3 ? Confidence::Certain
            : speaks_for_it == 2 ? Confidence::Likely
                                 : Confidence::Possible,
            {},
            names.failing,
            {"private names do not resolve in WSL, and do in Windows"}};
    if (generated) {
        yes.evidence.emplace_back("resolv.conf is not WSL's own");
    }
    if (is_told) {
        yes.evidence.emplace_back("Windows has rules that send private names to servers of their own");
    }
    if (names.resolved != nullptr) {
        yes.evidence.push_back("WSL resolves the name of " + names.resolved->spec.name);
    }
    return yes;
}

using namespace rows;

constexpr FaultSet c_of_tunnel{c_shut_out, FakeIpDns, SyntheticDns, SplitDnsBypassed, NatRoutesOverlap};

constexpr auto c_rows = std::to_array<FaultRow>({
    {DnsTunnelBroken, Error, 0s, c_of_tunnel, {running, when<has_network>, cut, guest}, dns_tunnel_broken},
    {SyntheticDns, Error, 0s, c_no_network, {running, cut, when<may_be_synthetic>, guest}, synthetic_dns},
    {SplitDnsBypassed, Error, 0s, c_no_network, {running, cut, host, guest}, split_dns_bypassed},
    {FakeIpDns, Error, 0s, c_no_network, {mirrored, cut, guest}, fake_ip_dns},
});

} // namespace

constinit const Family c_faults_of_names = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
