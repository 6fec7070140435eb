// SPDX-License-Identifier: MIT
#include "service/decide/user/user_session.hpp"

#include "service/decide/network/network_view.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

RemedyView view_of(const Remedy& remedy, Message sentence) {
    return {remedy.spec, remedy.state, std::move(sentence), remedy.vpn ? remedy.vpn->name : std::string{}};
}

} // namespace

void UserSession::describe(Snapshot& snapshot, const Network& network, std::optional<TimePoint> now) const {
    snapshot.wsl_running = wsl_.is_running();
    snapshot.effective = wsl_.seen().effective;
    snapshot.configured = wsl_.seen().configured;
    snapshot.distros = wsl_.seen().running;
    const AdapterIdentity* out = excluded_vpn();
    for (const Vpn& vpn : network.vpns().all()) {
        if (vpn.is_up()) {
            const bool excluded = out != nullptr && out->guid == vpn.identity.guid;
            snapshot.vpns.push_back({vpn.identity.name, vpn.client, excluded, vpn.kind, vpn.full_tunnel});
        }
    }
    snapshot.networks = networks_in(network, troubles_.collector().guest_devices());
    if (auto failure = wsl_.failure()) {
        snapshot.service_troubles.push_back(std::move(*failure));
    }
    snapshot.paused = is_paused();
    snapshot.findings = treated_.views;
    snapshot.notice = troubles_.findings().notice();
    snapshot.preferences = preferences_;
    if (const auto& ended = remedies_.last_ended()) {
        snapshot.remedies.push_back(view_of(*ended, ended->ending.value_or(Message{})));
    }
    for (const auto& flow : remedies_.flows()) {
        snapshot.remedies.push_back(view_of(flow->remedy(), flow->sentence()));
    }
    const RemedyFlow* restart = remedies_.about_wsl();
    snapshot.can_restore = restart != nullptr && restart->remedy().edit() != nullptr;
    snapshot.can_roll_back = restart == nullptr && wsl_.seen().configured == NetworkingMode::Mirrored;
    if (const auto& question = offers_.question()) {
        snapshot.offer = question->offer;
        if (const auto& countdown = question->countdown) {
            const TimePoint from = now.value_or(countdown->runs_out);
            snapshot.offer->countdown = countdown->witness
                                            ? std::chrono::duration_cast<Duration>(countdown->runs_out - from)
                                            : countdown->length;
        }
        snapshot.headline = question->says;
        return;
    }
    const bool says_trouble = snapshot.headline.code == MessageId::EndpointsDown ||
                              snapshot.headline.code == MessageId::WindowsOffline;
    if (const auto& flows = remedies_.flows();
        !flows.empty() && (!says_trouble || !is_in_force(flows.back()->remedy()))) {
        snapshot.headline = flows.back()->sentence();
    }
}

} // namespace mirrorwatch::decide
