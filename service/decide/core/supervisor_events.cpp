// SPDX-License-Identifier: MIT
#include "service/decide/core/supervisor_state.hpp"

#include "common/ip_address.hpp"
#include "service/decide/endpoints/standing_checks.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

constexpr Touched c_nothing{false, false};

void hurry_what_may_differ(const UserSession& session, TimePoint now) {
    for (const Watched& endpoint : session.endpoints()) {
        if (endpoint.windows != nullptr && (endpoint.windows->is_down() || is_standing(endpoint.spec()))) {
            endpoint.windows->times().hurry(now);
        }
    }
}

/// What it failed for may be over; or it rests while the network stays as it is.
bool may_differ_now(const EndpointMonitor& endpoint) {
    return endpoint.is_down() || endpoint.state() == EndpointState::Pending || is_standing(endpoint.spec());
}

} // namespace

Touched Supervisor::State::handle(const Tick&, TimePoint) {
    alarm.on_tick();
    return c_nothing;
}

Touched Supervisor::State::handle(const AdapterHint&, TimePoint now) {
    network.on_hint(now);
    return c_nothing;
}

Touched Supervisor::State::handle(const AdaptersRead& event, TimePoint now) {
    const bool is_first = !network.is_known();
    const Network::Change change = network.on_table(event.id, event.table, now);
    network.forget_gone(now, [&](const AdapterIdentity& vpn) { return people.refer_to(vpn); });
    const Touched touched{change.any || change.rows}; // an exclusion is refreshed whatever it was
    if (!change.any) {
        return touched;
    }
    connectivity.on_table(network.table(), now);
    const bool is_edge = change.vpn_came_up || change.vpn_went_down;
    const auto tell = [&](EndpointMonitor& endpoint) {
        if (change.vpn_came_up) {
            endpoint.note_vpn_up(network.vpns().latest()->came_after);
        }
        endpoint.set_vpn_present(network.vpns().is_present(), now);
    };
    schedule.for_each([&](EndpointMonitor& endpoint, const Schedule::Owner&) {
        tell(endpoint);
        if (is_edge) {
            endpoint.times().burst(settings.burst, now);
        } else if (may_differ_now(endpoint)) {
            endpoint.times().hurry(now);
        }
    });
    for (auto& [user, person] : people) {
        if (!is_first) {
            person.session.guest().on_network_change(now);
        }
        person.session.guest().for_each(tell);
        if (is_edge) {
            person.session.wsl().look(change.vpn_came_up, now);
        }
    }
    return touched;
}

Touched Supervisor::State::handle(const ProbeDone& event, TimePoint now) {
    if (const Schedule::Outcome seen = schedule.on_result(event, now); seen.monitor != nullptr) {
        return note_result(seen, now);
    }
    const bool was_asked_for = std::any_of(people.begin(), people.end(), [&](auto& entry) {
        return entry.second.session.collector().on_probed(event, now);
    });
    return {was_asked_for, false};
}

Touched Supervisor::State::note_result(const Schedule::Outcome& probed, TimePoint now) {
    const EndpointMonitor& endpoint = *probed.monitor;
    const bool is_other_state = endpoint.state() != probed.before;
    const bool is_edge = probed.was_down != endpoint.is_down();
    const bool is_server = endpoint.spec().source == EndpointSource::Learned;
    Touched touched{is_other_state, probed.shows};
    for (auto& [user, person] : people) {
        touched.sessions = touched.sessions || person.session.awaits_probes();
        if (is_other_state || (is_server && endpoint.is_down())) { // which may have died meanwhile
            person.session.guest().on_windows_view_changed(endpoint, now);
        }
        if (is_edge && !person.session.is_paused()) {
            person.session.wsl().look_again(now);
        }
    }
    // A VPN without an adapter may be the reason, and of that no notification comes.
    if (probed.before == EndpointState::Up && endpoint.state() == EndpointState::Pending) {
        network.on_hint(now);
    }
    const bool fails = !endpoint.verdict().last_error().empty();
    if (fails && (is_edge || endpoint.state() == EndpointState::Pending) &&
        !is_loopback_host(endpoint.spec().host)) {
        connectivity.suspect(now);
    }
    return touched;
}

