#include "service/decide/diagnosis/evidence_queries.hpp"
#include "service/decide/diagnosis/signatures.hpp"

#include <algorithm>
#include <iterator>

/// What a VPN does by being up, when nothing more special is seen.
namespace mirrorwatch::decide {
namespace {

/// An answer that was not liked, or a connection now, is no way that is cut.
bool is_way_cut(const Comparison& endpoint, const DiagnosisContext& context) {
    const GuestTrial* trial = context.trial_of(endpoint);
    return trial == nullptr || !trial->connects.value_or(false);
}

bool broke(const std::optional<Side>& side) {
    return side && side->state == EndpointState::Down && side->broke_with_vpn;
}

/// It began to fail with the VPN, or nobody asked before the VPN came, which takes its way.
bool is_cut_from_wsl(const Comparison& endpoint) {
    return !endpoint.behind_vpn && endpoint.wsl && endpoint.wsl->state == EndpointState::Down &&
           (endpoint.wsl->broke_with_vpn || endpoint.taken_by_vpn);
}

/// Targets that are not behind the VPN, and that it has cut off.
Comparisons cut_by_vpn(const DiagnosisContext& context) {
    Comparisons result;
    for (const Comparison* endpoint : context.suspects().cut_off) {
        if (broke(endpoint->windows)) {
            result.push_back(endpoint);
        }
    }
    for (const Comparison* endpoint : context.suspects().cut) {
        if (is_cut_from_wsl(*endpoint) && is_way_cut(*endpoint, context)) {
            result.push_back(endpoint);
        }
    }
    return result;
}

/// Of those the other side was not asked about yet.
bool may_be_cut_by_vpn(const DiagnosisContext& context) {
    const Suspects& suspects = context.suspects();
    return std::any_of(suspects.unasked.begin(), suspects.unasked.end(),
                       [](const Comparison* endpoint) { return broke(endpoint->windows); }) ||
           std::any_of(suspects.cut.begin(), suspects.cut.end(),
                       [](const Comparison* e) { return is_cut_from_wsl(*e); });
}

/// The words that come before those about the endpoints.
std::vector<std::string> seen_of(const DiagnosisContext& context) {
    std::vector<std::string> lines = context.evidence().vpn->seen;
    lines.emplace_back("the network has settled since");
    return lines;
}

Confidence confidence_of(const DiagnosisContext& context) {
    const bool is_all_known =
        context.evidence().effective == NetworkingMode::Mirrored && context.guest() != nullptr;
    return is_all_known ? Confidence::Likely : Confidence::Possible;
}

bool is_check_point(const DiagnosisContext& context) {
    const Vpn& vpn = *context.evidence().vpn;
    return has_part(vpn.client, "Check Point") || has_part(vpn.adapter.description, "Check Point");
}

std::optional<Judgement> unless_vpn_while_mirrored(const DiagnosisContext& context) {
    return context.evidence().vpn == nullptr ? std::optional<Judgement>{No{}} : context.unless_mirrored();
}

Comparisons behind_vpn(const Comparisons& endpoints) {
    Comparisons result;
    std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(result),
                 [](const Comparison* endpoint) { return endpoint->behind_vpn; });
    return result;
}

} // namespace

/// Check Point's client takes what the host's stack sends for anybody.
Judgement vpn_traps_host(const DiagnosisContext& context) {
    if (const auto stop = unless_vpn_while_mirrored(context)) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    if (!is_check_point(context)) {
        return No{};
    }
    if (const Comparison* reached = context.reached_from_wsl()) {
        return No{"WSL reaches " + reached->spec.name};
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    Comparisons concerned = cut_by_vpn(context);
    for (const Comparison* endpoint : behind_vpn(context.suspects().cut)) {
        if (is_way_cut(*endpoint, context)) {
            concerned.push_back(endpoint);
        }
    }
    if (concerned.empty()) {
        return No{};
    }
    std::vector<std::string> seen = seen_of(context);
    seen.push_back(context.vpn_name() + " is known to take the traffic of the whole host");
    return Yes{confidence_of(context), {context.vpn_name()}, concerned, seen};
}

Judgement vpn_cuts_wsl(const DiagnosisContext& context) {
    if (const auto stop = unless_vpn_while_mirrored(context)) {
        return *stop;
    }
    if (!may_be_cut_by_vpn(context) && cut_by_vpn(context).empty()) {
        const auto any_broke = [](const Comparison* e) { return broke(e->windows) || broke(e->wsl); };
        const Suspects& suspects = context.suspects();
        if (std::any_of(suspects.uncompared.begin(), suspects.uncompared.end(), any_broke)) {
            return Unknown{Want::WindowsProbe};
        }
        const auto dead = std::find_if(suspects.dead.begin(), suspects.dead.end(), any_broke);
        return No{dead == suspects.dead.end() ? ""
                                              : (*dead)->spec.name + " does not answer inside WSL either"};
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    const Comparisons concerned = cut_by_vpn(context);
    if (concerned.empty()) {
        return No{context.guest() == nullptr ? "" : "what fails is not the way"};
    }
    return Yes{confidence_of(context), {context.vpn_name()}, concerned, seen_of(context)};
}

/// They work only while the VPN is up: that they were fine before cannot be asked for.
Judgement vpn_targets_cut(const DiagnosisContext& context) {
    if (const auto stop = unless_vpn_while_mirrored(context)) {
        return *stop;
    }
    if (const auto stop = context.unless_cut()) {
        return *stop;
    }
    Comparisons concerned = behind_vpn(context.suspects().cut);
    if (concerned.empty()) {
        return No{};
    }
    if (const auto stop = context.unless_guest_asked()) {
        return *stop;
    }
    std::erase_if(concerned, [&](const Comparison* endpoint) { return !is_way_cut(*endpoint, context); });
    if (concerned.empty()) {
        return No{"WSL gets connections to what is behind the VPN"};
    }
    return Yes{confidence_of(context), {context.vpn_name()}, concerned, seen_of(context)};
}

} // namespace mirrorwatch::decide
