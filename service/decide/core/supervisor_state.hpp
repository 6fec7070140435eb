// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/alarm.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/core/people.hpp"
#include "service/decide/core/publisher.hpp"
#include "service/decide/core/saved_journal.hpp"
#include "service/decide/core/supervisor.hpp"
#include "service/decide/endpoints/schedule.hpp"
#include "service/decide/network/connectivity.hpp"
#include "service/decide/network/network.hpp"
#include "service/decide/user/user_session.hpp"

#include <string>
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
    State(Settings given, VpnRules rules, Remembered remembered, std::string id_seed);

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
    Touched handle(const ServiceTrouble& event, TimePoint now);
    Touched handle(const ClientLeft& event, TimePoint now);
    Touched take_all_back(const VerbReceived& event, TimePoint now);
    Touched handle(const PolicyRead& event, TimePoint now);

    Touched note_result(const Schedule::Outcome& probed, TimePoint now);
    void forget(const std::vector<UserId>& former, TimePoint now);

    /// Those of the file, as far as the organisation leaves them alone, are in force from here on.
    void use_settings(TimePoint now);
    /// What is watched without any setting, as Windows' network and WSL's mode are now.
    void follow_standing_checks();
    /// After any change of who watches what.
    void arrange(TimePoint now);
    void advance(TimePoint now);
    /// When it has to be done again, should nothing happen before.
    [[nodiscard]] Agenda advance_sessions(TimePoint now);
    void publish(TimePoint now);
    [[nodiscard]] std::string language_for(const Person* person) const;
    [[nodiscard]] Snapshot snapshot(const UserId& user, bool with_statistics) const;

    Settings own_settings; // as the file has them
    OrganisationPolicy organisation;
    Settings settings; // in force
    std::string settings_error;
    std::vector<std::string> policy_errors;
    std::map<std::string, Message> troubles; // by ServiceTrouble::part
    Network network;
    Connectivity connectivity;
    Schedule schedule;
    Outbox out;
    People people;
    std::vector<std::uint32_t> machines; // the processes of WslVmPresence
    std::vector<VpnPreference> preferences;
    SavedJournal journal;
    Publisher publisher;
    Alarm alarm;
    TimePoint now{}; // of the step
    TimePoint sessions_due = TimePoint::min();
    bool arranged = false;
    Touched touched; // by this step's event
};

} // namespace mirrorwatch::decide
