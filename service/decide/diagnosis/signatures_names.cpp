#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/signatures.hpp"

#include <algorithm>
#include <iterator>

/// Names that WSL cannot look up, or looks up in vain.
namespace mirrorwatch::decide {
namespace {

constexpr std::string_view c_gsa = "GlobalSecureAccessTunnelingService";
const AddressPrefix c_synthetic{"6.6.0.0", 16};

struct Names {
    Comparisons failing;
    const Comparison* resolved = nullptr; // one that WSL does look up
};

Names names_in(const DiagnosisContext& context) {
    Names names;
    const Comparisons& cut = context.suspects().cut;
    std::copy_if(cut.begin(), cut.end(), std::back_inserter(names.failing),
                 [&](const Comparison* endpoint) { return name_fails(*endpoint, context); });
    for (const Comparison& endpoint : context.evidence().endpoints) {
        const GuestTrial* trial = context.trial_of(endpoint);
        const bool is_up = endpoint.wsl && endpoint.wsl->state == EndpointState::Up;
        const bool resolves = trial != nullptr && trial->name_resolves ? *trial->name_resolves : is_up;
        if (has_name(endpoint) && resolves) {
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
    const GuestTrial* trial = context.trial_of(endpoint);
    return (endpoint.wsl && endpoint.wsl->state == EndpointState::Up) ||
           (trial != nullptr && trial->connects.value_or(false));
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

const std::string* synthetic_address(const GuestTrial& trial) {
    const auto found =
        std::find_if(trial.resolved.begin(), trial.resolved.end(), [](const std::string& text) {
            const auto address = parse_ip(text);
            return address && covers(c_synthetic, *address);
        });
    return found == trial.resolved.end() ? nullptr : &*found;
}

/// It is the VPN that came up last.
bool is_gsa(const DiagnosisContext& context) {
    return has_part(context.vpn_name(), "Global Secure Access");
}

/// The gateway answers, or WSL reaches a target by its address.
bool is_way_fine(const DiagnosisContext& context, const Comparison* literal) {
    const auto gateway = context.guest() == nullptr ? std::nullopt : context.guest()->gateway;
    return literal != nullptr || gateway == NeighbourState::Reachable || gateway == NeighbourState::Stale;
}

} // namespace

Judgement dns_tunnel_broken(const DiagnosisContext& context) {
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (context.evidence().effective == NetworkingMode::None) {
        return No{};
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    const Names names = names_in(context);
    if (names.failing.empty() && names.resolved == nullptr) {
        return No{};
    }
    if (names.resolved != nullptr) {
        return No{"WSL resolves the name of " + names.resolved->spec.name};
    }
    if (context.guest() != nullptr && !context.guest()->resolv_conf_is_generated.value_or(true)) {
        return No{"WSL does not ask Windows for names: its resolv.conf is not WSL's own"};
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

/// Global Secure Access answers with addresses that only Windows' own traffic can use.
Judgement synthetic_dns(const DiagnosisContext& context) {
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    const AdapterTable* table = context.evidence().adapters;
    const bool knows_services = table != nullptr && table->services;
    const bool runs = knows_services && std::any_of(table->services->begin(), table->services->end(),
                                                    [](const std::string& service) {
                                                        return equal_ignoring_case(service, c_gsa);
                                                    });
    if (!is_gsa(context) && knows_services && !runs) {
        return No{};
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    Yes yes{runs ? Confidence::Certain : Confidence::Likely, {}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const GuestTrial* trial = context.trial_of(*endpoint);
        const std::string* address = trial == nullptr ? nullptr : synthetic_address(*trial);
        if (address != nullptr && !trial->connects.value_or(false)) {
            yes.endpoints.push_back(endpoint);
            yes.evidence.push_back(endpoint->spec.name + " resolves to " + *address + " in WSL");
        } else if (is_gsa(context) && addresses_of(*endpoint, context).empty() &&
                   connect_fails(*endpoint, context)) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = Confidence::Possible;
        }
    }
    if (yes.endpoints.empty()) {
        return No{runs ? "no name resolves to 6.6.0.0/16 in WSL" : ""};
    }
    if (runs) {
        yes.evidence.emplace_back("the service of Global Secure Access runs");
    }
    return yes;
}

Judgement split_dns_bypassed(const DiagnosisContext& context) {
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_host_asked()) {
        return *stop;
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    Names names = names_in(context);
    std::erase_if(names.failing, [&](const Comparison* e) { return !is_private(*e, context.evidence()); });
    if (names.failing.empty()) {
        return No{};
    }
    const auto generated =
        context.guest() == nullptr ? std::nullopt : context.guest()->resolv_conf_is_generated;
    const auto nrpt = context.host() == nullptr ? std::nullopt : context.host()->has_nrpt_rules;
    const bool is_told = nrpt.value_or(false);
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

} // namespace mirrorwatch::decide