Touched Supervisor::State::handle(const UsersSeen& event, TimePoint now) {
    std::set<UserId> seen(event.users.begin(), event.users.end());
    for (const UserId& user : seen) {
        if (people.is_present(user)) {
            continue;
        }
        if (Person* person = people.find(user)) {
            person->session.on_return(now);
        } else {
            const std::vector<Remedy> remedies = journal.left_for(user, seen);
            forget(people.remove_former(user, seen), now);
            people.add(user, Person{UserSession{settings.wsl, remedies, now}});
        }
        out.ask(user, agent::ReadUserSettings{}); // comes back as UserEndpointsRead
    }
    if (people.set_present(std::move(seen), now)) {
        arrange(now);
    }
    forget(people.remove_gone(now), now);
    for (auto& [user, person] : people) {
        StepContext here = context(user, now, person.session);
        person.session.offers().set_away(std::ranges::count(event.away, user) > 0, here);
    }
    return {};
}

/// Those that People does not know any more.
void Supervisor::State::forget(const std::vector<UserId>& former, TimePoint now) {
    for (const UserId& user : former) {
        schedule.use({}, user, now);
        publisher.forget(user);
    }
}

Touched Supervisor::State::handle(const ClientLeft& event, TimePoint now) {
    Person* person = people.find(event.user);
    if (person == nullptr) {
        return c_nothing;
    }
    StepContext here = context(event.user, now, person->session);
    person->session.offers().note_client_left(event.connection, here);
    return {};
}

Touched Supervisor::State::handle(const WslConfigHint& event, TimePoint now) {
    if (Person* person = people.find(event.user)) {
        person->session.wsl().look(false, now);
    }
    return {};
}

Touched Supervisor::State::handle(const AgentAnswered& event, TimePoint now) {
    for (auto& [user, person] : people) {
        StepContext here = context(user, now, person.session);
        if (person.session.on_reply(event.id, event.reply, here)) {
            return {};
        }
    }
    return c_nothing;
}

/// The caller may have no session of its own.
Touched Supervisor::State::take_all_back(const VerbReceived& event, TimePoint now) {
    for (auto& [user, person] : people) {
        StepContext here = context(user, now, person.session);
        (void)person.session.on_verb(event.request, event.connection, here);
    }
    out.put(Reply{event.connection, {event.request.number, true, {MessageId::AllWell, {}}}});
    return {};
}

Touched Supervisor::State::handle(const VerbReceived& event, TimePoint now) {
    if (std::holds_alternative<protocol::TakeAllBack>(event.request.verb)) {
        return take_all_back(event, now);
    }
    Person* person = people.find(event.user);
    if (person == nullptr) {
        if (std::holds_alternative<protocol::Look>(event.request.verb)) {
            out.put(Publish{event.user}); // an administrator without WSL sees how the others fare
        }
        out.put(Reply{event.connection, {event.request.number, false, {MessageId::OfferIsOver, {}}}});
        return {};
    }
    StepContext here = context(event.user, now, person->session);
    out.put(Reply{event.connection, person->session.on_verb(event.request, event.connection, here)});
    if (person->session.take_look()) {
        hurry_what_may_differ(person->session, now);
        publisher.forget(event.user); // it is sent even if only its statistics differ
    }
    return {};
}

Touched Supervisor::State::handle(const Resumed&, TimePoint now) {
    network.on_resume(now);
    const TimePoint grace_until = now + settings.start_period;
    schedule.for_each([&](EndpointMonitor& endpoint, const Schedule::Owner&) {
        endpoint.verdict().begin_grace(grace_until);
        endpoint.times().hurry(now);
    });
    for (auto& [user, person] : people) {
        person.session.guest().on_resume(grace_until, now);
        person.session.wsl().look(true, now);
    }
    return {};
}

Touched Supervisor::State::handle(const DialFailed&, TimePoint now) {
    network.on_dial_failed(now);
    for (auto& [user, person] : people) {
        person.session.collector().forget_host();
    }
    return {};
}

