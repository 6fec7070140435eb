// SPDX-License-Identifier: MIT
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>

/// What is wrong with Windows itself.
namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_ppp = 23;
constexpr Duration c_vpn_is_complete{20'000};
constexpr Duration c_soon_after_start{300'000}; // the loop begins with the first packets that WSL forwards

const Adapter* find_up(const Evidence& evidence, bool (*fits)(const Adapter&, const Evidence&)) {
    return find_where(evidence.table().adapters,
                      [&](const Adapter& adapter) { return adapter.up && fits(adapter, evidence); });
}

bool is_forwarding_card(const Adapter& adapter, const Evidence& evidence) {
    return adapter.forwarding && is_physical(adapter, evidence);
}

bool is_tunnel_for_all(const Adapter& adapter, const Evidence& evidence) {
    return is_tunnel(adapter) && carries_default_route(evidence.table(), adapter);
}

bool is_dialled(const Adapter& adapter, const Evidence&) {
    return adapter.if_type == c_ppp;
}

/// Windows reaches something that is not on this machine.
bool is_windows_online(const Evidence& evidence) {
    return std::ranges::any_of(evidence.endpoints, [&](const Comparison& endpoint) {
        const bool is_reached =
            (is_in(endpoint.windows, EndpointState::Up) && endpoint.windows->is_current) ||
            endpoint.windows_reaches.value_or(false);
        return is_reached && !is_of_this_machine(endpoint, evidence);
    });
}

bool knows_vpn_to_dial(const Evidence& evidence) {
    return std::ranges::find(evidence.table().phonebook, RasKind::Vpn, &PhonebookEntry::kind) !=
           evidence.table().phonebook.end();
}

/// Nothing: it is in none of the phonebooks that the service can read. Those of the users are their own.
std::optional<RasKind> kind_of(const std::string& name, const Evidence& evidence) {
    const auto* entry =
        find_where(evidence.table().phonebook, [&](const PhonebookEntry& one) { return one.name == name; });
    return entry == nullptr ? std::nullopt : std::optional{entry->kind};
}

/// A client may set its routes and its DNS servers some seconds after its adapter is up.
bool may_come_with_vpn(const Comparison& endpoint, const DiagnosisContext& context) {
    const auto up_for = context.evidence().vpn_up_for;
    return endpoint.spec.when == EndpointWhen::Vpn && up_for && *up_for < c_vpn_is_complete;
}

Judgement host_offline(const DiagnosisContext& context) {
    if (context.evidence().host_offline) {
        return Yes{Confidence::Certain, {}, {}, {"Windows itself has no network"}};
    }
    const Comparisons& cut = context.suspects().cut;
    const auto is_late = [&](const Comparison* endpoint) { return may_come_with_vpn(*endpoint, context); };
    Comparisons unreached = context.suspects().unreached;
    std::erase_if(unreached, is_late);
    return if_any(Yes{Confidence::Likely, {}, std::move(unreached), {}},
                  cut.empty() ? std::string{} : "Windows reaches " + cut.front()->spec.name);
}

bool may_loop(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool is_dead =
        (evidence.host_offline || !context.suspects().unreached.empty()) && !is_windows_online(evidence);
    return is_dead && find_up(evidence, is_forwarding_card) != nullptr &&
           find_up(evidence, is_tunnel_for_all) != nullptr;
}

Judgement forwarding_loop(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const std::string& card = find_up(evidence, is_forwarding_card)->friendly_name;
    const std::string& tunnel = find_up(evidence, is_tunnel_for_all)->friendly_name;
    const bool soon = evidence.since_wsl_start && *evidence.since_wsl_start <= c_soon_after_start;
    return Yes{soon ? Confidence::Certain : Confidence::Likely,
               {card},
               {},
               {"forwarding is on for " + card + ", which is a card of this machine",
                tunnel + " is a tunnel that carries the default route",
                "WSL runs with mirrored networking, and Windows itself reaches nothing"}};
}

bool gets_nowhere(const DiagnosisContext& context) {
    return context.evidence().host_offline || !context.suspects().unreached.empty();
}

/// Who dials in and succeeds later is connected by now.
bool may_fail_to_dial(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool has_failed = evidence.dial_failed || (gets_nowhere(context) && knows_vpn_to_dial(evidence));
    return has_failed && find_up(evidence, is_dialled) == nullptr;
}

/// A connection that is in nobody's phonebook but the user's own may be one to the Internet, without which
/// nothing is reached.
Judgement wsl_breaks_vpn(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    if (!context.host().ras_error_651) {
        return No{};
    }
    const RasFailure& failure = *context.host().ras_error_651;
    if (failure.when == std::chrono::sys_seconds{}) {
        return No{"no VPN has failed to connect with error 651"};
    }
    const std::optional<RasKind> kind = kind_of(failure.entry, evidence);
    if (kind ? *kind != RasKind::Vpn : gets_nowhere(context) && !knows_vpn_to_dial(evidence)) {
        return No{"what failed with error 651 is the way to the Internet"};
    }
    const bool is_vpn = kind || (failure.entry.empty() && knows_vpn_to_dial(evidence));
    return Yes{is_vpn ? Confidence::Likely : Confidence::Possible,
               {},
               context.suspects().unreached,
               {(failure.entry.empty() ? "a VPN" : failure.entry) +
                    " failed to connect with error 651 within the last hour",
                "WSL runs with mirrored networking", "no such VPN is connected now"}};
}

using namespace rows;

constexpr auto c_rows = std::to_array<FaultRow>({
    {HostOffline, Hint, 5s, {ForwardingLoop, WslBreaksVpn}, {}, host_offline},
    {ForwardingLoop, Error, 18s, {}, {when<may_loop>, mirrored}, forwarding_loop},
    {WslBreaksVpn, Error, 0s, {}, {when<may_fail_to_dial>, mirrored, host}, wsl_breaks_vpn},
});

} // namespace

constinit const Family c_faults_of_windows = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
