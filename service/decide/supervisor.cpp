#include "service/decide/supervisor.hpp"

#include "common/text.hpp"
#include "service/decide/desk.hpp"
#include "service/decide/endpoint.hpp"
#include "service/decide/network.hpp"
#include "service/decide/outbox.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// A deadline that is over and changes nothing must not turn the loop into a spin.
constexpr Duration c_shortest_wake{20};

/// Only looking, nothing that a snapshot would show.
bool is_looking(const Action& action) {
    return std::holds_alternative<StartProbe>(action) || std::holds_alternative<ReadAdapters>(action) ||
           std::holds_alternative<AskAgent>(action);
}

} // namespace

struct Supervisor::State {
    State(Settings given, VpnRules rules, std::vector<std::pair<UserId, Remedy>> journal, std::string id_seed)
        : settings(std::move(given))
        , network(settings.adapters, std::move(rules))
        , out(std::move(id_seed))
        , saved(std::move(journal)) {
        for (const EndpointSpec& spec : settings.endpoints) {
            endpoints.emplace_back(spec, TimePoint::min());
        }
    }

    World world(const UserId& user, TimePoint now, Desk& desk) {
        return {user, now, settings, network, endpoints, desk.wsl(), out};
    }

    void handle(const Tick&, TimePoint) { wake_at.reset(); }

    void handle(const AdapterHint&, TimePoint now) { network.on_hint(now); }

    void handle(const AdaptersRead& event, TimePoint now);
    void handle(const ProbeDone& event, TimePoint now);
    void handle(const UsersSeen& event, TimePoint now);
    void handle(const WslConfigHint& event, TimePoint now);
    void handle(const AgentAnswered& event, TimePoint now);
    void handle(const VerbReceived& event, TimePoint now);
    void handle(const Resumed&, TimePoint now);

    void handle(const SettingsRead&, TimePoint) {}

    void handle(const SettingsBroken&, TimePoint) {}

    void handle(const UserEndpointsRead&, TimePoint) {}

    void handle(const UserSettingsHint&, TimePoint) {}

    void handle(const WslSign&, TimePoint) {}

    void handle(const ConnectivitySeen&, TimePoint) {}

    void advance(TimePoint now);
    void save_journal();
    void publish();
    void wake(TimePoint now);
    [[nodiscard]] Snapshot snapshot(const UserId& user) const;

    Settings settings;
    Network network;
    std::vector<EndpointMonitor> endpoints;
    Outbox out;
    std::map<UserId, Desk> desks;
    std::set<UserId> present;
    std::vector<std::pair<UserId, Remedy>> saved; // as the journal has it
    std::map<UserId, Snapshot> published;
    std::optional<TimePoint> wake_at;
    bool shows = true; // this step may have changed what a snapshot shows
};

void Supervisor::State::handle(const AdaptersRead& event, TimePoint now) {
    const Network::Change change = network.on_table(event.id, event.table, now);
    network.forget_gone(now, [&](const AdapterIdentity& vpn) {
        return std::any_of(desks.begin(), desks.end(),
                           [&](const auto& desk) { return desk.second.refers_to(vpn); });
    });
    for (EndpointMonitor& endpoint : endpoints) {
        if (change.vpn_came_up) {
            endpoint.note_vpn_up();
        }
        endpoint.set_vpn_present(network.is_vpn_present(), now);
        if (change.vpn_came_up || change.vpn_went_down) {
            endpoint.burst(settings.burst, now);
        }
    }
    if (change.vpn_came_up) {
        for (auto& [user, desk] : desks) {
            desk.wsl().look(true, now);
        }
    }
}

void Supervisor::State::handle(const ProbeDone& event, TimePoint now) {
    for (EndpointMonitor& endpoint : endpoints) {
        const auto before = std::pair{endpoint.state(), endpoint.last_error()};
        if (endpoint.on_result(event.id, event.result, now)) {
            shows = before != std::pair{endpoint.state(), endpoint.last_error()};
            // A VPN without an adapter may be the reason, and of that no notification comes.
            if (before.first == EndpointState::Up && endpoint.state() == EndpointState::Pending) {
                network.on_hint(now);
            }
            return;
        }
    }
    shows = false;
}

void Supervisor::State::handle(const UsersSeen& event, TimePoint now) {
    std::set<UserId> seen(event.users.begin(), event.users.end());
    for (const UserId& user : seen) {
        const auto desk = desks.find(user);
        if (desk != desks.end()) {
            if (!present.contains(user)) {
                desk->second.on_return(now);
            }
            continue;
        }
        // A new session of the same account takes over what it left behind: WSL goes by the SID.
        std::vector<Remedy> journal;
        for (const auto& [owner, remedy] : saved) {
            if (owner.sid == user.sid && !seen.contains(owner)) {
                journal.push_back(remedy);
            } else if (owner == user) {
                journal.push_back(remedy);
            }
        }
        std::erase_if(desks,
                      [&](const auto& d) { return d.first.sid == user.sid && !seen.contains(d.first); });
        desks.emplace(user, Desk{settings.wsl, journal, now});
    }
    present = std::move(seen);
}

void Supervisor::State::handle(const WslConfigHint& event, TimePoint now) {
    if (const auto desk = desks.find(event.user); desk != desks.end()) {
        desk->second.wsl().look(false, now);
    }
}

