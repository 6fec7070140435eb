#include "service/decide/user/user_session.hpp"

#include "common/text_faults.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

/// What the guest is asked by: taken back, and tried again, by its rung.
Choice choice_of(const Remedy& remedy) {
    switch (remedy.kind) {
    case RemedyKind::Exclude:
        return Choice::Exclude;
    case RemedyKind::LowerMtu:
        return Choice::LowerMtu;
    case RemedyKind::RestartWsl:
        return Choice::RestartWsl;
    case RemedyKind::ChangeSetting:
        return remedy.setting == ConfigSetting::DnsTunneling ? Choice::DnsTunnelingOff : Choice::AutoProxyOff;
    case RemedyKind::SwitchMode:
        break;
    }
    return remedy.mode == NetworkingMode::VirtioProxy ? Choice::FallBackToVirtioProxy : Choice::FallBackToNat;
}

} // namespace

std::string label(const Vpn& vpn) {
    return vpn.client.empty() ? vpn.identity.name : vpn.client;
}

UserSession::UserSession(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now)
    : wsl_(times, now)
    , guest_(times) {
    for (const Remedy& remedy : journal) {
        flows_.push_back(make_flow(remedy, now));
        taken_up_.push_back(remedy.id);
        if (remedy.vpn && remedy.fault) {
            collector_.remember_break(*remedy.vpn, remedy.endpoints);
        }
        if (remedy.automatic && flows_.back()->is_about_wsl()) {
            switches_.push_back({0, now}); // when exactly is not known any more
        }
    }
}

void UserSession::use(const Settings::Wsl& times, const std::vector<EndpointSpec>& endpoints,
                      const std::vector<Watched>& windows) {
    wsl_.use(times);
    guest_.use(times);
    std::vector<const EndpointSpec*> from_guest;
    for (const EndpointSpec& spec : endpoints) {
        if (is_asked_from(spec.from, Vantage::Wsl) || spec.kind == EndpointKind::WslNetwork) {
            from_guest.push_back(&spec);
        }
    }
    guest_.use(from_guest);
    endpoints_.clear();
    for (const EndpointSpec& spec : endpoints) {
        const auto asked = std::find_if(windows.begin(), windows.end(), [&](const Watched& endpoint) {
            return endpoint.windows->spec().name == spec.name;
        });
        Watched endpoint = asked == windows.end() ? Watched{} : *asked;
        endpoint.guest = guest_.find(spec.name);
        guest_.set_windows_view(spec.name, endpoint.windows);
        endpoints_.push_back(endpoint);
    }
    if (question_) {
        std::erase_if(question_->offer.endpoints, [&](const std::string& name) {
            return std::none_of(endpoints.begin(), endpoints.end(),
                                [&](const EndpointSpec& spec) { return spec.name == name; });
        });
    }
}

void UserSession::advance(StepContext& context) {
    preferences_ = preferences_of(context.user.sid, context.preferences);
    advance_remedies(context);
    look_into(context);
    withdraw_if_over(context);
    consider(context);
    consider_failure(context);
    consider_restore(context);
    run_countdown(context);
    if (std::exchange(acted_, false)) {
        advance_remedies(context); // nothing else would wake us for its first step
    }
    const bool awaiting =
        std::any_of(flows_.begin(), flows_.end(), [](const auto& f) { return f->awaits_wsl(); });
    wsl_.set_awaiting(awaiting, context.now);
    wsl_.ask_if_due(context.user, context.now, context.out);
    guest_.set_running(wsl_.is_running(), context.now);
    guest_.set_awaited(awaits_endpoints(), context.now);
    guest_.set_paused(wants_no_probes(), context.now);
    guest_.ask_if_due(context.user, context.network.table(), context.now, context.out);
}

void UserSession::end_pause_if_over(TimePoint now) {
    if (paused_until_ && now >= *paused_until_) {
        paused_until_.reset();
    }
}

bool UserSession::take_look() {
    return std::exchange(look_, false);
}

/// Of those about WSL only the first one takes steps; the second one waits until the file is as it was
/// before. What is done in the guest waits for those, and they for what is under way there.
void UserSession::advance_remedies(StepContext& context) {
    RemedyFlow* first = nullptr;
    bool guest_is_busy = false;
    const auto is_any = [&](const auto& is_it) { return std::any_of(flows_.begin(), flows_.end(), is_it); };
    const auto would_change_wsl = [](const auto& flow) { return flow->would_change_wsl(); };
    const auto is_at_work_in_guest = [](const auto& flow) {
        return !flow->is_about_wsl() && (flow->is_undoing() || flow->is_waiting());
    };
    for (const auto& flow : flows_) {
        if (!flow->is_about_wsl()) {
            const bool begins = flow->remedy().state == RemedyState::Applying;
            const bool has_to_wait = (begins && guest_is_busy) || is_any(would_change_wsl);
            if (flow->is_undoing() || !has_to_wait) {
                flow->advance(context);
            }
            guest_is_busy = guest_is_busy || begins;
        } else if (first == nullptr) {
            first = flow.get();
            if (!flow->would_change_wsl() || !is_any(is_at_work_in_guest)) {
                flow->advance(context);
            }
        } else {
            first->make_way(context);
            if (first->is_over()) {
                flow->advance(context);
                first = flow.get();
            }
        }
    }
    for (auto& flow : flows_) {
        if (flow->is_over()) {
            retire(std::move(flow), context);
        }
    }
    std::erase(flows_, nullptr);
}

