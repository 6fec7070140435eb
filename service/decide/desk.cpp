#include "service/decide/desk.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// A guest that could not be asked is asked again, while the break lasts.
constexpr Duration c_ask_guest_again{10'000};

} // namespace

Desk::Desk(Settings::Wsl times, const std::vector<Remedy>& journal, TimePoint now)
    : wsl_(times, now)
    , guest_(times) {
    for (const Remedy& remedy : journal) {
        flows_.push_back(make_flow(remedy, now));
    }
}

void Desk::use(const Settings::Wsl& times, const std::vector<EndpointSpec>& endpoints,
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
    if (offer_) {
        std::erase_if(offer_->endpoints, [&](const std::string& name) {
            return std::none_of(endpoints.begin(), endpoints.end(),
                                [&](const EndpointSpec& spec) { return spec.name == name; });
        });
    }
}

void Desk::advance(World& world) {
    advance_remedies(world);
    withdraw_offer_if_over(world);
    consider_offer(world);
    const bool awaiting =
        std::any_of(flows_.begin(), flows_.end(), [](const auto& f) { return f->awaits_wsl(); });
    wsl_.set_awaiting(awaiting, world.now);
    wsl_.ask_if_due(world.user, world.now, world.out);
    guest_.set_running(wsl_.is_running(), world.now);
    guest_.set_awaited(awaits_endpoints(), world.now);
    guest_.set_paused(wants_no_probes(), world.now);
    guest_.ask_if_due(world.user, world.network.table(), world.now, world.out);
}

void Desk::end_pause_if_over(TimePoint now) {
    if (paused_until_ && now >= *paused_until_) {
        paused_until_.reset();
    }
}

bool Desk::take_look() {
    return std::exchange(look_, false);
}

void Desk::advance_remedies(World& world) {
    for (const auto& flow : flows_) {
        flow->advance(world);
    }
    for (auto& flow : flows_) {
        if (flow->is_over()) {
            retire(std::move(flow), world);
        }
    }
    std::erase(flows_, nullptr);
}

void Desk::retire(std::unique_ptr<RemedyFlow> flow, const World& world) {
    last_ended_ = flow->remedy();
    const Vpn* vpn = world.network.latest_vpn();
    const bool exclusion_failed =
        last_ended_->kind == RemedyKind::Exclude && last_ended_->state == RemedyState::GivenUp;
    if (exclusion_failed && vpn != nullptr && last_ended_->vpn->guid == vpn->identity.guid) {
        exclusion_failed_epoch_ = vpn->epoch;
        answered_epoch_ = 0; // the next rung is a new question
    }
}

bool Desk::on_reply(ActionId id, const agent::Reply& reply, World& world) {
    if (const WslWatch::Change change = wsl_.on_reply(id, reply, world.now); change.answered) {
        if (change.started) {
            on_wsl_started(change.first, world);
        }
        return true;
    }
    if (const GuestWatch::Answer answer = guest_.on_reply(id, reply, world.now);
        answer != GuestWatch::Answer::NotOurs) {
        if (answer == GuestWatch::Answer::Refused) {
            wsl_.look_again(world.now); // it may have stopped
        }
        return true;
    }
    if (question_.waiting == id) {
        question_.waiting.reset();
        question_.next_try = world.now + c_ask_guest_again;
        if (const auto* evidence = std::get_if<GuestFacts>(&reply)) {
            question_.evidence = *evidence;
        }
        return true;
    }
    return std::any_of(flows_.begin(), flows_.end(),
                       [&](const auto& f) { return f->on_reply(id, reply, world); });
}

void Desk::on_wsl_started(bool seen_for_the_first_time, World& world) {
    const TimePoint grace_until = world.now + world.settings.start_period;
    for (const Watched& endpoint : endpoints_) {
        if (endpoint.windows == nullptr) {
            continue;
        }
        // What answers already does not start with a WSL that we only now see.
        if (!seen_for_the_first_time || endpoint.windows->state() == EndpointState::Unknown) {
            endpoint.windows->begin_grace(grace_until);
        }
        endpoint.windows->burst(world.settings.burst, world.now);
    }
    guest_.on_start(seen_for_the_first_time ? std::nullopt : std::optional{grace_until}, world.now);
}

void Desk::on_return(TimePoint now) {
    wsl_.reset(now);
    guest_.reset();
    question_ = {};
    for (const auto& flow : flows_) {
        flow->forget_question();
    }
}

RemedyFlow* Desk::mode_switch() const {
    const auto found = std::find_if(flows_.begin(), flows_.end(),
                                    [](const auto& f) { return f->remedy().kind == RemedyKind::SwitchMode; });
    return found == flows_.end() ? nullptr : found->get();
}

TimePoint Desk::due(const Network& network, const Settings& settings, TimePoint now) const {
    TimePoint due = std::min({wsl_.due(), guest_.due(), paused_until_.value_or(TimePoint::max())});
    for (const auto& flow : flows_) {
        due = std::min(due, flow->due());
    }
    if (network.latest_vpn() != nullptr && !offer_ && !is_taken_care_of(*network.latest_vpn())) {
        for (const TimePoint when : {network.last_change() + settings.policy.settle, question_.next_try}) {
            due = when > now ? std::min(due, when) : due;
        }
    }
    return due;
}

bool Desk::awaits_endpoints() const {
    return std::any_of(flows_.begin(), flows_.end(), [](const auto& f) { return f->is_verifying(); });
}

bool Desk::refers_to(const AdapterIdentity& vpn) const {
    return (offer_ && offered_vpn_->guid == vpn.guid) ||
           std::any_of(flows_.begin(), flows_.end(), [&](const auto& flow) {
               return flow->remedy().vpn && flow->remedy().vpn->guid == vpn.guid;
           });
}

std::vector<Remedy> Desk::journal() const {
    std::vector<Remedy> remedies;
    for (const auto& flow : flows_) {
        remedies.push_back(flow->remedy());
    }
    return remedies;
}

void Desk::describe(Snapshot& snapshot, const Network& network) const {
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
    snapshot.offer = offer_;
    snapshot.paused = is_paused();
    if (last_ended_) {
        snapshot.remedies.push_back(
            {last_ended_->kind, last_ended_->state, last_ended_->ending.value_or(Sentence{})});
    }
    for (const auto& flow : flows_) {
        snapshot.remedies.push_back({flow->remedy().kind, flow->remedy().state, flow->sentence()});
    }
    snapshot.can_restore = mode_switch() != nullptr && mode_switch()->remedy().edit.has_value();
    snapshot.can_roll_back = mode_switch() == nullptr && wsl_.seen().configured == NetworkingMode::Mirrored;
    if (offer_) {
        snapshot.headline = finding_;
        return;
    }
    const bool says_trouble =
        snapshot.headline.code == Say::EndpointsDown || snapshot.headline.code == Say::WindowsOffline;
    if (!flows_.empty() && (!says_trouble || !flows_.back()->is_in_force())) {
        snapshot.headline = flows_.back()->sentence();
    }
}

} // namespace mirrorwatch::decide
