#include "service/decide/user/user_session.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

RemedyView view_of(const Remedy& remedy, Message sentence) {
    return {remedy.kind, remedy.state, std::move(sentence), remedy.vpn ? remedy.vpn->name : std::string{}};
}

} // namespace

void UserSession::describe(Snapshot& snapshot, const Network& network, std::optional<TimePoint> now) const {
    snapshot.wsl_running = wsl_.is_running();
    snapshot.effective = wsl_.seen().effective;
    snapshot.configured = wsl_.seen().configured;
    snapshot.distros = wsl_.seen().running;
    for (const Vpn& vpn : network.vpns()) {
        if (!vpn.gone_since) {
            const bool excluded = std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
                const Remedy& remedy = flow->remedy();
                return remedy.kind == RemedyKind::Exclude && flow->is_in_force() &&
                       remedy.vpn->guid == vpn.identity.guid;
            });
            snapshot.vpns.push_back({vpn.identity.name, vpn.client, excluded, vpn.kind});
        }
    }
    snapshot.paused = is_paused();
    snapshot.findings = views_;
    snapshot.notice = findings_.notice();
    snapshot.preferences = preferences_;
    if (last_ended_) {
        snapshot.remedies.push_back(view_of(*last_ended_, last_ended_->ending.value_or(Message{})));
    }
    for (const auto& flow : flows_) {
        snapshot.remedies.push_back(view_of(flow->remedy(), flow->sentence()));
    }
    const RemedyFlow* restart = restart_remedy();
    snapshot.can_restore = restart != nullptr && restart->remedy().edit.has_value();
    snapshot.can_roll_back = restart == nullptr && wsl_.seen().configured == NetworkingMode::Mirrored;
    if (question_) {
        snapshot.offer = question_->offer;
        if (question_->runs_out) {
            const TimePoint from = now.value_or(*question_->runs_out);
            snapshot.offer->countdown = std::chrono::duration_cast<Duration>(*question_->runs_out - from);
        }
        snapshot.headline = question_->says;
        return;
    }
    const bool says_trouble = snapshot.headline.code == MessageId::EndpointsDown ||
                              snapshot.headline.code == MessageId::WindowsOffline;
    if (!flows_.empty() && (!says_trouble || !flows_.back()->is_in_force())) {
        snapshot.headline = flows_.back()->sentence();
    }
}

} // namespace mirrorwatch::decide
