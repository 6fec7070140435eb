// SPDX-License-Identifier: MIT
#include "service/decide/core/supervisor.hpp"

#include "common/ip_address.hpp"
#include "common/names.hpp"
#include "common/text.hpp"
#include "service/decide/core/supervisor_state.hpp"
#include "service/decide/endpoints/standing_checks.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mirrorwatch::decide {
namespace {

/// Only looking, nothing that a snapshot would show.
bool is_looking(const Action& action) {
    return std::holds_alternative<StartProbe>(action) || std::holds_alternative<ReadAdapters>(action) ||
           std::holds_alternative<AskAgent>(action) || std::holds_alternative<CheckConnectivity>(action);
}

void show_paused(std::vector<EndpointView>& endpoints) {
    for (EndpointView& endpoint : endpoints) {
        endpoint.state = EndpointState::Paused;
        for (VantageView& vantage : endpoint.vantages) {
            vantage.state = EndpointState::Paused;
        }
    }
}

/// What the organisation does not allow is no choice, and what a user wished does not act then.
void show_limits(Snapshot& snapshot, const Settings::Limits& limits) {
    snapshot.can_roll_back = snapshot.can_roll_back && limits.may_change_mode;
    if (!limits.may_exclude || limits.action == PolicyAction::Notify) {
        std::erase_if(snapshot.preferences,
                      [](const VpnPreference& one) { return one.preference == Preference::AlwaysExclude; });
    }
}

bool is_any_more_than_looking(const std::vector<Action>& actions) {
    return !std::all_of(actions.begin(), actions.end(), is_looking);
}

std::string joined(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() ? a + b : a + "; " + b;
}

std::vector<Watched> watched_from_windows(const Schedule& schedule, const Schedule::Owner& owner) {
    std::vector<Watched> watched;
    for (EndpointMonitor* monitor : schedule.monitors(owner)) {
        watched.push_back({monitor, nullptr, schedule.runs_in(monitor->spec(), owner)});
    }
    return watched;
}

/// What has a name already is not named again: the machine's administrator comes first, then the user.
void append_unnamed(std::vector<EndpointSpec>& all, const std::vector<EndpointSpec>& more) {
    for (const EndpointSpec& spec : more) {
        if (std::ranges::find(all, spec.name, &EndpointSpec::name) == all.end()) {
            all.push_back(spec);
        }
    }
}

void arrange(const UserId& user, Person& person, const Settings& settings, Schedule& schedule,
             TimePoint now) {
    std::vector<EndpointSpec> all = settings.endpoints;
    append_unnamed(all, person.own);
    append_unnamed(all, person.checks);
    const auto machines = static_cast<std::ptrdiff_t>(settings.endpoints.size());
    schedule.use({all.begin() + machines, all.end()}, user, now);
    std::vector<Watched> windows = watched_from_windows(schedule, std::nullopt);
    const std::vector<Watched> owns = watched_from_windows(schedule, user);
    windows.insert(windows.end(), owns.begin(), owns.end());
    person.session.use(settings.wsl, all, windows);
}

/// Of the machine, and of everybody, from both sides.
void for_each_endpoint(Schedule& schedule, People& people, auto change) {
    schedule.for_each([&](EndpointMonitor& endpoint, const Schedule::Owner&) { change(endpoint); });
    for (auto& [user, person] : people) {
        person.session.guest().for_each(change);
    }
}

void set_awaited_and_paused(Schedule& schedule, const People& people, bool awaited, TimePoint now) {
    const bool machine_is_paused = !people.is_anybody_watching();
    schedule.for_each([&](EndpointMonitor& endpoint, const Schedule::Owner& owner) {
        endpoint.set_awaited(awaited, now);
        endpoint.set_paused(owner ? !people.wants_probes(*owner) : machine_is_paused, now);
    });
}

/// Only a mirrored WSL is in Windows' networks.
Settings::Watch watch_in(NetworkingMode mode, Settings::Watch watch) {
    watch.network = watch.network && (mode == NetworkingMode::Mirrored || mode == NetworkingMode::Unknown);
    return watch;
}

bool is_asked_at(std::uint16_t port, const std::vector<EndpointSpec>& endpoints) {
    return std::ranges::any_of(endpoints, [&](const EndpointSpec& spec) {
        return spec.port == port && is_loopback_host(spec.host);
    });
}

/// In this user's WSL, and configured by nobody. While a remedy waits for its endpoints, those that it may
/// name stay: a server that is not running again is not well.
std::vector<std::uint16_t> servers_of(const Person& person, const std::vector<EndpointSpec>& machines) {
    std::vector<std::uint16_t> ports = person.session.guest().listening().ports;
    if (person.session.awaits_endpoints()) {
        for (const EndpointSpec& check : person.checks) {
            if (check.source == EndpointSource::Learned && std::ranges::count(ports, check.port) == 0) {
                ports.push_back(check.port);
            }
        }
        std::ranges::sort(ports);
    }
    std::erase_if(ports, [&](std::uint16_t port) {
        return is_asked_at(port, machines) || is_asked_at(port, person.own);
    });
    return ports;
}

/// By choice, as nothing of ours is in force then (UserSession::is_guarded).
bool is_other_than_mirrored(const Snapshot& snapshot) {
    return snapshot.configured != NetworkingMode::Unknown && snapshot.configured != NetworkingMode::Mirrored;
}

Message headline(const Snapshot& snapshot, const std::vector<Watched>& endpoints, bool is_offline) {
    const bool needs_network = std::any_of(endpoints.begin(), endpoints.end(), [](const Watched& endpoint) {
        return !is_loopback_host(endpoint.spec().host);
    });
    const std::vector<std::string> down = names_of_down(endpoints);
    if (endpoints.empty() && is_other_than_mirrored(snapshot)) {
        return {MessageId::NothingToGuard, {std::string{to_string(snapshot.configured)}}};
    }
    if (endpoints.empty() && snapshot.configured == NetworkingMode::Mirrored) {
        return {MessageId::NoEndpoints, {}};
    }
    if (snapshot.paused) {
        return {MessageId::WatchingPaused, {}};
    }
    if (is_offline && needs_network) {
        return {MessageId::WindowsOffline, {}};
    }
    return down.empty() ? Message{} : Message{MessageId::EndpointsDown, {text::list_of(down)}};
}

/// A server in WSL is down because WSL is: nothing to be alarmed about.
bool is_trouble(const Snapshot& snapshot, const std::vector<Watched>& endpoints) {
    const bool alarms = std::any_of(endpoints.begin(), endpoints.end(), [](const Watched& endpoint) {
        return endpoint.spec().required && endpoint.is_down();
    });
    return snapshot.offer || (alarms && snapshot.wsl_running && !snapshot.paused);
}

} // namespace

