#include "common/ascii.hpp"
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/signatures.hpp"
#include "service/decide/endpoints/endpoint.hpp"

#include "common/ip_address.hpp"

#include <algorithm>
#include <iterator>

/// What keeps the guest from the network as a whole.
namespace mirrorwatch::decide {
namespace {

// Longer ago something else may have happened to the guest.
constexpr Duration c_resume_forgotten{std::chrono::minutes{30}};

// Revisions of 24H2 and 25H2: KB5067036 brought it, KB5072033 mended it.
constexpr std::uint32_t c_broken_from = 7019;
constexpr std::uint32_t c_mended_from = 7462;

bool lets_nothing_out(const std::string& rule) {
    return !has_part(rule, "inbound") || has_part(rule, "outbound");
}

std::optional<std::string> outbound_rule(const HostFacts& host) {
    if (!host.hyperv_block_rules) {
        return std::nullopt;
    }
    const auto& rules = *host.hyperv_block_rules;
    const auto found = std::find_if(rules.begin(), rules.end(), lets_nothing_out);
    return found == rules.end() ? std::nullopt : std::optional{*found};
}

/// A target elsewhere to which the guest gets a connection now.
const Comparison* connected_from_wsl(const DiagnosisContext& context) {
    for (const Comparison& endpoint : context.evidence().endpoints) {
        const GuestTrial* trial = context.trial_of(endpoint);
        if (trial != nullptr && trial->connects.value_or(false) &&
            !is_of_this_machine(endpoint, context.evidence())) {
            return &endpoint;
        }
    }
    return context.reached_from_wsl();
}

/// Down, or not there at all; nothing when WSL's devices are not known.
std::optional<bool> is_missing_in_guest(const Adapter& adapter, const DiagnosisContext& context) {
    if (context.guest() == nullptr || !context.guest()->devices) {
        return std::nullopt;
    }
    const GuestDevice* device = device_of(adapter, context);
    return device == nullptr || !device->up;
}

const Adapter* find_named(const AdapterTable* table, const std::string& name) {
    if (table == nullptr) {
        return nullptr;
    }
    const auto found =
        std::find_if(table->adapters.begin(), table->adapters.end(), [&](const Adapter& adapter) {
            return equal_ignoring_case(adapter.friendly_name, name);
        });
    return found == table->adapters.end() ? nullptr : &*found;
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
    return std::any_of(cut.begin(), cut.end(), [](const Comparison* endpoint) {
        return has_part(endpoint->wsl->error, "unreachable") || has_part(endpoint->wsl->error, "no route");
    });
}

struct Update {
    Confidence confidence = Confidence::Likely;
    std::string seen;
};

Update update_of(const HostFacts* host) {
    if (host == nullptr || !host->os_build || !host->os_revision) {
        return {Confidence::Likely, {}};
    }
    const std::string version =
        "Windows is at " + std::to_string(*host->os_build) + "." + std::to_string(*host->os_revision);
    const bool is_of_these = *host->os_build == 26100 || *host->os_build == 26200;
    if (is_of_these && *host->os_revision >= c_broken_from && *host->os_revision < c_mended_from) {
        return {Confidence::Certain, version + ": after KB5067036, which broke this, and before KB5072033"};
    }
    const bool is_newer = is_of_these && *host->os_revision >= c_mended_from;
    return {is_newer ? Confidence::Likely : Confidence::Possible, version};
}

/// Names are no sign of life where Windows looks them up for WSL.
bool are_names_alive(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    const bool asks_itself =
        context.guest() != nullptr && !context.guest()->resolv_conf_is_generated.value_or(true);
    return asks_itself && std::any_of(cut.begin(), cut.end(), [&](const Comparison* endpoint) {
               return has_name(*endpoint) && !name_fails(*endpoint, context);
           });
}

bool blames_vpn(const Comparison& endpoint, const DiagnosisContext& context) {
    return context.evidence().vpn != nullptr && (endpoint.behind_vpn || endpoint.wsl->broke_with_vpn);
}

/// Nothing in the guest gets anywhere since the machine woke up, and no VPN is to blame.
bool died_in_sleep(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const Comparisons& cut = context.suspects().cut;
    const bool came_after = evidence.vpn_up_for && *evidence.vpn_up_for < *evidence.since_resume;
    const bool is_since_then = std::all_of(cut.begin(), cut.end(), [&](const Comparison* endpoint) {
        const GuestTrial* trial = context.trial_of(*endpoint);
        return endpoint->wsl->broke_with_resume && !endpoint->wsl->broke_with_vpn &&
               !(endpoint->behind_vpn && came_after) &&
               !(trial != nullptr && trial->connects.value_or(false));
    });
    return is_since_then && !are_names_alive(context);
}

/// Servers in WSL that Windows does not reach on 127.0.0.1. What goes out of WSL has another way.
Comparisons cut_off_loopback(const DiagnosisContext& context) {
    Comparisons result;
    for (const Comparison* endpoint : context.suspects().cut_off) {
        if (is_loopback_host(endpoint->spec.host)) {
            result.push_back(endpoint);
        }
    }
    return result;
}

Judgement loopback_blocked(const DiagnosisContext& context, const Comparisons& servers) {
    if (const auto stop = context.unless_host_asked()) {
        return *stop;
    }
    if (context.host() == nullptr || !context.host()->hyperv_loopback_blocked) {
        return No{};
    }
    if (!*context.host()->hyperv_loopback_blocked) {
        return No{"the Hyper-V firewall lets Windows reach WSL on 127.0.0.1"};
    }
    return Yes{Confidence::Certain,
               {"LoopbackEnabled is False"},
               servers,
               {"the Hyper-V firewall keeps Windows from WSL's 127.0.0.1"}};
}

} // namespace

/// Names are looked up through Windows, so they may well resolve.
Judgement hyperv_blocked(const DiagnosisContext& context) {
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (const Comparisons servers = cut_off_loopback(context);
        !servers.empty() && context.suspects().cut.empty()) {
        return loopback_blocked(context, servers);
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_host_asked()) {
        return *stop;
    }
    if (context.host() == nullptr ||
        (!context.host()->hyperv_block_rules && !context.host()->hyperv_outbound_blocked)) {
        return No{};
    }
    const auto rule = outbound_rule(*context.host());
    if (!rule && !context.host()->hyperv_outbound_blocked.value_or(false)) {
        return No{"no rule of the Hyper-V firewall blocks WSL"};
    }
    if (const Comparison* reached = connected_from_wsl(context)) {
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
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_host_asked()) {
        return *stop;
    }
    if (context.host() == nullptr || !context.host()->external_interface_constraint) {
        return No{};
    }
    const std::string& name = *context.host()->external_interface_constraint;
    if (name.empty()) {
        return No{};
    }
    const Adapter* allowed = find_named(context.evidence().adapters, name);
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
    return yes.endpoints.empty() ? Judgement{No{"WSL may use " + name + ", which is the way to there"}}
                                 : Judgement{yes};
}

/// WSL mirrors what Network List Manager has connected.
Judgement adapter_hidden(const DiagnosisContext& context) {
    if (const auto stop = context.unless_mirrored()) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
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
    return yes.endpoints.empty() ? Judgement{No{}} : Judgement{yes};
}

Judgement after_resume(const DiagnosisContext& context) {
    const Evidence& evidence = context.evidence();
    const auto slept = evidence.since_resume;
    if (!slept || *slept > c_resume_forgotten) {
        return No{};
    }
    if (const auto stop = context.unless_mirrored()) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (evidence.since_wsl_start && *evidence.since_wsl_start < *slept) {
        return No{"WSL was started after the machine woke up"};
    }
    if (const Comparison* reached = context.reached_from_wsl()) {
        return No{"WSL reaches " + reached->spec.name};
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    const auto is_empty = context.has_no_network();
    if (!is_empty.value_or(false) && !died_in_sleep(context)) {
        return No{is_empty ? "WSL's network devices are up" : "not everything in WSL is dead"};
    }
    Yes yes{
        is_empty.value_or(false) ? Confidence::Likely : Confidence::Possible, {}, context.suspects().cut, {}};
    yes.evidence.push_back("the machine woke up " + std::to_string(slept->count() / 1000) +
                           " s ago, with WSL running");
    yes.evidence.emplace_back(is_empty.value_or(false) ? "WSL has no network device that is up"
                                                       : "nothing works in WSL since then");
    return yes;
}

Judgement neighbour_fails(const DiagnosisContext& context) {
    if (const auto stop = context.unless_mirrored()) {
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
    const auto gateway = context.guest() == nullptr ? std::nullopt : context.guest()->gateway;
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
    std::copy_if(context.suspects().cut.begin(), context.suspects().cut.end(),
                 std::back_inserter(yes.endpoints), [&](const Comparison* endpoint) {
                     const GuestTrial* trial = context.trial_of(*endpoint);
                     return trial == nullptr || !trial->connects.value_or(false);
                 });
    return yes.endpoints.empty() ? Judgement{No{}} : Judgement{yes};
}

/// Names and pings pass, no connection does, and no VPN came up before.
Judgement security_filter(const DiagnosisContext& context) {
    const Comparisons& cut = context.suspects().cut;
    if (const auto stop = context.unless_running()) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (std::any_of(cut.begin(), cut.end(), [&](const Comparison* e) { return blames_vpn(*e, context); })) {
        return No{};
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    if (const Comparison* reached = connected_from_wsl(context)) {
        return No{"WSL reaches " + reached->spec.name};
    }
    const bool are_names_fine = std::any_of(cut.begin(), cut.end(), [&](const Comparison* endpoint) {
        return has_name(*endpoint) && !name_fails(*endpoint, context) && connect_fails(*endpoint, context);
    });
    const bool do_all_fail = std::all_of(cut.begin(), cut.end(), [&](const Comparison* endpoint) {
        return connect_fails(*endpoint, context);
    });
    if (!are_names_fine || !do_all_fail || context.has_no_network().value_or(false)) {
        return No{};
    }
    const bool is_way_fine = context.guest() != nullptr && is_certainly_up(context.guest()->gateway);
    Yes yes{is_way_fine ? Confidence::Likely : Confidence::Possible,
            {},
            cut,
            {"names resolve in WSL, and no connection comes about", "no VPN came up before that"}};
    if (is_way_fine) {
        yes.evidence.emplace_back("WSL's gateway answers");
    }
    return yes;
}

} // namespace mirrorwatch::decide
