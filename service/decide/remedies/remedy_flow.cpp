// SPDX-License-Identifier: MIT
#include "service/decide/remedies/remedy_flow.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {

bool is_in_force(const Remedy& remedy) {
    return remedy.state == RemedyState::Helped;
}

bool is_verifying(const Remedy& remedy) {
    return remedy.state == RemedyState::Verifying;
}

bool is_undoing(const Remedy& remedy) {
    return remedy.state == RemedyState::Undoing || remedy.state == RemedyState::UndoShuttingDown ||
           remedy.state == RemedyState::UndoAwaitingWsl;
}

bool awaits_wsl(const Remedy& remedy) {
    return remedy.state == RemedyState::ShuttingDown || remedy.state == RemedyState::AwaitingWsl ||
           remedy.state == RemedyState::UndoShuttingDown || remedy.state == RemedyState::UndoAwaitingWsl;
}

bool is_about_wsl(const Remedy& remedy) {
    return ends_sessions(remedy.spec);
}

bool would_change_wsl(const Remedy& remedy) {
    return is_about_wsl(remedy) &&
           (remedy.state == RemedyState::Applying || remedy.state == RemedyState::ShuttingDown ||
            remedy.state == RemedyState::Undoing || remedy.state == RemedyState::UndoShuttingDown);
}

bool has_failed(const Remedy& remedy) {
    return is_in_force(remedy) && remedy.ending &&
           remedy.ending->code == row_of(remedy.spec).says.did_not_help;
}

bool is_shutdown_refused(const Remedy& remedy) {
    return remedy.ending && remedy.ending->code == MessageId::ShutdownNotRepeated;
}

bool RemedyFlow::on_reply(ActionId id, const agent::Reply& reply, const RemedyContext& context) {
    if (!attempts_.take_answer(id)) {
        return false;
    }
    on_answer(reply, context);
    return true;
}

void RemedyFlow::enter(RemedyState state, TimePoint now) {
    remedy_.state = state;
    entered_ = now;
    attempts_.begin_step();
}

void RemedyFlow::end(RemedyState state, Message sentence, const RemedyContext& context) {
    enter(state, context.now);
    const bool is_given_up = state == RemedyState::GivenUp;
    if (remedy_.ending == sentence) { // why it did not help was told before it was taken back
        context.out.record(sentence, {}, is_given_up);
    } else {
        record(sentence, context, {}, is_given_up);
    }
    remedy_.ending = std::move(sentence);
}

void RemedyFlow::record(Message sentence, const RemedyContext& context, std::vector<std::string> evidence,
                        bool warn) const {
    context.out.record_step(remedy_.spec, std::move(sentence), std::move(evidence), warn);
}

void RemedyFlow::ask(const RemedyContext& context, agent::Request request) {
    attempts_.note_asked(context.out.ask(std::move(request)));
}

void RemedyFlow::begin_verifying(const RemedyContext& context) {
    enter(RemedyState::Verifying, context.now);
    attempts_.set_deadline(context.now + context.policy.verify_within);
    context.endpoints.probe_again(context.now);
}

bool RemedyFlow::can_verify(const RemedyContext& context) {
    const bool is_possible = !context.is_offline && context.wsl.is_running();
    if (!is_possible) {
        attempts_.set_deadline(context.now + context.policy.verify_within);
    }
    return is_possible;
}

bool RemedyFlow::are_endpoints_up(const RemedyContext& context) const {
    return are_well(context.endpoints.watched, remedy_.endpoints);
}

bool RemedyFlow::is_seen_failing(const RemedyContext& context) const {
    const TimePoint since = std::max(entered(), context.network.last_change());
    const auto fails = [&](const EndpointMonitor* monitor) {
        return monitor != nullptr && !monitor->is_skipped() && monitor->verdict().answered_at() >= since &&
               monitor->verdict().succeeded_at() < monitor->verdict().answered_at();
    };
    return std::ranges::any_of(context.endpoints.watched, [&](const Watched& endpoint) {
        return endpoint.is_named_in(remedy_.endpoints) && (fails(endpoint.windows) || fails(endpoint.guest));
    });
}

std::unique_ptr<RemedyFlow> make_flow(Remedy remedy, TimePoint now) {
    return is_about_wsl(remedy) ? make_restart_remedy(std::move(remedy), now)
                                : make_guest_remedy(std::move(remedy), now);
}

} // namespace mirrorwatch::decide