Supervisor::State::State(Settings given, VpnRules rules, Remembered remembered, std::string id_seed)
    : own_settings(std::move(given))
    , settings(own_settings)
    , network(settings.adapters, std::move(rules))
    , connectivity(settings.connectivity)
    , out(std::move(id_seed))
    , preferences(remembered.preferences)
    , journal(std::move(remembered)) {}

StepContext Supervisor::State::context(const UserId& user, TimePoint now, UserSession& session) {
    return {user,          now,
            settings,      network,
            connectivity,  session.endpoints(),
            session.wsl(), session.guest(),
            preferences,   out};
}

void Supervisor::State::arrange(TimePoint now) {
    schedule.set_users_with_proxy(people.with_proxy());
    schedule.use(settings.endpoints, std::nullopt, now);
    for (auto& [user, person] : people) {
        decide::arrange(user, person, settings, schedule, now);
    }
    const bool vpn_present = network.vpns().is_present();
    for_each_endpoint(schedule, people,
                      [&](EndpointMonitor& endpoint) { endpoint.set_vpn_present(vpn_present, now); });
    schedule.reorder();
    arranged = true;
}

Agenda Supervisor::State::advance_sessions(TimePoint now) {
    bool awaited = false;
    Agenda agenda{now};
    const bool offline = connectivity.is_offline();
    schedule.for_each(
        [&](EndpointMonitor& endpoint, const Schedule::Owner&) { endpoint.set_offline(offline, now); });
    for (auto& [user, person] : people) {
        person.session.guest().set_offline(offline, now);
        person.session.end_pause_if_over(now);
        if (people.is_present(user)) {
            StepContext here = context(user, now, person.session);
            person.session.advance(here);
            person.session.add_to(agenda, here);
        }
        awaited = awaited || person.session.awaits_endpoints();
    }
    set_awaited_and_paused(schedule, people, awaited, now);
    schedule.reorder();
    return agenda;
}

