#include "service/decide/remedies/remedy_flow.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::decide {
namespace {

constexpr int c_most_tries = 3;
constexpr int c_most_doublings = 7; // to eleven minutes

} // namespace

bool RemedyFlow::on_reply(ActionId id, const agent::Reply& reply, StepContext& context) {
    if (waiting_ != id) {
        return false;
    }
    waiting_.reset();
    on_answer(reply, context);
    return true;
}

bool RemedyFlow::awaits_wsl() const {
    switch (remedy_.state) {
    case RemedyState::ShuttingDown:
    case RemedyState::AwaitingWsl:
    case RemedyState::UndoShuttingDown:
    case RemedyState::UndoAwaitingWsl:
        return true;
    default:
        return false;
    }
}

bool RemedyFlow::would_change_wsl() const {
    return is_about_wsl() &&
           (remedy_.state == RemedyState::Applying || remedy_.state == RemedyState::ShuttingDown ||
            remedy_.state == RemedyState::Undoing || remedy_.state == RemedyState::UndoShuttingDown);
}

void RemedyFlow::add_to(Agenda& agenda) const {
    if (!waiting_) {
        agenda.add(deadline_);
        agenda.add(retry_at_.value_or(TimePoint::max()));
        agenda.add(retry_at_ ? TimePoint::max() : next_errand());
    }
}

void RemedyFlow::forget_question() {
    waiting_.reset();
    retry_at_.reset();
    tries_ = 0;
}

bool RemedyFlow::try_again(TimePoint now, Duration pause) {
    if (++tries_ >= c_most_tries) {
        return false;
    }
    retry_at_ = now + pause;
    return true;
}

void RemedyFlow::keep_trying(TimePoint now) {
    retry_at_ = now + c_retry_pause * (1 << std::min(tries_++, c_most_doublings));
}

void RemedyFlow::enter(RemedyState state, TimePoint now) {
    remedy_.state = state;
    entered_ = now;
    retry_at_.reset();
    deadline_ = TimePoint::max();
    tries_ = 0;
}

void RemedyFlow::end(RemedyState state, Message sentence, StepContext& context) {
    enter(state, context.now);
    context.record(sentence, {}, state == RemedyState::GivenUp);
    remedy_.ending = std::move(sentence);
}

void RemedyFlow::ask(StepContext& context, agent::Request request) {
    retry_at_.reset();
    waiting_ = context.out.ask(context.user, std::move(request));
}

void RemedyFlow::begin_verifying(StepContext& context) {
    enter(RemedyState::Verifying, context.now);
    deadline_ = context.now + context.settings.policy.verify_within;
    probe_again(context);
}

void RemedyFlow::probe_again(StepContext& context) {
    for (const Watched& endpoint : context.endpoints) {
        if (endpoint.windows != nullptr) {
            endpoint.windows->times().burst(context.settings.burst, context.now);
        }
    }
    context.guest.verify(context.now);
}

bool RemedyFlow::can_verify(const StepContext& context) {
    const bool is_possible = !context.connectivity.is_offline() && context.wsl.is_running();
    if (!is_possible) {
        deadline_ = context.now + context.settings.policy.verify_within;
    }
    return is_possible;
}

bool RemedyFlow::are_endpoints_up(const StepContext& context) const {
    return std::all_of(context.endpoints.begin(), context.endpoints.end(), [&](const Watched& endpoint) {
        return !endpoint.is_named_in(remedy_.endpoints) || endpoint.is_well();
    });
}

std::unique_ptr<RemedyFlow> make_flow(Remedy remedy, TimePoint now) {
    return row_of(remedy.spec).ends_sessions ? make_restart_remedy(std::move(remedy), now)
                                             : make_guest_remedy(std::move(remedy), now);
}

} // namespace mirrorwatch::decide