void UserSession::retire(std::unique_ptr<RemedyFlow> flow, const StepContext& context) {
    last_ended_ = flow->remedy();
    const Remedy& ended = *last_ended_;
    if (ended.state != RemedyState::GivenUp || !ended.fault) {
        return;
    }
    const Vpn* vpn = context.network.latest_vpn();
    const bool is_about_it = vpn != nullptr && ended.vpn && ended.vpn->guid == vpn->identity.guid;
    const std::uint64_t occasion = Answers::key(is_about_it ? vpn->epoch : 0, *ended.fault);
    note_failure(ended, occasion, context.settings.policy);
    if (ended.kind != RemedyKind::SwitchMode) {
        answers_.reopen(occasion); // the next rung is a new question; after a mode it was asked already
    }
}

/// Which rungs were in vain before died with the service: those before one that was taken up again were.
void UserSession::note_failure(const Remedy& failed, std::uint64_t occasion, const Settings::Policy& policy) {
    answers_.did_not_help(occasion, choice_of(failed));
    const bool is_taken_up = std::find(taken_up_.begin(), taken_up_.end(), failed.id) != taken_up_.end();
    if (!is_taken_up || failed.kind != RemedyKind::SwitchMode) {
        return;
    }
    answers_.did_not_help(occasion, Choice::Exclude);
    const auto rung = std::find(policy.ladder.begin(), policy.ladder.end(), failed.mode);
    if (rung != policy.ladder.end()) {
        std::for_each(policy.ladder.begin(), rung, [&](NetworkingMode mode) {
            answers_.did_not_help(occasion, mode == NetworkingMode::VirtioProxy
                                                ? Choice::FallBackToVirtioProxy
                                                : Choice::FallBackToNat);
        });
    }
}

bool UserSession::on_reply(ActionId id, const agent::Reply& reply, StepContext& context) {
    if (const WslWatch::Change change = wsl_.on_reply(id, reply, context.now); change.answered) {
        if (change.started) {
            on_wsl_started(change.first, context);
        }
        return true;
    }
    if (const GuestWatch::Answer answer = guest_.on_reply(id, reply, context.now);
        answer != GuestWatch::Answer::NotOurs) {
        if (answer == GuestWatch::Answer::Refused) {
            wsl_.look_again(context.now); // it may have stopped
        }
        return true;
    }
    return collector_.on_reply(id, reply, context) ||
           std::any_of(flows_.begin(), flows_.end(),
                       [&](const auto& f) { return f->on_reply(id, reply, context); });
}

bool UserSession::on_probed(ActionId id, const ProbeResult& result) {
    return collector_.on_probed(id, result);
}

bool UserSession::on_host_facts(ActionId id, const HostFacts& facts, TimePoint now) {
    return collector_.on_host_facts(id, facts, now);
}

void UserSession::on_wsl_started(bool seen_for_the_first_time, StepContext& context) {
    const TimePoint grace_until = context.now + context.settings.start_period;
    for (const Watched& endpoint : endpoints_) {
        if (endpoint.windows == nullptr) {
            continue;
        }
        // What answers already does not start with a WSL that we only now see.
        if (!seen_for_the_first_time || endpoint.windows->state() == EndpointState::Unknown) {
            endpoint.windows->begin_grace(grace_until);
        }
        endpoint.windows->burst(context.settings.burst, context.now);
    }
    guest_.on_start(seen_for_the_first_time ? std::nullopt : std::optional{grace_until}, context.now);
}

void UserSession::on_return(TimePoint now) {
    wsl_.reset(now);
    guest_.reset();
    collector_.reset();
    for (const auto& flow : flows_) {
        flow->forget_question();
    }
}

RemedyFlow* UserSession::restart_remedy() const {
    RemedyFlow* last = nullptr;
    for (const auto& flow : flows_) {
        last = flow->is_about_wsl() ? flow.get() : last;
    }
    return last;
}

void UserSession::start(Remedy remedy, StepContext& context) {
    remedy.id = context.out.unique_name();
    flows_.push_back(make_flow(std::move(remedy), context.now));
    context.record(flows_.back()->sentence());
}

void UserSession::add_to(Agenda& agenda, const Network& network, const Settings& settings,
                         TimePoint now) const {
    agenda.add(wsl_.due());
    agenda.add(guest_.due());
    agenda.add(paused_until_.value_or(TimePoint::max()));
    for (const auto& flow : flows_) {
        flow->add_to(agenda);
    }
    // What is over of these was looked at.
    const auto wait_for = [&](TimePoint when) { agenda.add(when > now ? when : TimePoint::max()); };
    if (question_ && question_->runs_out) {
        wait_for(*question_->runs_out);
    }
    const bool may_restore = restart_remedy() != nullptr && restart_remedy()->remedy().vpn;
    if (diagnosis_.is_wrong || may_restore) {
        wait_for(network.last_change() + settings.policy.settle);
        wait_for(answers_.due(now));
        wait_for(findings_.due(settings.notify, now));
        wait_for(wsl_.will_have_started());
        wait_for(network.dial_matters_until());
        if (!switches_.empty()) {
            wait_for(switches_.back().when + settings.policy.cooldown);
        }
    }
    if (!diagnosis_.wants.empty()) {
        wait_for(collector_.due(now));
    }
}

bool UserSession::awaits_endpoints() const {
    return std::any_of(flows_.begin(), flows_.end(), [](const auto& f) { return f->is_verifying(); });
}

bool UserSession::awaits_probes() const {
    return awaits_endpoints() || awaits_probe_;
}

bool UserSession::refers_to(const AdapterIdentity& vpn) const {
    return (question_ && question_->vpn && question_->vpn->guid == vpn.guid) ||
           std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
               return flow->remedy().vpn && flow->remedy().vpn->guid == vpn.guid;
           });
}

std::vector<Remedy> UserSession::journal() const {
    std::vector<Remedy> remedies;
    for (const auto& flow : flows_) {
        remedies.push_back(flow->remedy());
    }
    return remedies;
}

} // namespace mirrorwatch::decide
