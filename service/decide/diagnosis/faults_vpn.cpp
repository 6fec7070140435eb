// SPDX-License-Identifier: MIT
#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/faults.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

/// What a VPN does by being up, when nothing more special is seen.
namespace mirrorwatch::decide {
namespace {

/// An answer that was not liked, or a connection now, is no way that is cut. Nor is a name that Windows does
/// not look up for WSL, as long as connections come about.
bool is_way_cut(const Comparison& endpoint, const DiagnosisContext& context) {
    const auto fails_to_connect = [&](const Comparison* e) { return connect_fails(*e, context); };
    const bool is_only_name = name_fails(endpoint, context) &&
                              context.guest().resolv_conf_is_generated.value_or(false) &&
                              std::ranges::none_of(context.suspects().cut, fails_to_connect);
    const bool is_found = endpoint.spec.kind == EndpointKind::Dns && !name_fails(endpoint, context);
    return !context.connects(endpoint) && !is_only_name && !is_found;
}

bool broke(const std::optional<Side>& side) {
    return is_in(side, EndpointState::Down) && side->broke_with_vpn;
}

/// It began to fail with the VPN, or nobody asked before the VPN came, which takes its way.
bool is_cut_from_wsl(const Comparison& endpoint) {
    return !endpoint.behind_vpn && is_in(endpoint.wsl, EndpointState::Down) &&
           (endpoint.wsl->broke_with_vpn || endpoint.taken_by_vpn);
}

/// WSL's network by itself may have been looked at in the wrong moment: whatever WSL connects to since speaks
/// for it.
bool is_only_a_moment(const Comparisons& cut, const DiagnosisContext& context) {
    return std::ranges::all_of(cut, [](auto* e) { return e->spec.kind == EndpointKind::WslNetwork; }) &&
           std::ranges::any_of(context.evidence().endpoints, [&](const Comparison& endpoint) {
               return context.connects(endpoint) && !is_of_this_machine(endpoint, context.evidence());
           });
}

/// Targets that are not behind the VPN, and that it has cut off.
Comparisons cut_by_vpn(const DiagnosisContext& context) {
    Comparisons result = those(context.suspects().cut_off, [](auto* e) { return broke(e->windows); });
    std::ranges::copy_if(context.suspects().cut, std::back_inserter(result), [&](const Comparison* endpoint) {
        return is_cut_from_wsl(*endpoint) && is_way_cut(*endpoint, context);
    });
    return is_only_a_moment(result, context) ? Comparisons{} : result;
}

/// Targets that are behind it, and that it has cut off.
Comparisons targets_cut(const DiagnosisContext& context) {
    return those(context.suspects().cut, [&](auto* e) { return e->behind_vpn && is_way_cut(*e, context); });
}

/// Of those the other side was not asked about yet.
bool may_be_cut_by_vpn(const DiagnosisContext& context) {
    const Suspects& suspects = context.suspects();
    return std::ranges::any_of(suspects.unasked,
                               [](const Comparison* endpoint) { return broke(endpoint->windows); }) ||
           std::ranges::any_of(suspects.cut, [](const Comparison* e) { return is_cut_from_wsl(*e); });
}

Yes break_of(const DiagnosisContext& context, Comparisons endpoints) {
    const Evidence& evidence = context.evidence();
    const bool is_all_known = evidence.effective == NetworkingMode::Mirrored && evidence.guest.facts;
    std::vector<std::string> seen = evidence.vpn->seen;
    seen.emplace_back("the network has settled since");
    return {is_all_known ? Confidence::Likely : Confidence::Possible,
            {context.vpn_name()},
            std::move(endpoints),
            std::move(seen)};
}

bool has_vpn(const DiagnosisContext& context) {
    return context.evidence().vpn != nullptr;
}

bool takes_all(const DiagnosisContext& context) {
    return has_trait(context.evidence(), Trait::TakesWholeHost);
}

bool cuts_targets(const DiagnosisContext& context) {
    return has_vpn(context) &&
           std::ranges::any_of(context.suspects().cut, [](auto* e) { return e->behind_vpn; });
}

/// Such a client takes what the host's stack sends for anybody.
Judgement traps_host(const DiagnosisContext& context) {
    Yes yes = break_of(context, cut_by_vpn(context));
    std::ranges::copy(targets_cut(context), std::back_inserter(yes.endpoints));
    yes.evidence.push_back(context.vpn_name() + " is known to take the traffic of the whole host");
    return if_any(std::move(yes));
}

std::optional<Judgement> cut_by_vpn_perhaps(const DiagnosisContext& context) {
    if (may_be_cut_by_vpn(context) || !cut_by_vpn(context).empty()) {
        return std::nullopt;
    }
    const auto any_broke = [](const Comparison* e) { return broke(e->windows) || broke(e->wsl); };
    const Suspects& suspects = context.suspects();
    if (std::ranges::any_of(suspects.uncompared, any_broke)) {
        return Unknown{Want::WindowsProbe};
    }
    const auto dead = std::ranges::find_if(suspects.dead, any_broke);
    return No{dead == suspects.dead.end() ? "" : (*dead)->spec.name + " does not answer inside WSL either"};
}

Judgement vpn_cuts_wsl(const DiagnosisContext& context) {
    return if_any(break_of(context, cut_by_vpn(context)),
                  context.evidence().guest.facts ? "what fails is not the way" : "");
}

/// They work only while the VPN is up: that they were fine before cannot be asked for.
Judgement vpn_targets_cut(const DiagnosisContext& context) {
    return if_any(break_of(context, targets_cut(context)), "WSL gets connections to what is behind the VPN");
}

using namespace rows;

constexpr FaultSet c_of_trap{c_no_way, c_no_names, HalvesNotMirrored, LargePacketsLost, LoopbackProxy};
constexpr FaultSet c_of_break{c_of_trap, VpnTrapsHost, TunnelRepliesDropped, LoopbackV6, PublishedPort};

constexpr auto c_rows = std::to_array<FaultRow>({
    {VpnCutsWsl, Error, 0s, c_of_break, {when<has_vpn>, mirrored, cut_by_vpn_perhaps, guest}, vpn_cuts_wsl},
    {VpnTargetsCut, Error, 0s, c_of_break, {when<cuts_targets>, mirrored, guest}, vpn_targets_cut},
    {VpnTrapsHost, Error, 0s, c_of_trap, {when<takes_all>, mirrored, cut, none_reached, guest}, traps_host},
});

} // namespace

constinit const Family c_faults_of_a_vpn = rows::in_order(c_rows);

} // namespace mirrorwatch::decide
