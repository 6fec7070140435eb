#include "service/decide/desk.hpp"

#include "common/text.hpp"
#include "service/decide/ladder/ladder.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

std::string label(const Vpn& vpn) {
    return vpn.client.empty() ? vpn.identity.name : vpn.client;
}

} // namespace

bool Desk::is_taken_care_of(const Vpn& vpn) const {
    return vpn.epoch == answered_epoch_ || std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
               const Remedy& remedy = flow->remedy();
               const bool is_about_it = remedy.vpn && remedy.vpn->guid == vpn.identity.guid;
               return remedy.kind == RemedyKind::SwitchMode || is_about_it || !flow->is_in_force();
           });
}

BreakEvidence Desk::gather(const Vpn* vpn, const World& world) {
    BreakEvidence evidence;
    evidence.vpn = vpn;
    evidence.wsl_running = wsl_.is_running();
    evidence.effective = wsl_.seen().effective;
    evidence.settled = world.now >= world.network.last_change() + world.settings.policy.settle;
    if (vpn == nullptr) {
        return evidence;
    }
    if (question_.epoch != vpn->epoch) {
        question_ = {};
        question_.epoch = vpn->epoch;
    }
    evidence.guest = question_.evidence;
    evidence.mode_known = wsl_.is_mode_known_since(vpn->up_since);
    const Duration window = world.settings.policy.blame_window;
    for (const Watched& endpoint : endpoints_) {
        if (is_broken_since(*vpn, endpoint.windows, window)) {
            evidence.broken.push_back(endpoint.windows);
        }
        if (!is_broken_since(*vpn, endpoint.guest, window)) {
            continue;
        }
        const auto reached = question_.reached.find(endpoint.spec().name);
        const bool is_compared = endpoint.windows != nullptr || reached != question_.reached.end() ||
                                 endpoint.spec().kind == EndpointKind::WslNetwork;
        const bool is_reached = endpoint.windows != nullptr          ? endpoint.windows->is_up()
                                : reached != question_.reached.end() ? reached->second
                                                                     : true;
        if (!is_compared) {
            evidence.not_compared.push_back(endpoint.guest);
        } else if (is_reached) {
            evidence.broken_in_guest.push_back(endpoint.guest);
        }
    }
    return evidence;
}

void Desk::consider_offer(World& world) {
    const Vpn* vpn = world.network.latest_vpn();
    const bool is_blind = world.connectivity.is_offline() || world.connectivity.is_in_doubt();
    if (offer_ || is_paused() || is_blind || (vpn != nullptr && is_taken_care_of(*vpn))) {
        return;
    }
    const BreakEvidence evidence = gather(vpn, world);
    std::variant<NotYet, Break> found = diagnose_break(evidence);
    if (auto* broken = std::get_if<Break>(&found)) {
        make_offer(*vpn, std::move(*broken), world);
        return;
    }
    switch (std::get<NotYet>(found)) {
    case NotYet::ModeNotKnown:
        wsl_.need_mode_since(vpn->up_since, world.now);
        break;
    case NotYet::AskGuest:
        ask_guest(evidence, world);
        break;
    case NotYet::AskWindows:
        ask_windows(evidence, world);
        break;
    case NotYet::NothingBroken:
        question_.evidence.reset(); // another break is another question
        question_.reached.clear();
        break;
    case NotYet::ServersDead:
        note_dead_servers(world);
        break;
    default:
        break;
    }
}

void Desk::note_dead_servers(World& world) {
    if (!std::exchange(question_.dead_servers_recorded, true)) {
        world.out.record({Say::EndpointsDown, {text::list_of(names_of_down(endpoints_))}},
                         {"they do not answer inside WSL either: not the VPN's doing"});
    }
}

/// What is asked from WSL only has no other side yet.
void Desk::ask_windows(const BreakEvidence& evidence, World& world) {
    if (!question_.probing.empty()) {
        return;
    }
    for (const EndpointMonitor* endpoint : evidence.not_compared) {
        const ActionId id = world.out.next_id();
        question_.probing.emplace(id, endpoint->spec().name);
        world.out.put(StartProbe{id, endpoint->spec(), endpoint->spec().timeout});
    }
}

bool Desk::on_probed(ActionId id, const ProbeResult& result) {
    const auto probe = question_.probing.extract(id);
    if (!probe.empty()) {
        question_.reached[probe.mapped()] = result.ok;
    }
    return !probe.empty();
}

void Desk::ask_guest(const BreakEvidence& evidence, World& world) {
    if (question_.waiting || world.now < question_.next_try) {
        return;
    }
    agent::AskGuest question;
    for (const EndpointMonitor* endpoint : evidence.broken) {
        question.targets.push_back({endpoint->spec().name, endpoint->spec().host, endpoint->spec().port});
    }
    question_.waiting = world.out.ask(world.user, std::move(question));
}

void Desk::make_offer(const Vpn& vpn, Break found, World& world) {
    // The guest has one table of ours: a second exclusion would take the first one's place.
    const bool other_is_excluded = std::any_of(flows_.begin(), flows_.end(), [](const auto& flow) {
        return flow->remedy().kind == RemedyKind::Exclude;
    });
    const bool may_not_exclude = vpn.epoch == exclusion_failed_epoch_ || other_is_excluded;
    offer_ = Offer{world.out.unique_name(),
                   label(vpn),
                   found.endpoints,
                   wsl_.seen().running,
                   choices(vpn, world.network.table(), found.monitors, may_not_exclude),
                   vpn.full_tunnel,
                   vpn.kind};
    offered_vpn_ = vpn.identity;
    offered_vpn_->name = label(vpn);
    finding_ = found.what;
    world.out.record(found.what, std::move(found.evidence), true);
}

void Desk::withdraw_offer_if_over(const World& world) {
    if (!offer_) {
        return;
    }
    const Vpn* vpn = world.network.find(*offered_vpn_);
    const bool has_healed = std::all_of(endpoints_.begin(), endpoints_.end(), [&](const Watched& endpoint) {
        return !endpoint.is_named_in(offer_->endpoints) || endpoint.is_well();
    });
    const bool is_moot = has_healed || vpn == nullptr || vpn->gone_since || !wsl_.is_running();
    if (is_moot || world.connectivity.is_offline()) {
        offer_.reset();
        question_ = {};
    } else {
        offer_->distros = wsl_.seen().running;
    }
}

} // namespace mirrorwatch::decide
