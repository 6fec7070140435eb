#include "service/decide/diagnosis/looks.hpp"
#include "service/decide/diagnosis/signatures.hpp"

#include <algorithm>
#include <iterator>

/// What a VPN does by being up, when nothing more special is seen.
namespace mirrorwatch::decide {
namespace {

/// An answer that was not liked, or a connection now, is no way that is cut.
bool is_way_cut(const Comparison& endpoint, const Scene& scene) {
    const GuestTrial* trial = scene.trial_of(endpoint);
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
Comparisons cut_by_vpn(const Scene& scene) {
    Comparisons result;
    for (const Comparison* endpoint : scene.suspects().cut_off) {
        if (broke(endpoint->windows)) {
            result.push_back(endpoint);
        }
    }
    for (const Comparison* endpoint : scene.suspects().cut) {
        if (is_cut_from_wsl(*endpoint) && is_way_cut(*endpoint, scene)) {
            result.push_back(endpoint);
        }
    }
    return result;
}

/// Of those the other side was not asked about yet.
bool may_be_cut_by_vpn(const Scene& scene) {
    const Suspects& suspects = scene.suspects();
    return std::any_of(suspects.unasked.begin(), suspects.unasked.end(),
                       [](const Comparison* endpoint) { return broke(endpoint->windows); }) ||
           std::any_of(suspects.cut.begin(), suspects.cut.end(),
                       [](const Comparison* e) { return is_cut_from_wsl(*e); });
}

/// The words that come before those about the endpoints.
std::vector<std::string> seen_of(const Scene& scene) {
    std::vector<std::string> lines = scene.evidence().vpn->seen;
    lines.emplace_back("the network has settled since");
    return lines;
}

Confidence confidence_of(const Scene& scene) {
    const bool is_all_known =
        scene.evidence().effective == NetworkingMode::Mirrored && scene.guest() != nullptr;
    return is_all_known ? Confidence::Likely : Confidence::Possible;
}

bool is_check_point(const Scene& scene) {
    const Vpn& vpn = *scene.evidence().vpn;
    return has_part(vpn.client, "Check Point") || has_part(vpn.adapter.description, "Check Point");
}

std::optional<Judgement> unless_vpn_while_mirrored(const Scene& scene) {
    return scene.evidence().vpn == nullptr ? std::optional<Judgement>{No{}} : scene.unless_mirrored();
}

Comparisons behind_vpn(const Comparisons& endpoints) {
    Comparisons result;
    std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(result),
                 [](const Comparison* endpoint) { return endpoint->behind_vpn; });
    return result;
}

} // namespace

/// Check Point's client takes what the host's stack sends for anybody.
Judgement vpn_traps_host(const Scene& scene) {
    if (const auto stop = unless_vpn_while_mirrored(scene)) {
        return *stop;
    }
    if (const auto stop = scene.unless_cut()) {
        return *stop;
    }
    if (!is_check_point(scene)) {
        return No{};
    }
    if (const Comparison* reached = scene.reached_from_wsl()) {
        return No{"WSL reaches " + reached->spec.name};
    }
    if (const auto stop = scene.unless_guest_asked()) {
        return *stop;
    }
    Comparisons concerned = cut_by_vpn(scene);
    for (const Comparison* endpoint : behind_vpn(scene.suspects().cut)) {
        if (is_way_cut(*endpoint, scene)) {
            concerned.push_back(endpoint);
        }
    }
    if (concerned.empty()) {
        return No{};
    }
    std::vector<std::string> seen = seen_of(scene);
    seen.push_back(scene.vpn_name() + " is known to take the traffic of the whole host");
    return Yes{confidence_of(scene), {scene.vpn_name()}, concerned, seen};
}

Judgement vpn_cuts_wsl(const Scene& scene) {
    if (const auto stop = unless_vpn_while_mirrored(scene)) {
        return *stop;
    }
    if (!may_be_cut_by_vpn(scene) && cut_by_vpn(scene).empty()) {
        const auto any_broke = [](const Comparison* e) { return broke(e->windows) || broke(e->wsl); };
        const Suspects& suspects = scene.suspects();
        if (std::any_of(suspects.uncompared.begin(), suspects.uncompared.end(), any_broke)) {
            return Unknown{Want::WindowsProbe};
        }
        const auto dead = std::find_if(suspects.dead.begin(), suspects.dead.end(), any_broke);
        return No{dead == suspects.dead.end() ? ""
                                              : (*dead)->spec.name + " does not answer inside WSL either"};
    }
    if (const auto stop = scene.unless_guest_asked()) {
        return *stop;
    }
    const Comparisons concerned = cut_by_vpn(scene);
    if (concerned.empty()) {
        return No{scene.guest() == nullptr ? "" : "what fails is not the way"};
    }
    return Yes{confidence_of(scene), {scene.vpn_name()}, concerned, seen_of(scene)};
}

/// They work only while the VPN is up: that they were fine before cannot be asked for.
Judgement vpn_targets_cut(const Scene& scene) {
    if (const auto stop = unless_vpn_while_mirrored(scene)) {
        return *stop;
    }
    if (const auto stop = scene.unless_cut()) {
        return *stop;
    }
    Comparisons concerned = behind_vpn(scene.suspects().cut);
    if (concerned.empty()) {
        return No{};
    }
    if (const auto stop = scene.unless_guest_asked()) {
        return *stop;
    }
    std::erase_if(concerned, [&](const Comparison* endpoint) { return !is_way_cut(*endpoint, scene); });
    if (concerned.empty()) {
        return No{"WSL gets connections to what is behind the VPN"};
    }
    return Yes{confidence_of(scene), {scene.vpn_name()}, concerned, seen_of(scene)};
}

} // namespace mirrorwatch::decide