void Supervisor::State::follow_standing_checks() {
    for (auto& [user, person] : people) {
        std::vector<EndpointSpec> checks;
        if (person.session.is_guarded().value_or(!person.checks.empty())) {
            checks = standing_checks(watch_in(person.session.mode(), settings.watch),
                                     {network.table(), network.vpns(), person.checks,
                                      servers_of(person, settings.endpoints), person.session.excluded_vpn()});
        }
        if (person.checks != checks) {
            person.checks = std::move(checks);
            arranged = false;
        }
    }
}

void Supervisor::State::advance(TimePoint now) {
    if (touched.sessions && network.is_known()) {
        follow_standing_checks();
    }
    if (!arranged) {
        arrange(now);
    }
    if (touched.sessions || now >= sessions_due) {
        const Agenda agenda = advance_sessions(now);
        touched.display = true;
        journal.save(people, preferences, out);
        const bool has_happened = touched.sessions || is_any_more_than_looking(out.actions());
        // What is due already waits for an event; or for itself, once, as one thing may lead to another.
        sessions_due = agenda.is_overdue() && has_happened ? now + Alarm::c_shortest : agenda.next();
    }
    schedule.probe_due(now, out);
    connectivity.ask_if_due(now, out);
    network.read_if_due(now, out);
}

void Supervisor::State::publish(TimePoint now) {
    if (touched.display || is_any_more_than_looking(out.actions())) {
        publisher.note_change();
    }
    if (publisher.take_due(settings.endpoints.size(), now)) {
        for (const auto& [user, person] : people) {
            // Statistics alone are no reason to send everything again.
            publisher.send(user, snapshot(user, false), out);
        }
    }
}

/// Empty: that of Windows.
std::string Supervisor::State::language_for(const Person* person) const {
    const auto own = person != nullptr ? person->language : std::nullopt;
    const Language language = own.value_or(settings.notify.language);
    return language == Language::Auto ? std::string{} : std::string{name_of(language)};
}

Snapshot Supervisor::State::snapshot(const UserId& user, bool with_statistics) const {
    Snapshot result;
    const Person* person = people.find(user);
    const std::vector<Watched> endpoints =
        person != nullptr ? person->session.endpoints() : watched_from_windows(schedule, std::nullopt);
    for (const Watched& endpoint : endpoints) {
        result.endpoints.push_back(endpoint.view(with_statistics ? std::optional{now} : std::nullopt));
        if (!with_statistics) {
            result.endpoints.back().latency = Duration{0};
        }
    }
    result.settings_error = joined(settings_error, person != nullptr ? person->own_error : std::string{});
    for (const std::string& error : policy_errors) {
        result.settings_error = joined(result.settings_error, "set by your organisation: " + error);
    }
    result.managed = managed_by(organisation);
    result.language = language_for(person);
    std::ranges::copy(std::views::values(troubles), std::back_inserter(result.service_troubles));
    result.paused = person != nullptr && person->session.is_paused();
    result.configured = person != nullptr ? person->session.wsl().seen().configured : NetworkingMode::Unknown;
    result.headline = headline(result, endpoints, connectivity.is_offline());
    if (person == nullptr) {
        return result;
    }
    person->session.describe(result, network, with_statistics ? std::optional{now} : std::nullopt);
    show_limits(result, settings.policy.limits);
    if (result.paused) {
        show_paused(result.endpoints);
    }
    result.health = is_trouble(result, endpoints) ? Health::Trouble : Health::Fine;
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
    if (state.alarm.has_overslept(now)) {
        (void)state.handle(Resumed{}, now);
    }
    state.touched = std::visit([&](const auto& happened) { return state.handle(happened, now); }, event);
    state.advance(now);
    state.publish(now);
    state.alarm.set(std::min({state.schedule.due(), state.sessions_due, state.connectivity.due(),
                              state.network.due(), state.publisher.due(state.settings.endpoints.size())}),
                    now, state.out);
    return state.out.take();
}

Snapshot Supervisor::snapshot(const UserId& user) const {
    return state_->snapshot(user, true);
}

std::vector<PersonView> Supervisor::people() const {
    std::vector<PersonView> views;
    for (const auto& [user, person] : std::as_const(state_->people)) {
        if (state_->people.is_present(user)) {
            const Snapshot seen = state_->snapshot(user, false);
            const bool is_blind = seen.headline.code == MessageId::AllWell && !seen.service_troubles.empty();
            views.push_back({user.sid, user.session, seen.health,
                             is_blind ? seen.service_troubles.front() : seen.headline, seen.wsl_running,
                             seen.effective, seen.configured});
        }
    }
    return views;
}

} // namespace mirrorwatch::decide