/// Said once, and shown while it lasts.
Touched Supervisor::State::handle(const ServiceTrouble& event, TimePoint) {
    constexpr std::size_t c_most = 20;
    const bool is_new = !troubles.contains(event.part);
    if (!event.message) {
        troubles.erase(event.part);
    } else if (!is_new || troubles.size() < c_most) {
        troubles.insert_or_assign(event.part, *event.message);
        if (is_new) {
            out.record(*event.message, {}, true);
        }
    }
    return {false, true};
}

void Supervisor::State::use_settings(TimePoint now) {
    settings = governed(own_settings, organisation);
    network.use(settings.adapters);
    connectivity.use(settings.connectivity);
    arrange(now);
}

Touched Supervisor::State::handle(const SettingsRead& event, TimePoint now) {
    own_settings = event.settings;
    settings_error.clear();
    use_settings(now);
    return {};
}

/// What is asked now is asked again by the rules that hold from here on.
Touched Supervisor::State::handle(const PolicyRead& event, TimePoint now) {
    const std::vector<std::string> told = std::exchange(policy_errors, event.errors);
    for (const std::string& error : policy_errors) {
        if (std::ranges::count(told, error) == 0) {
            out.record({MessageId::PolicyRejected, {error}}, {}, true);
        }
    }
    const Settings::Policy before = settings.policy;
    organisation = event.policy;
    use_settings(now);
    for (auto& [user, person] : people) {
        if (before != settings.policy) {
            person.session.offers().drop();
        }
    }
    return {};
}

Touched Supervisor::State::handle(const SettingsBroken& event, TimePoint) {
    settings_error = event.error;
    out.record({MessageId::SettingsKept, {event.error}}, {}, true);
    return {};
}

Touched Supervisor::State::handle(const UserEndpointsRead& event, TimePoint now) {
    Person* person = people.find(event.user);
    if (person == nullptr) {
        return {};
    }
    person->has_proxy = event.has_proxy;
    person->own_error = event.error;
    if (event.error.empty()) {
        person->own = event.endpoints;
        person->language = event.language;
    } else {
        out.record({MessageId::SettingsKept, {event.error}}, {}, true);
    }
    arrange(now);
    return {};
}

Touched Supervisor::State::handle(const UserSettingsHint& event, TimePoint) {
    if (people.is_present(event.user)) {
        out.ask(event.user, agent::ReadUserSettings{});
    }
    return {};
}

Touched Supervisor::State::handle(const WslVmPresence& event, TimePoint now) {
    const std::vector<std::uint32_t> before = std::exchange(machines, event.processes);
    const auto was_there = [&](std::uint32_t process) { return std::ranges::count(before, process) > 0; };
    const bool one_stays = std::ranges::any_of(machines, was_there);
    const bool one_came = !std::ranges::all_of(machines, was_there);
    for (auto& [user, person] : people) {
        WslWatch& wsl = person.session.wsl();
        if (!one_stays && (machines.empty() || !before.empty())) {
            wsl.on_vm_presence(false, now); // all that were there have gone
        }
        if (one_came) {
            wsl.on_vm_presence(true, now);
        } else if (one_stays) {
            wsl.look(false, now); // somebody's has gone
        }
    }
    return {};
}

Touched Supervisor::State::handle(const ConnectivitySeen& event, TimePoint now) {
    const bool was_offline = connectivity.is_offline();
    const bool has_changed = connectivity.on_seen(event.id, event.online);
    if (was_offline && !connectivity.is_offline()) {
        network.on_back_online(now);
        for (auto& [user, person] : people) {
            person.session.guest().on_network_change(now);
        }
    }
    return {has_changed, has_changed};
}

Touched Supervisor::State::handle(const HostFactsRead& event, TimePoint now) {
    const bool was_asked_for = std::any_of(people.begin(), people.end(), [&](auto& entry) {
        return entry.second.session.collector().on_host_facts(event.id, event.facts, now);
    });
    return {was_asked_for, was_asked_for};
}

} // namespace mirrorwatch::decide
