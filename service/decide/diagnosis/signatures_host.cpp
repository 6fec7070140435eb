#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/signatures.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>

/// What is wrong with Windows itself.
namespace mirrorwatch::decide {
namespace {

constexpr std::uint32_t c_ppp = 23;
constexpr Duration c_soon_after_start{300'000}; // the loop begins with the first packets that WSL forwards

const Adapter* find_up(const Evidence& evidence, bool (*fits)(const Adapter&, const Evidence&)) {
    if (evidence.adapters == nullptr) {
        return nullptr;
    }
    const auto& all = evidence.adapters->adapters;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Adapter& adapter) {
        return adapter.up && fits(adapter, evidence);
    });
    return found == all.end() ? nullptr : &*found;
}

bool is_forwarding_card(const Adapter& adapter, const Evidence& evidence) {
    return adapter.forwarding && is_physical(adapter, evidence);
}

bool is_tunnel_for_all(const Adapter& adapter, const Evidence& evidence) {
    return is_tunnel(adapter) && carries_default_route(*evidence.adapters, adapter);
}

bool is_dialled(const Adapter& adapter, const Evidence&) {
    return adapter.if_type == c_ppp;
}

/// Windows reaches something that is not on this machine.
bool is_windows_online(const Evidence& evidence) {
    return std::any_of(evidence.endpoints.begin(), evidence.endpoints.end(), [&](const Comparison& endpoint) {
        const bool reached = (endpoint.windows && endpoint.windows->state == EndpointState::Up) ||
                             endpoint.windows_reaches.value_or(false);
        return reached && !is_of_this_machine(endpoint, evidence);
    });
}

bool knows_vpn_to_dial(const Evidence& evidence) {
    return evidence.adapters != nullptr &&
           std::any_of(evidence.adapters->phonebook.begin(), evidence.adapters->phonebook.end(),
                       [](const PhonebookEntry& entry) { return entry.kind == RasKind::Vpn; });
}

/// Nothing: it is in none of the phonebooks that the service can read. Those of the users are their own.
std::optional<RasKind> kind_of(const std::string& name, const Evidence& evidence) {
    const auto* table = evidence.adapters;
    if (table == nullptr) {
        return std::nullopt;
    }
    const auto entry = std::find_if(table->phonebook.begin(), table->phonebook.end(),
                                    [&](const PhonebookEntry& one) { return one.name == name; });
    return entry == table->phonebook.end() ? std::nullopt : std::optional{entry->kind};
}

} // namespace

Judgement host_offline(const DiagnosisContext& context) {
    if (context.evidence().host_offline) {
        return Yes{Confidence::Certain, {}, {}, {"Windows itself has no network"}};
    }
    const Comparisons& unreached = context.suspects().unreached;
    if (unreached.empty()) {
        const Comparisons& cut = context.suspects().cut;
        return No{cut.empty() ? std::string{} : "Windows reaches " + cut.front()->spec.name};
    }
    return Yes{Confidence::Likely, {}, unreached, {}};
}

Judgement forwarding_loop(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool is_dead =
        evidence.host_offline || (!context.suspects().unreached.empty() && !is_windows_online(evidence));
    const Adapter* card = find_up(evidence, is_forwarding_card);
    const Adapter* tunnel = find_up(evidence, is_tunnel_for_all);
    if (!is_dead || card == nullptr || tunnel == nullptr) {
        return No{};
    }
    if (const auto stop = context.unless_mirrored()) {
        return *stop;
    }
    const bool soon = evidence.since_wsl_start && *evidence.since_wsl_start <= c_soon_after_start;
    return Yes{soon ? Confidence::Certain : Confidence::Likely,
               {card->friendly_name},
               {},
               {"forwarding is on for " + card->friendly_name + ", which is a card of this machine",
                tunnel->friendly_name + " is a tunnel that carries the default route",
                "WSL runs with mirrored networking, and Windows itself reaches nothing"}};
}

/// Who dials in and succeeds later is connected by now. A connection that is in nobody's phonebook but the
/// user's own may be one to the Internet, without which nothing is reached.
Judgement wsl_breaks_vpn(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const Comparisons& unreached = context.suspects().unreached;
    const bool gets_nowhere = evidence.host_offline || !unreached.empty();
    const bool has_occasion = evidence.dial_failed || (gets_nowhere && knows_vpn_to_dial(evidence));
    if (!has_occasion || find_up(evidence, is_dialled) != nullptr) {
        return No{};
    }
    if (const auto stop = context.unless_mirrored()) {
        return *stop;
    }
    if (const auto stop = context.unless_host_asked()) {
        return *stop;
    }
    if (context.host() == nullptr || !context.host()->ras_error_651) {
        return No{};
    }
    const RasFailure& failure = *context.host()->ras_error_651;
    if (failure.when == std::chrono::sys_seconds{}) {
        return No{"no VPN has failed to connect with error 651"};
    }
    const std::optional<RasKind> kind = kind_of(failure.entry, evidence);
    if (kind ? *kind != RasKind::Vpn : gets_nowhere && !knows_vpn_to_dial(evidence)) {
        return No{"what failed with error 651 is the way to the Internet"};
    }
    const bool is_vpn = kind || (failure.entry.empty() && knows_vpn_to_dial(evidence));
    return Yes{is_vpn ? Confidence::Likely : Confidence::Possible,
               {},
               unreached,
               {(failure.entry.empty() ? "a VPN" : failure.entry) +
                    " failed to connect with error 651 within the last hour",
                "WSL runs with mirrored networking", "no such VPN is connected now"}};
}

} // namespace mirrorwatch::decide
