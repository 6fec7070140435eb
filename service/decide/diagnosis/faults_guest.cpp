// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/ip_address.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"
#include "service/decide/endpoints/endpoint.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <utility>

/// What keeps the guest from the network as a whole.
namespace mirrorwatch::decide {
namespace {

// Longer ago something else may have happened to the guest.
constexpr Duration c_resume_forgotten{std::chrono::minutes{30}};

constexpr std::string_view c_not_shared = "::1"; // WSL never shares it

// Revisions of 24H2 and 25H2: KB5067036 brought it, KB5072033 mended it.
constexpr std::uint32_t c_broken_from = 7019;
constexpr std::uint32_t c_mended_from = 7462;

bool lets_nothing_out(const std::string& rule) {
    return !has_part(rule, "inbound") || has_part(rule, "outbound");
}

std::optional<std::string> outbound_rule(const HostFacts& host) {
    const auto* rule = find_where(or_empty(host.hyperv_block_rules), lets_nothing_out);
    return rule == nullptr ? std::nullopt : std::optional{*rule};
}

bool is_connected(const Comparison& endpoint, const DiagnosisContext& context) {
    return context.connects(endpoint) || context.is_reached_from_wsl(endpoint);
}

/// A target elsewhere to which the guest gets a connection now.
const Comparison* connected_from_wsl(const DiagnosisContext& context) {
    return find_where(context.evidence().endpoints, [&](const Comparison& endpoint) {
        return is_connected(endpoint, context) && !is_of_this_machine(endpoint, context.evidence());
    });
}

bool is_near(const Comparison& endpoint, const DiagnosisContext& context) {
    const auto addresses = addresses_of(endpoint, context);
    return std::ranges::any_of(addresses, [&](const std::string& address) {
        return is_on_link(context.evidence().table(), address);
    });
}

/// The same, as far away as what is cut: a kill switch may let the LAN pass.
const Comparison* connected_as_far(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    const bool is_lan_cut =
        std::ranges::any_of(cut, [&](const Comparison* e) { return is_near(*e, context); });
    return find_where(context.evidence().endpoints, [&](const Comparison& endpoint) {
        return is_connected(endpoint, context) && !is_of_this_machine(endpoint, context.evidence()) &&
               (is_lan_cut || !is_near(endpoint, context));
    });
}

/// Down, or not there at all; nothing when WSL's devices are not known.
std::optional<bool> is_missing_in_guest(const Adapter& adapter, const DiagnosisContext& context) {
    if (!context.guest().devices) {
        return std::nullopt;
    }
    const GuestDevice* device = device_of(adapter, context);
    return device == nullptr || !device->up;
}

const Adapter* find_named(const AdapterTable& table, const std::string& name) {
    return find_where(table.adapters, [&](const Adapter& adapter) {
        return equal_ignoring_case(adapter.friendly_name, name);
    });
}

bool is_certainly_down(const std::optional<NeighbourState>& state) {
    return state == NeighbourState::Failed || state == NeighbourState::Incomplete;
}

bool is_certainly_up(const std::optional<NeighbourState>& state) {
    return state == NeighbourState::Reachable || state == NeighbourState::Stale;
}

/// What Linux says when ARP fails.
bool is_unreachable(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    return std::ranges::any_of(cut, [](const Comparison* endpoint) {
        return has_part(endpoint->wsl->error, "unreachable") || has_part(endpoint->wsl->error, "no route");
    });
}

struct Update {
    Confidence confidence = Confidence::Likely;
    std::string seen;
};

Update update_of(const HostFacts& host) {
    if (!host.os_build || !host.os_revision) {
        return {Confidence::Likely, {}};
    }
    const std::string version =
        "Windows is at " + std::to_string(*host.os_build) + "." + std::to_string(*host.os_revision);
    const bool is_of_these = *host.os_build == 26100 || *host.os_build == 26200;
    if (is_of_these && *host.os_revision >= c_broken_from && *host.os_revision < c_mended_from) {
        return {Confidence::Certain, version + ": after KB5067036, which broke this, and before KB5072033"};
    }
    const bool is_newer = is_of_these && *host.os_revision >= c_mended_from;
    return {is_newer ? Confidence::Likely : Confidence::Possible, version};
}

/// Names are no sign of life where Windows looks them up for WSL.
bool are_names_alive(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    const bool asks_itself = !context.guest().resolv_conf_is_generated.value_or(true);
    return asks_itself && std::ranges::any_of(cut, [&](const Comparison* endpoint) {
               return has_name(*endpoint) && !name_fails(*endpoint, context);
           });
}

bool blames_vpn(const Comparison& endpoint, const DiagnosisContext& context) {
    return context.evidence().vpn != nullptr &&
           (endpoint.behind_vpn || endpoint.taken_by_vpn || endpoint.wsl->broke_with_vpn);
}

/// Nothing in the guest gets anywhere since the machine woke up, and no VPN is to blame.
bool died_in_sleep(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const Comparisons& cut = context.suspects().cut;
    const bool came_after = evidence.vpn_up_for && *evidence.vpn_up_for < *evidence.since_resume;
    const bool is_since_then = std::ranges::all_of(cut, [&](const Comparison* endpoint) {
        return endpoint->wsl->broke_with_resume && !endpoint->wsl->broke_with_vpn &&
               !(endpoint->behind_vpn && came_after) && !context.connects(*endpoint);
    });
    return is_since_then && !are_names_alive(context);
}

/// Servers in WSL that Windows does not reach on 127.0.0.1. What goes out of WSL has another way.
Comparisons cut_off_loopback(const DiagnosisContext& context) {
    return those(context.suspects().cut_off,
                 [](const Comparison* endpoint) { return is_loopback_host(endpoint->spec.host); });
}

bool is_only_loopback_cut(const DiagnosisContext& context) {
    return context.suspects().cut.empty() && !cut_off_loopback(context).empty();
}

Judgement loopback_blocked(const DiagnosisContext& context) {
    if (!context.host().hyperv_loopback_blocked) {
        return No{};
    }
    if (!*context.host().hyperv_loopback_blocked) {
        return No{"the Hyper-V firewall lets Windows reach WSL on 127.0.0.1"};
    }
    return Yes{Confidence::Certain,
               {"LoopbackEnabled is False"},
               cut_off_loopback(context),
               {"the Hyper-V firewall keeps Windows from WSL's 127.0.0.1"}};
}

std::optional<Judgement> cut_or_loopback(const DiagnosisContext& context) {
    return is_only_loopback_cut(context) ? std::nullopt : need::cut(context);
}

bool is_loopback_cut_without_vpn(const DiagnosisContext& context) {
    return is_only_loopback_cut(context) && context.evidence().vpn == nullptr;
}

/// Most machines have these settings and no trouble by them: it is said where nothing else explains it.
Judgement loopback_filtered(const DiagnosisContext& context) {
    const Comparisons cut_off = those(cut_off_loopback(context), [](const Comparison* endpoint) {
        return endpoint->spec.host != c_not_shared;
    });
    if (!context.host().hyperv_inbound_blocked.value_or(false)) {
        return No{"the Hyper-V firewall lets Windows into WSL"};
    }
    return if_any(Yes{Confidence::Possible,
                      {},
                      cut_off,
                      {"the Hyper-V firewall lets nothing into WSL but what Windows' own firewall allows"}});
}

/// Names are looked up through Windows, so they may well resolve.
Judgement hyperv_blocked(const DiagnosisContext& context) {
    if (is_only_loopback_cut(context)) {
        return loopback_blocked(context);
    }
    const HostFacts& host = context.host();
    if (!host.hyperv_block_rules && !host.hyperv_outbound_blocked) {
        return No{};
    }
    const auto rule = outbound_rule(host);
    if (!rule && !host.hyperv_outbound_blocked.value_or(false)) {
        return No{"no rule of the Hyper-V firewall blocks WSL"};
    }
    if (const Comparison* reached = connected_as_far(context)) {
        return No{"WSL reaches " + reached->spec.name};
    }
    const std::string seen = rule ? "the Hyper-V firewall has a rule that blocks WSL: " + *rule
                                  : "the Hyper-V firewall lets nothing out of WSL";
    return Yes{Confidence::Certain,
               {rule.value_or("DefaultOutboundAction is Block")},
               context.suspects().cut,
               {seen}};
}

/// All adapters but the named one are cut off, and all when that one is not there.
Judgement interface_constraint(const DiagnosisContext& context) {
    const std::string name = context.host().external_interface_constraint.value_or("");
    if (name.empty()) {
        return No{};
    }
    const Adapter* allowed = find_named(context.evidence().table(), name);
    const bool is_there = allowed != nullptr && allowed->up;
    Yes yes{is_there ? Confidence::Likely : Confidence::Certain, {name}, {}, {}};
    yes.evidence.push_back("ExternalInterfaceConstraint allows WSL only " + name);
    if (!is_there) {
        yes.evidence.push_back(name + " is not connected, so WSL has no adapter at all");
    }
    for (const Comparison* endpoint : context.suspects().cut) {
        const Adapter* way = way_of_windows(*endpoint, context);
        if (!is_there || way != allowed) {
            yes.endpoints.push_back(endpoint);
            yes.confidence = way != nullptr ? Confidence::Certain : yes.confidence;
        }
    }
    return if_any(std::move(yes), "WSL may use " + name + ", which is the way to there");
}

/// WSL mirrors what Network List Manager has connected.
Judgement adapter_hidden(const DiagnosisContext& context) {
    Yes yes{Confidence::Certain, {}, {}, {}};
    for (const Comparison* endpoint : context.suspects().cut) {
        const Adapter* way = way_of_windows(*endpoint, context);
        if (way == nullptr || way->nlm_connected.value_or(true)) {
            continue;
        }
        const auto missing = is_missing_in_guest(*way, context);
        if (!missing.value_or(true) || (!yes.arguments.empty() && yes.arguments[0] != way->friendly_name)) {
            continue;
        }
        if (yes.arguments.empty()) {
            yes.arguments = {way->friendly_name};
            yes.evidence = {"Windows does not count " + way->friendly_name + " as connected to a network"};
            if (missing) {
                yes.evidence.push_back(way->friendly_name + " is down in WSL");
            }
        }
        yes.confidence = missing ? yes.confidence : Confidence::Likely;
        yes.endpoints.push_back(endpoint);
    }
    return if_any(std::move(yes));
}

bool has_slept(const DiagnosisContext& context) {
    return context.evidence().since_resume.value_or(Duration::max()) <= c_resume_forgotten;
}

std::optional<Judgement> dead_since(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const bool is_newer = evidence.since_wsl_start && *evidence.since_wsl_start < *evidence.since_resume;
    return is_newer ? No{"WSL was started after the machine woke up"} : need::none_reached(context);
}

Judgement after_resume(const DiagnosisContext& context) {
    const auto devices_known = context.guest().devices.has_value();
    const bool is_empty = context.has_no_network().value_or(false);
    if (!is_empty && !died_in_sleep(context)) {
        return No{devices_known ? "WSL's network devices are up" : "not everything in WSL is dead"};
    }
    const auto slept = std::to_string(context.evidence().since_resume->count() / 1000);
    return Yes{is_empty ? Confidence::Likely : Confidence::Possible,
               {},
               context.suspects().cut,
               {"the machine woke up " + slept + " s ago, with WSL running",
                is_empty ? "WSL has no network device that is up" : "nothing works in WSL since then"}};
}

Judgement neighbour_fails(const DiagnosisContext& context) {
    const auto gateway = context.guest().gateway;
    if (is_certainly_up(gateway)) {
        return No{"WSL's gateway answers"};
    }
    const Update update = update_of(context.host());
    const bool is_seen = is_certainly_down(gateway);
    const bool is_likely = update.confidence == Confidence::Certain && is_unreachable(context);
    if (!is_seen && !is_likely) {
        return No{};
    }
    Yes yes{is_seen ? update.confidence : Confidence::Likely, {}, {}, {}};
    yes.evidence.emplace_back(is_seen ? "WSL gets no answer to ARP from its gateway"
                                      : "WSL finds no way to its gateway");
    if (!update.seen.empty()) {
        yes.evidence.push_back(update.seen);
    }
    yes.endpoints =
        those(context.suspects().cut, [&](auto* endpoint) { return !context.connects(*endpoint); });
    return if_any(std::move(yes));
}

bool blames_no_vpn(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    return std::ranges::none_of(cut, [&](const Comparison* e) { return blames_vpn(*e, context); });
}

/// False also where its routes are not known.
bool has_default_route(const GuestFacts& guest) {
    return std::ranges::any_of(or_empty(guest.routes),
                               [](const GuestRoute& route) { return route.destination.length == 0; });
}

/// Names and pings pass, no connection does, and no VPN came up before.
Judgement security_filter(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    if (const Comparison* reached = connected_from_wsl(context)) {
        return No{"WSL reaches " + reached->spec.name};
    }
    const bool are_names_fine = std::ranges::any_of(cut, [&](const Comparison* endpoint) {
        return has_name(*endpoint) && !name_fails(*endpoint, context) && connect_fails(*endpoint, context);
    });
    const bool do_all_fail = std::ranges::all_of(
        cut, [&](const Comparison* endpoint) { return connect_fails(*endpoint, context); });
    if (!are_names_fine || !do_all_fail || context.has_no_network().value_or(false)) {
        return No{};
    }
    const bool is_way_fine = is_certainly_up(context.guest().gateway);
    if (!is_way_fine && !has_default_route(context.guest())) {
        return No{};
    }
    Yes yes{is_way_fine ? Confidence::Likely : Confidence::Possible,
            {},
            cut,
            {"names resolve in WSL, and no connection comes about", "no VPN came up before that"}};
    if (is_way_fine) {
        yes.evidence.emplace_back("WSL's gateway answers");
    }
    return yes;
}

using namespace rows;

constexpr FaultSet c_of_neighbour{c_no_network, AfterResume, HypervBlocked, AdapterHidden, NoDefaultRoute};
constexpr FaultSet c_of_filter{c_no_way,      FakeIpDns,         SyntheticDns,
                               LoopbackProxy, HalvesNotMirrored, NatRoutesOverlap};
constexpr FaultSet c_of_loopback{c_shut_out, VpnCutsWsl};
constexpr FaultSet c_asleep{c_no_network, HypervBlocked, InterfaceConstraint};
constexpr FaultSet c_of_hidden{c_no_network, AfterResume};

constexpr auto c_rows = std::to_array<FaultRow>({
    {NeighbourFails, Error, 0s, c_of_neighbour, {mirrored, cut, host, guest}, neighbour_fails},
    {HypervBlocked, Error, 0s, c_no_network, {running, cut_or_loopback, host}, hyperv_blocked},
    {AdapterHidden, Warning, 15s, c_of_hidden, {mirrored, cut, guest}, adapter_hidden},
    {AfterResume, Warning, 30s, c_asleep, {when<has_slept>, mirrored, cut, dead_since, guest}, after_resume},
    {SecurityFilter, Warning, 60s, c_of_filter, {running, cut, when<blames_no_vpn>, guest}, security_filter},
    {InterfaceConstraint, Warning, 15s, c_no_network, {running, cut, host}, interface_constraint},
    {LoopbackFiltered,
     Warning,
     60s,
     c_of_loopback,
     {mirrored, when<is_loopback_cut_without_vpn>, host},
     loopback_filtered},
});

} // namespace

constinit const Family c_faults_of_the_guest = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