void Supervisor::State::handle(const AgentAnswered& event, TimePoint now) {
    for (auto& [user, desk] : desks) {
        World here = world(user, now, desk);
        if (desk.on_reply(event.id, event.reply, here)) {
            return;
        }
    }
}

void Supervisor::State::handle(const VerbReceived& event, TimePoint now) {
    const auto desk = desks.find(event.user);
    if (desk == desks.end()) {
        out.put(Reply{event.connection, {event.request.number, false, {Say::OfferIsOver, {}}}});
        return;
    }
    World here = world(desk->first, now, desk->second);
    out.put(Reply{event.connection, desk->second.on_verb(event.request, here)});
}

void Supervisor::State::handle(const Resumed&, TimePoint now) {
    network.on_resume(now);
    for (EndpointMonitor& endpoint : endpoints) {
        endpoint.begin_grace(now + settings.start_period);
    }
    for (auto& [user, desk] : desks) {
        desk.wsl().look(true, now);
    }
}

void Supervisor::State::advance(TimePoint now) {
    bool awaited = false;
    for (auto& [user, desk] : desks) {
        if (present.contains(user)) {
            World here = world(user, now, desk);
            desk.advance(here);
        }
        awaited = awaited || desk.awaits_endpoints();
    }
    for (EndpointMonitor& endpoint : endpoints) {
        endpoint.set_awaited(awaited);
        endpoint.probe_if_due(now, out);
    }
    network.read_if_due(now, out);
}

void Supervisor::State::save_journal() {
    std::vector<std::pair<UserId, Remedy>> journal;
    for (const auto& [user, desk] : desks) {
        for (Remedy& remedy : desk.journal()) {
            journal.emplace_back(user, std::move(remedy));
        }
    }
    // Those of users who have not come yet since the service started.
    for (const auto& entry : saved) {
        const bool has_come = std::any_of(desks.begin(), desks.end(),
                                          [&](const auto& d) { return d.first.sid == entry.first.sid; });
        if (!has_come) {
            journal.push_back(entry);
        }
    }
    if (journal != saved) {
        saved = journal;
        out.put_first(SaveJournal{std::move(journal)});
    }
}

void Supervisor::State::publish() {
    const auto& actions = out.actions();
    if (!shows && std::all_of(actions.begin(), actions.end(), is_looking)) {
        return;
    }
    for (const auto& [user, desk] : desks) {
        Snapshot now = snapshot(user);
        for (EndpointView& endpoint : now.endpoints) {
            endpoint.latency = Duration{0}; // alone no reason to send everything again
        }
        const auto before = published.find(user);
        if (before == published.end() || before->second != now) {
            published.insert_or_assign(user, std::move(now));
            out.put(Publish{user});
        }
    }
}

void Supervisor::State::wake(TimePoint now) {
    TimePoint due = network.due();
    for (const EndpointMonitor& endpoint : endpoints) {
        due = std::min(due, endpoint.due());
    }
    for (const auto& [user, desk] : desks) {
        if (present.contains(user)) {
            due = std::min(due, desk.due(network, settings));
        }
    }
    due = std::max(due, now + c_shortest_wake);
    if (due != wake_at) {
        wake_at = due;
        out.put(WakeAt{due});
    }
}

Snapshot Supervisor::State::snapshot(const UserId& user) const {
    Snapshot result;
    std::vector<std::string> down;
    for (const EndpointMonitor& endpoint : endpoints) {
        result.endpoints.push_back(endpoint.view());
        if (endpoint.is_down()) {
            down.push_back(endpoint.spec().name);
        }
    }
    const auto desk = desks.find(user);
    if (endpoints.empty()) {
        result.headline = {Say::NoEndpoints, {}};
    } else if (!down.empty()) {
        result.headline = {Say::EndpointsDown, {text::list_of(down)}};
    }
    if (desk == desks.end()) {
        return result;
    }
    desk->second.describe(result, network);
    // A server in WSL is down because WSL is: nothing to be alarmed about.
    result.health = result.offer || (!down.empty() && result.wsl_running) ? Health::Trouble : Health::Fine;
    return result;
}

Supervisor::Supervisor(Settings settings, VpnRules rules, std::vector<std::pair<UserId, Remedy>> journal,
                       std::string id_seed)
    : state_(std::make_unique<State>(std::move(settings), std::move(rules), std::move(journal),
                                     std::move(id_seed))) {}

Supervisor::~Supervisor() = default;
Supervisor::Supervisor(Supervisor&&) noexcept = default;
Supervisor& Supervisor::operator=(Supervisor&&) noexcept = default;

std::vector<Action> Supervisor::step(const Event& event, TimePoint now) {
    State& state = *state_;
    state.shows = !std::holds_alternative<Tick>(event) && !std::holds_alternative<AdapterHint>(event);
    std::visit([&](const auto& happened) { state.handle(happened, now); }, event);
    state.advance(now);
    state.save_journal();
    state.publish();
    state.wake(now);
    return state.out.take();
}

Snapshot Supervisor::snapshot(const UserId& user) const {
    return state_->snapshot(user);
}

} // namespace mirrorwatch::decide
