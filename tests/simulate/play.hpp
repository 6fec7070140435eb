// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/supervisor.hpp"
#include "tests/simulate/action_hash.hpp"
#include "tests/simulate/bystander.hpp"
#include "tests/simulate/invariants.hpp"
#include "tests/simulate/noise.hpp"
#include "tests/simulate/plan.hpp"
#include "tests/simulate/score.hpp"
#include "tests/support/world/oracle.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace mirrorwatch::simulate {

/// What the agent of a user is asked.
struct AgentCall {
    decide::ActionId id = 0;
    std::size_t user = 0;
    agent::Request request;
    Fate fate = Fate::Good;
};

/// One history, played against the core: events to it from the world, its actions to the world, each answered
/// by the world's state after a plausible while.
class Play {
public:
    /// `trace`: where each event and action is written; may be null. `truth` must outlive this.
    Play(const Plan& plan, const world::Truth& truth, std::ostream* trace);

    Play(const Play&) = delete;
    Play& operator=(const Play&) = delete;

    /// Until its end, or until the core has seen so many events.
    void run(std::uint64_t until_step);

    [[nodiscard]] std::uint64_t events() const { return step_; }

    [[nodiscard]] std::uint64_t hash() const { return hash_.value(); }

    [[nodiscard]] const std::vector<Violation>& violations() const { return invariants_.violations(); }

    [[nodiscard]] const Table& table() const { return table_; }

    [[nodiscard]] bool is_judged() const { return is_judged_; }

    /// What was proposed and named; nothing: all as it should be, or it was not judged.
    [[nodiscard]] std::optional<std::string> what_was_wrong() const;

private:
    struct ReadTable {
        decide::ActionId id = 0;
    };

    struct ReadFacts {
        decide::ActionId id = 0;
    };

    struct Sign {
        std::size_t user = 0;
        bool present = false;
    };

    /// Of one user's agents; what is held waits for a WSL that starts.
    struct Lanes {
        Time looks_free_at{0};
        Time acts_free_at{0};
        Time looks_held_until{0};
        Time acts_held_until{0};
    };

    using Coming = std::variant<decide::Event, AgentCall, ReadTable, ReadFacts, Sign, Happening>;

    struct Item {
        Time when{0};
        std::uint64_t number = 0; // those of one moment in their order
        std::uint64_t run = 0;    // of the service: what was asked by one that is dead is dropped
        Coming what;

        friend bool operator<(const Item& a, const Item& b) {
            return a.when != b.when ? a.when > b.when
                                    : a.number > b.number; // the first one on top of the heap
        }
    };

    // the clock
    void later(Time delay, Coming what);
    void come(Item item);
    void pass_to(Time now);
    void feed(const decide::Event& event);

    // what the core asks for
    void hash(const std::vector<decide::Action>& actions);
    void carry_out(const std::vector<decide::Action>& actions);
    void carry_out(const decide::Action& action);
    void start_probe(const decide::StartProbe& start);
    void ask_agent(const decide::AskAgent& question);
    [[nodiscard]] Time turn_of(const AgentCall& call, Time takes);
    enum class Ending { Answered, Missing };
    void end_calls(Ending ending, const std::function<bool(const AgentCall&)>& which);
    void end_all_calls(Ending ending);
    void answer(AgentCall call);
    /// `endpoint`: whose probe it is; empty: none.
    void deliver(decide::Event event, Time delay, Source source, const std::string& endpoint = {});
    void on_publish(std::size_t user);
    void on_reply(const decide::Reply& reply);
    [[nodiscard]] Time time_of(const agent::Request& request);

    // what happens
    void happen(const Happening& happening);
    void to_all_worlds(const std::function<void(world::World&)>& change);
    void begin_behaviour();
    void turn(const world::Moment& moment);
    void await_changes();
    void on_network(const Happening& happening);
    void on_wsl(const Happening& happening);
    void on_people(const Happening& happening);
    void on_service(const Happening& happening);
    void start_wsl(std::size_t user);
    void stop_wsl(std::size_t user);
    void tell_of_wsl(std::size_t user, bool present);
    void hint();
    void look_at_exclusions();
    void look_at_offer_of_exclusion(const Snapshot& snapshot, std::size_t user);
    void look_at_end_of_exclusion(const Snapshot& snapshot, std::size_t user);
    void disturb_exclusion();
    void tell_of_dial(bool is_refused);
    void log_off();
    void sleep(const Happening& happening, bool is_told);
    void verb(std::size_t user, protocol::Verb verb);
    void verb(std::size_t user, protocol::Verb verb, std::uint64_t connection);
    void answer_offer(std::size_t user, const Offer& offer);
    void show_offer(std::size_t user, const Offer& offer);
    void on_screen(const Happening& happening);
    void plan_absences();
    [[nodiscard]] decide::UsersSeen users_seen() const;
    void kill_service(Time for_how_long);
    void start_service();
    void quiet();
    void begin_rest();
    void judge();
    [[nodiscard]] bool is_as_before() const; // nothing of ours is in force
    [[nodiscard]] Aftermath aftermath() const;
    [[nodiscard]] std::string what_was_made_of_it() const;
    [[nodiscard]] bool is_good() const; // named, right, cured and nothing needless
    void end();
    [[nodiscard]] std::size_t number_of(const UserId& user) const;

    [[nodiscard]] bool is_judging() const { return plan_->is_scored && !is_judged_ && begun_.has_value(); }

    const Plan* plan_;
    const world::Truth* truth_;
    std::ostream* trace_;
    Random random_;
    world::World world_;
    std::vector<Bystander> bystanders_;
    std::vector<UserId> users_;
    Settings settings_;
    VpnRules rules_;
    Remembered journal_;
    std::unique_ptr<decide::Supervisor> core_;
    std::unique_ptr<decide::Supervisor> twin_; // is told the same
    std::uint64_t service_runs_ = 0;
    bool is_logged_on_ = true;
    Time now_{0};
    Time slept_{0}; // all plans shift by that
    std::optional<Time> begun_;
    std::optional<Time> awaited_change_;
    std::optional<Time> wake_at_;
    std::vector<Item> coming_; // a heap
    std::uint64_t next_number_ = 0;
    std::uint64_t step_ = 0;
    std::uint64_t connection_ = 0;
    Noise noise_;
    Memory memory_;
    std::map<std::size_t, Lanes> lanes_; // by user
    bool agent_dead_ = false;
    bool agent_hangs_ = false;
    bool signs_are_quick_ = false;
    Random screens_;                   // who can see what; a source of its own
    std::set<UserId> away_;            // disconnected from their sessions
    std::vector<std::uint64_t> trays_; // the connection by which each user's tray has shown the last offer
    Random disturbances_;              // a source of its own: what else happens does not depend on them
    int disturbed_ = 0;
    Time disturbed_until_{0};
    std::vector<bool> told_of_start_;
    std::set<std::uint32_t> machines_; // the processes that Windows shows
    std::vector<std::string> offers_;  // the last one each user has seen
    Invariants invariants_;
    Case case_;
    bool is_judged_ = false;
    Marks marks_;
    bool is_quiet_ = false;
    Tally tally_;
    ActionHash hash_;
    std::uint64_t publishes_ = 0;
    Table table_;
};

} // namespace mirrorwatch::simulate
