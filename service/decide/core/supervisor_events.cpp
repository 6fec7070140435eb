// SPDX-License-Identifier: MIT
#include "service/decide/core/supervisor_state.hpp"

#include "common/ip_address.hpp"

#include <algorithm>
#include <variant>

namespace mirrorwatch::decide {
namespace {

constexpr Touched c_nothing{false, false};

} // namespace

Touched Supervisor::State::handle(const Tick&, TimePoint) {
    wake_at.reset();
    return c_nothing;
}

Touched Supervisor::State::handle(const AdapterHint&, TimePoint now) {
    network.on_hint(now);
    return c_nothing;
}

Touched Supervisor::State::handle(const AdaptersRead& event, TimePoint now) {
    const bool is_first = !network.is_known();
    const Network::Change change = network.on_table(event.id, event.table, now);
    network.forget_gone(now, [&](const AdapterIdentity& vpn) {
        return std::any_of(people.begin(), people.end(),
                           [&](const auto& entry) { return entry.second.session.refers_to(vpn); });
    });
    const Touched touched{change.any || change.rows}; // an exclusion is refreshed whatever it was
    if (!change.any) {
        return touched;
    }
    connectivity.on_table(network.table(), now);
    const bool is_edge = change.vpn_came_up || change.vpn_went_down;
    const auto tell = [&](EndpointMonitor& endpoint) {
        if (change.vpn_came_up) {
            endpoint.note_vpn_up();
        }
        endpoint.set_vpn_present(network.vpns().is_present(), now);
    };
    schedule.for_each([&](EndpointMonitor& endpoint, const Schedule::Owner&) {
        tell(endpoint);
        if (is_edge) {
            endpoint.times().burst(settings.burst, now);
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
    if (const Schedule::Outcome seen = schedule.on_result(event.id, event.result, now);
        seen.monitor != nullptr) {
        return note_result(seen, now);
    }
    const bool was_asked_for = std::any_of(people.begin(), people.end(), [&](auto& entry) {
        return entry.second.session.collector().on_probed(event.id, event.result);
    });
    return {was_asked_for, false};
}

Touched Supervisor::State::note_result(const Schedule::Outcome& seen, TimePoint now) {
    const EndpointMonitor& endpoint = *seen.monitor;
    const bool is_other_state = endpoint.state() != seen.before;
    const bool is_edge = seen.was_down != endpoint.is_down();
    Touched touched{is_other_state, seen.shows};
    for (auto& [user, person] : people) {
        touched.sessions = touched.sessions || person.session.awaits_probes();
        if (is_other_state) {
            person.session.guest().on_windows_view_changed(endpoint, now);
        }
        if (is_edge && !person.session.is_paused()) {
            person.session.wsl().look_again(now);
        }
    }
    // A VPN without an adapter may be the reason, and of that no notification comes.
    if (seen.before == EndpointState::Up && endpoint.state() == EndpointState::Pending) {
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
        if (present.contains(user)) {
            continue;
        }
        if (const auto person = people.find(user); person != people.end()) {
            person->second.session.on_return(now);
        } else {
            add_user(user, seen, now);
        }
        out.ask(user, agent::ReadUserSettings{}); // comes back as UserEndpointsRead
    }
    if (seen != present) {
        present = std::move(seen);
        arrange(now);
    }
    return {};
}

void Supervisor::State::add_user(const UserId& user, const std::set<UserId>& seen, TimePoint now) {
    // A new session of the same account takes over what it left behind: WSL goes by the SID.
    std::vector<Remedy> journal;
    for (const auto& [owner, remedy] : saved.remedies) {
        if (owner == user || (owner.sid == user.sid && !seen.contains(owner))) {
            journal.push_back(remedy);
        }
    }
    remove_sessions_of(user, seen, now);
    people.emplace(user, Person{UserSession{settings.wsl, journal, now}, {}, {}, false});
}

void Supervisor::State::remove_sessions_of(const UserId& user, const std::set<UserId>& seen, TimePoint now) {
    std::erase_if(people, [&](const auto& entry) {
        const UserId& other = entry.first;
        const bool goes = other.sid == user.sid && !seen.contains(other);
        if (goes) {
            schedule.use({}, other, now);
            published.erase(other);
        }
        return goes;
    });
}

Touched Supervisor::State::handle(const WslConfigHint& event, TimePoint now) {
    if (const auto person = people.find(event.user); person != people.end()) {
        person->second.session.wsl().look(false, now);
    }
    return {};
}

Touched Supervisor::State::handle(const AgentAnswered& event, TimePoint now) {
    if (const auto results = schedule.on_reply(event.id, event.reply, now)) {
        Touched touched = c_nothing;
        for (const Schedule::Outcome& seen : *results) {
            touched |= note_result(seen, now);
        }
        return touched;
    }
    for (auto& [user, person] : people) {
        StepContext here = context(user, now, person.session);
        if (person.session.on_reply(event.id, event.reply, here)) {
            return {};
        }
    }
    return c_nothing;
}

Touched Supervisor::State::handle(const VerbReceived& event, TimePoint now) {
    const auto found = people.find(event.user);
    if (found == people.end()) {
        out.put(Reply{event.connection, {event.request.number, false, {MessageId::OfferIsOver, {}}}});
        return {};
    }
    Person& person = found->second;
    StepContext here = context(found->first, now, person.session);
    out.put(Reply{event.connection, person.session.on_verb(event.request, here)});
    if (person.session.take_look()) {
        show_fresh(person, found->first, now);
    }
    return {};
}

/// What is down is probed at once; and the user's snapshot is sent even if only its statistics differ.
void Supervisor::State::show_fresh(const Person& person, const UserId& user, TimePoint now) {
    for (const Watched& endpoint : person.session.endpoints()) {
        if (endpoint.windows != nullptr && endpoint.windows->is_down()) {
            endpoint.windows->times().hurry(now);
        }
    }
    published.erase(user);
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

Touched Supervisor::State::handle(const SettingsRead& event, TimePoint now) {
    settings = event.settings;
    settings_error.clear();
    network.use(settings.adapters);
    connectivity.use(settings.connectivity);
    arrange(now);
    return {};
}

Touched Supervisor::State::handle(const SettingsBroken& event, TimePoint) {
    settings_error = event.error;
    out.record({MessageId::SettingsKept, {event.error}}, {}, true);
    return {};
}

Touched Supervisor::State::handle(const UserEndpointsRead& event, TimePoint now) {
    const auto found = people.find(event.user);
    if (found == people.end()) {
        return {};
    }
    Person& person = found->second;
    person.has_proxy = event.has_proxy;
    person.own_error = event.error;
    if (event.error.empty()) {
        person.own = event.endpoints;
    } else {
        out.record({MessageId::SettingsKept, {event.error}}, {}, true);
    }
    arrange(now);
    return {};
}

Touched Supervisor::State::handle(const UserSettingsHint& event, TimePoint) {
    if (present.contains(event.user)) {
        out.ask(event.user, agent::ReadUserSettings{});
    }
    return {};
}

Touched Supervisor::State::handle(const WslVmPresence& event, TimePoint now) {
    for (auto& [user, person] : people) {
        person.session.wsl().on_vm_presence(event.present, now);
    }
    return {};
}

Touched Supervisor::State::handle(const ConnectivitySeen& event, TimePoint) {
    const bool has_changed = connectivity.on_seen(event.id, event.online);
    return {has_changed, has_changed};
}

Touched Supervisor::State::handle(const HostFactsRead& event, TimePoint now) {
    const bool was_asked_for = std::any_of(people.begin(), people.end(), [&](auto& entry) {
        return entry.second.session.collector().on_host_facts(event.id, event.facts, now);
    });
    return {was_asked_for, was_asked_for};
}

} // namespace mirrorwatch::decide
