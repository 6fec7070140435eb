// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "service/decide/core/action.hpp"
#include "tests/simulate/plan.hpp"
#include "tests/support/world/world.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::simulate {

struct Violation {
    std::uint64_t history = 0;
    std::uint64_t step = 0; // events that the core had seen
    Time when{0};
    std::string what;
};

/// What must hold after every step, judged from outside: by what the core asks for, what it shows, and what
/// the world is like. Each rule is reported once in a history.
class Invariants {
public:
    Invariants(std::uint64_t history, const Settings& settings, std::size_t users);

    void at(std::uint64_t step, Time now);

    void use(const Settings& settings) { settings_ = settings; }

    // --- what people do, and what happens to the machine ---
    void circumstances_change() {
        ++circumstances_;
        rest_.is_on = false;
    }

    void on_verb(std::size_t user, const protocol::Verb& verb);
    void on_verb_answered(std::size_t user, const protocol::Answer& answer);
    void on_service_killed();

    /// Something has changed of which WSL may take notice; or the service starts, and has noticed nothing.
    void on_host_event();
    /// What the core needed to know, or to have done, was lost or came late.
    void excuse();

    // --- what the core does ---
    void on_tick();
    void on_asked(std::size_t user, const agent::Request& request, bool is_told_of_start);
    void on_answered(std::size_t user, const agent::Request& request);

    void on_probe() { ++rest_.reasons; }

    void on_published(std::size_t user, const Snapshot& snapshot);
    void on_same_actions(bool same);

    // --- what comes of it ---
    /// What this user's tray showed nobody sees any more.
    void on_not_seen(std::size_t user);
    /// While something ran. False: nobody had consented.
    bool on_shut_down(std::size_t user);
    void on_config(std::size_t user, const world::ConfigStore& config);
    /// While its VPN is up: our table in the guest has all that it should have.
    void on_exclusion(std::size_t user, bool is_whole);
    /// `is_about_vpn`: something that it was offered against leaves by a VPN's device.
    void on_exclusion_offered(bool is_about_vpn);
    /// True the first time that it is said of one.
    [[nodiscard]] bool says_that_exclusion_did_not_help(std::size_t user, const Snapshot& snapshot);
    /// `would_heal`: to apply it once more would have been enough.
    void on_exclusion_given_up(bool would_heal);

    void begin_rest(bool is_quiet);
    void end_rest(std::size_t user, const Snapshot& snapshot, const world::World& world);

    [[nodiscard]] const std::vector<Violation>& violations() const { return violations_; }

private:
    struct Question {
        std::string id;
        std::string about;              // fault and VPN
        std::optional<Time> seen_since; // on a screen: the countdown runs
        std::optional<Time> countdown;
        Choice first = NotNow{};
    };

    struct Person {
        int consents = 0;
        Time consented{0};
        std::optional<Question> question;
        std::optional<protocol::Verb> verb;            // whose answer is waited for
        std::map<std::string, std::uint64_t> declined; // about -> circumstances
        std::map<std::string, Time> told;
        std::string last_notice;
        int looks = 0; // within ten seconds
        Time looks_counted_since{0};
        int changing = 0; // questions to the agent that change .wslconfig or shut WSL down, not answered yet
        int excluding = 0;
        bool has_exclusion = false; // in force, as far as is shown
        bool did_not_help = false;  // is said of the last one
        std::map<std::string, std::pair<RemedyState, Time>> remedies;
    };

    struct Rest {
        bool is_on = false;
        int wakes = 0;
        int reasons = 0;
        int guest_calls = 0;
    };

    void violate(const std::string& what);
    void end_question(Person& person);
    [[nodiscard]] bool take_countdown(Person& person);
    void consent(Person& person);
    void count_look(Person& person);
    void look_at_offer(Person& person, const Snapshot& snapshot);
    void look_at_notice(Person& person, const Snapshot& snapshot);
    void look_at_remedies(Person& person, const Snapshot& snapshot);
    void look_for_remains(std::size_t user, const Snapshot& snapshot, const world::World& world);

    std::uint64_t history_;
    Settings settings_;
    std::vector<Person> people_;
    std::uint64_t step_ = 0;
    Time now_{0};
    Time last_tick_{-1};
    int ticks_in_a_row_ = 0;
    std::uint64_t circumstances_ = 0;
    Rest rest_;
    Time last_host_event_{0};
    bool is_excused_ = false;
    Time excused_at_{0};
    std::vector<Violation> violations_;
};

} // namespace mirrorwatch::simulate
