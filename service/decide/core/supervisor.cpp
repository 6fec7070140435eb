// SPDX-License-Identifier: MIT
#include "service/decide/core/supervisor.hpp"

#include "common/ip_address.hpp"
#include "common/text.hpp"
#include "service/decide/core/supervisor_state.hpp"

#include <algorithm>
#include <string>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// A deadline that is over and changes nothing must not turn the loop into a spin; and what is due within so
// long after a wake-up is done with it.
constexpr Duration c_shortest_wake{20};

// Longer than a call that blocks the loop, and than a busy machine needs to wake us.
constexpr Duration c_overslept{30'000};

// Building and sending a snapshot takes a while: of changes that follow each other quickly the last one is
// sent.
constexpr Duration c_publish_every{100};
constexpr Duration c_publish_many_every{1'000};
constexpr std::size_t c_many = 100; // endpoints

/// Only looking, nothing that a snapshot would show.
bool is_looking(const Action& action) {
    return std::holds_alternative<StartProbe>(action) || std::holds_alternative<ReadAdapters>(action) ||
           std::holds_alternative<AskAgent>(action) || std::holds_alternative<CheckConnectivity>(action);
}

std::string joined(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + "; " + b;
}

void show_paused(std::vector<EndpointView>& endpoints) {
    for (EndpointView& endpoint : endpoints) {
        endpoint.state = EndpointState::Paused;
        for (VantageView& vantage : endpoint.vantages) {
            vantage.state = EndpointState::Paused;
        }
    }
}

} // namespace

Supervisor::State::State(Settings given, VpnRules rules, Remembered journal, std::string id_seed)
    : settings(std::move(given))
    , network(settings.adapters, std::move(rules))
    , connectivity(settings.connectivity)
    , out(std::move(id_seed))
    , preferences(journal.preferences)
    , saved(std::move(journal)) {}

StepContext Supervisor::State::context(const UserId& user, TimePoint now, UserSession& session) {
    return {user,          now,
            settings,      network,
            connectivity,  session.endpoints(),
            session.wsl(), session.guest(),
            preferences,   out};
}

std::vector<Watched> Supervisor::State::watched_from_windows(const Schedule::Owner& owner) const {
    std::vector<Watched> watched;
    for (EndpointMonitor* monitor : schedule.monitors(owner)) {
        watched.push_back({monitor, nullptr, schedule.runs_in(monitor->spec(), owner)});
    }
    return watched;
}

void Supervisor::State::arrange(TimePoint now) {
    std::vector<UserId> with_proxy;
    for (const auto& [user, person] : people) {
        if (person.has_proxy && present.contains(user)) {
            with_proxy.push_back(user);
        }
    }
    schedule.set_users_with_proxy(std::move(with_proxy));
    schedule.use(settings.endpoints, std::nullopt, now);
    for (auto& [user, person] : people) {
        arrange(user, person, now);
    }
    const bool vpn_present = network.vpns().is_present();
    schedule.for_each([&](EndpointMonitor& endpoint, const Schedule::Owner&) {
        endpoint.set_vpn_present(vpn_present, now);
    });
    schedule.reorder();
    arranged = true;
}

/// What the machine's administrator has named is not named again by a user.
void Supervisor::State::arrange(const UserId& user, Person& person, TimePoint now) {
    std::vector<EndpointSpec> own;
    std::copy_if(
        person.own.begin(), person.own.end(), std::back_inserter(own), [&](const EndpointSpec& spec) {
            return std::none_of(settings.endpoints.begin(), settings.endpoints.end(),
                                [&](const EndpointSpec& machines) { return machines.name == spec.name; });
        });
    schedule.use(own, user, now);
    std::vector<EndpointSpec> all = settings.endpoints;
    all.insert(all.end(), own.begin(), own.end());
    std::vector<Watched> windows = watched_from_windows(std::nullopt);
    const std::vector<Watched> owns = watched_from_windows(user);
    windows.insert(windows.end(), owns.begin(), owns.end());
    person.session.use(settings.wsl, all, windows);
    const bool vpn_present = network.vpns().is_present();
    person.session.guest().for_each(
        [&](EndpointMonitor& endpoint) { endpoint.set_vpn_present(vpn_present, now); });
}

/// The machine's endpoints are probed while anybody who is there wants it, or nobody is.
bool Supervisor::State::is_somebody_watching() const {
    return present.empty() || std::any_of(present.begin(), present.end(), [&](const UserId& user) {
               return !people.at(user).session.wants_no_probes();
           });
}

void Supervisor::State::set_offline(TimePoint now) {
    const bool offline = connectivity.is_offline();
    schedule.for_each(
        [&](EndpointMonitor& endpoint, const Schedule::Owner&) { endpoint.set_offline(offline, now); });
    for (auto& [user, person] : people) {
        person.session.guest().for_each(
            [&](EndpointMonitor& endpoint) { endpoint.set_offline(offline, now); });
    }
}

void Supervisor::State::set_awaited_and_paused(bool awaited, TimePoint now) {
    const bool machine_is_paused = !is_somebody_watching();
    schedule.for_each([&](EndpointMonitor& endpoint, const Schedule::Owner& owner) {
        endpoint.set_awaited(awaited, now);
        endpoint.set_paused(owner ? !present.contains(*owner) || people.at(*owner).session.wants_no_probes()
                                  : machine_is_paused,
                            now);
    });
}

/// Returns when it has to be done again, should nothing happen before.
Agenda Supervisor::State::advance_sessions(TimePoint now) {
    bool awaited = false;
    Agenda agenda{now};
    set_offline(now);
    for (auto& [user, person] : people) {
        person.session.end_pause_if_over(now);
        if (present.contains(user)) {
            StepContext here = context(user, now, person.session);
            person.session.advance(here);
            person.session.add_to(agenda, here);
        }
        awaited = awaited || person.session.awaits_endpoints();
    }
    set_awaited_and_paused(awaited, now);
    schedule.reorder();
    return agenda;
}

void Supervisor::State::advance(TimePoint now) {
    if (!arranged) {
        arrange(now);
    }
    if (touched.sessions || now >= sessions_due) {
        const Agenda agenda = advance_sessions(now);
        touched.display = true;
        save_journal();
        // What is due already waits for an event; or for itself, once, as one thing may lead to another.
        sessions_due = agenda.is_overdue() && has_happened() ? now + c_shortest_wake : agenda.next();
    }
    schedule.probe_due(now, out);
    connectivity.ask_if_due(now, out);
    network.read_if_due(now, out);
}

/// A timer that goes off much too late has slept: with Modern Standby nobody tells of it.
void Supervisor::State::note_long_gap(TimePoint now) {
    if (wake_at && now >= *wake_at + c_overslept) {
        (void)handle(Resumed{}, now);
    }
}

bool Supervisor::State::has_happened() const {
    const auto& actions = out.actions();
    return touched.sessions || !std::all_of(actions.begin(), actions.end(), is_looking);
}

void Supervisor::State::save_journal() {
    Remembered journal{{}, preferences};
    for (const auto& [user, person] : people) {
        for (Remedy& remedy : person.session.journal()) {
            journal.remedies.emplace_back(user, std::move(remedy));
        }
    }
    // Those of users who have not come yet since the service started.
    for (const auto& entry : saved.remedies) {
        const bool has_come = std::any_of(people.begin(), people.end(), [&](const auto& person) {
            return person.first.sid == entry.first.sid;
        });
        if (!has_come) {
            journal.remedies.push_back(entry);
        }
    }
    if (journal != saved) {
        saved = journal;
        out.put_first(SaveJournal{std::move(journal)});
    }
}

TimePoint Supervisor::State::may_publish_at() const {
    const bool many = settings.endpoints.size() > c_many;
    return last_publish ? *last_publish + (many ? c_publish_many_every : c_publish_every) : TimePoint::min();
}

void Supervisor::State::publish(TimePoint now) {
    const auto& actions = out.actions();
    unpublished = unpublished || touched.display || !std::all_of(actions.begin(), actions.end(), is_looking);
    if (!unpublished || now < may_publish_at()) {
        return;
    }
    unpublished = false;
    last_publish = now;
    for (const auto& [user, person] : people) {
        // Statistics alone are no reason to send everything again.
        Snapshot is = snapshot(user, false);
        const auto was = published.find(user);
        if (was == published.end() || was->second != is) {
            published.insert_or_assign(user, std::move(is));
            out.put(Publish{user});
        }
    }
}

void Supervisor::State::wake(TimePoint now) {
    TimePoint due = std::min({schedule.due(), sessions_due, connectivity.due(), network.due()});
    if (unpublished) {
        due = std::min(due, may_publish_at());
    }
    due = std::max(due, now + c_shortest_wake);
    // The timer is not set again for what comes a moment earlier.
    if (!wake_at || *wake_at < due || *wake_at > due + c_shortest_wake) {
        wake_at = due;
        out.put(WakeAt{due});
    }
}

Message Supervisor::State::headline(const Snapshot& snapshot, const std::vector<Watched>& endpoints) const {
    const bool needs_network = std::any_of(endpoints.begin(), endpoints.end(), [](const Watched& endpoint) {
        return !is_loopback_host(endpoint.spec().host);
    });
    const std::vector<std::string> down = names_of_down(endpoints);
    if (endpoints.empty()) {
        return {MessageId::NoEndpoints, {}};
    }
    if (snapshot.paused) {
        return {MessageId::WatchingPaused, {}};
    }
    if (connectivity.is_offline() && needs_network) {
        return {MessageId::WindowsOffline, {}};
    }
    return down.empty() ? Message{} : Message{MessageId::EndpointsDown, {text::list_of(down)}};
}

Snapshot Supervisor::State::snapshot(const UserId& user, bool with_statistics) const {
    Snapshot result;
    const auto person = people.find(user);
    const bool is_known = person != people.end();
    const std::vector<Watched> endpoints =
        is_known ? person->second.session.endpoints() : watched_from_windows(std::nullopt);
    for (const Watched& endpoint : endpoints) {
        result.endpoints.push_back(endpoint.view(with_statistics));
        if (!with_statistics) {
            result.endpoints.back().latency = Duration{0};
        }
    }
    result.settings_error = joined(settings_error, is_known ? person->second.own_error : std::string{});
    result.paused = is_known && person->second.session.is_paused();
    result.headline = headline(result, endpoints);
    if (!is_known) {
        return result;
    }
    person->second.session.describe(result, network, with_statistics ? std::optional{now} : std::nullopt);
    if (result.paused) {
        show_paused(result.endpoints);
    }
    const bool alarms = std::any_of(endpoints.begin(), endpoints.end(), [](const Watched& endpoint) {
        return endpoint.spec().required && endpoint.is_down();
    });
    // A server in WSL is down because WSL is: nothing to be alarmed about.
    const bool is_trouble = result.offer || (alarms && result.wsl_running && !result.paused);
    result.health = is_trouble ? Health::Trouble : Health::Fine;
    return result;
}

Supervisor::Supervisor(Settings settings, VpnRules rules, Remembered journal, std::string id_seed)
    : state_(std::make_unique<State>(std::move(settings), std::move(rules), std::move(journal),
                                     std::move(id_seed))) {}

Supervisor::~Supervisor() = default;
Supervisor::Supervisor(Supervisor&&) noexcept = default;
Supervisor& Supervisor::operator=(Supervisor&&) noexcept = default;

std::vector<Action> Supervisor::step(const Event& event, TimePoint now) {
    State& state = *state_;
    state.now = now;
    state.note_long_gap(now);
    state.touched = std::visit([&](const auto& happened) { return state.handle(happened, now); }, event);
    state.advance(now);
    state.publish(now);
    state.wake(now);
    return state.out.take();
}

Snapshot Supervisor::snapshot(const UserId& user) const {
    return state_->snapshot(user, true);
}

} // namespace mirrorwatch::decide
