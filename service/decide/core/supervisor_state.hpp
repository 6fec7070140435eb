// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/outbox.hpp"
#include "service/decide/core/supervisor.hpp"
#include "service/decide/endpoints/schedule.hpp"
#include "service/decide/network/connectivity.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/user/user_session.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// What an event may have changed: if it does not say, all.
struct Touched {
    bool sessions = true; // what a user's session decides by
    bool display = true;  // what a snapshot shows

    constexpr Touched& operator|=(const Touched& other) {
        sessions = sessions || other.sessions;
        display = display || other.display;
        return *this;
    }
};

/// What the core knows, and one function for each event. `step` is: handle the event; look at the sessions if
/// something has happened that may concern them, or one is due; start what is due; publish what differs.
struct Supervisor::State {
    /// One user. `own` is what the user's mirrorwatch.toml says.
    struct Person {
        UserSession session;
        std::vector<EndpointSpec> own;
        std::string own_error;
        bool has_proxy = false;
    };

    State(Settings given, VpnRules rules, Remembered journal, std::string id_seed);

    [[nodiscard]] StepContext context(const UserId& user, TimePoint now, UserSession& session);

    Touched handle(const Tick&, TimePoint now);
    Touched handle(const AdapterHint&, TimePoint now);
    Touched handle(const AdaptersRead& event, TimePoint now);
    Touched handle(const ProbeDone& event, TimePoint now);
    Touched handle(const UsersSeen& event, TimePoint now);
    Touched handle(const WslConfigHint& event, TimePoint now);
    Touched handle(const AgentAnswered& event, TimePoint now);
    Touched handle(const VerbReceived& event, TimePoint now);
    Touched handle(const Resumed&, TimePoint now);
    Touched handle(const SettingsRead& event, TimePoint now);
    Touched handle(const SettingsBroken& event, TimePoint now);
    Touched handle(const UserEndpointsRead& event, TimePoint now);
    Touched handle(const UserSettingsHint& event, TimePoint now);
    Touched handle(const WslVmPresence& event, TimePoint now);
    Touched handle(const ConnectivitySeen& event, TimePoint now);
    Touched handle(const HostFactsRead& event, TimePoint now);
    Touched handle(const DialFailed&, TimePoint now);

    /// After any change of who watches what.
    void arrange(TimePoint now);
    void note_long_gap(TimePoint now);
    Touched note_result(const Schedule::Outcome& seen, TimePoint now);
    void show_fresh(const Person& person, const UserId& user, TimePoint now);
    void add_user(const UserId& user, const std::set<UserId>& seen, TimePoint now);
    void remove_sessions_of(const UserId& user, const std::set<UserId>& seen, TimePoint now);
    void arrange(const UserId& user, Person& person, TimePoint now);

    void advance(TimePoint now);
    [[nodiscard]] Agenda advance_sessions(TimePoint now);
    void set_offline(TimePoint now);
    void set_awaited_and_paused(bool awaited, TimePoint now);
    [[nodiscard]] bool is_somebody_watching() const;
    [[nodiscard]] bool has_happened() const;
    [[nodiscard]] Message headline(const Snapshot& snapshot, const std::vector<Watched>& endpoints) const;
    [[nodiscard]] std::vector<Watched> watched_from_windows(const Schedule::Owner& owner) const;
    void save_journal();
    [[nodiscard]] TimePoint may_publish_at() const;
    void publish(TimePoint now);
    void wake(TimePoint now);
    [[nodiscard]] Snapshot snapshot(const UserId& user, bool with_statistics) const;

    Settings settings;
    std::string settings_error;
    Network network;
    Connectivity connectivity;
    Schedule schedule;
    Outbox out;
    std::map<UserId, Person> people;
    std::set<UserId> present;
    std::vector<VpnPreference> preferences;
    Remembered saved; // as the journal has it
    std::map<UserId, Snapshot> published;
    TimePoint now{}; // of the step
    std::optional<TimePoint> wake_at;
    TimePoint sessions_due = TimePoint::min();
    bool arranged = false;
    Touched touched;          // by this step's event
    bool unpublished = false; // an earlier step touched the display
    std::optional<TimePoint> last_publish;
};

} // namespace mirrorwatch::decide
