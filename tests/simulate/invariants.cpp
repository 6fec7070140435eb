// SPDX-License-Identifier: MIT
#include "tests/simulate/invariants.hpp"

#include "common/names.hpp"
#include "common/remedy_catalogue.hpp"
#include "tests/support/world/oracle.hpp"

#include <algorithm>
#include <variant>

namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

constexpr int c_most_ticks_at_once = 20;
constexpr Time c_postponed{600'000};
constexpr Time c_stuck_after{900'000}; // what cannot be verified is given up after 12 minutes
// A consent whose remedy is over, or waits for somebody, covers nothing that comes later.
constexpr Time c_consent_lasts{60'000};
// At rest for five minutes: one round of guest probes, and one look.
constexpr int c_guest_calls_at_rest = 3;
// Whatever is waited for.
constexpr Time c_looks_counted_for{10'000};
constexpr int c_most_looks = 25;

template <class... T>
bool is_one_of(const agent::Request& request) {
    return (std::holds_alternative<T>(request) || ...);
}

bool changes_config(const agent::Request& request) {
    return is_one_of<agent::SetNetworkingMode, agent::SetConfigSetting, agent::PutBackConfig,
                     agent::ShutDownWsl>(request);
}

bool is_under_way(RemedyState state) {
    return state == RemedyState::Applying || state == RemedyState::ShuttingDown ||
           state == RemedyState::AwaitingWsl || state == RemedyState::Verifying;
}

bool may_take_for_ever(RemedyState state) {
    return state == RemedyState::AwaitingWsl || state == RemedyState::UndoAwaitingWsl ||
           state == RemedyState::Helped || is_over(state);
}

bool may_still_shut_down(RemedyState state) {
    return !may_take_for_ever(state);
}

std::string about(const Offer& offer) {
    return (offer.fault ? std::string{name_of(*offer.fault)} : "restore") + " " + offer.vpn;
}

} // namespace

Invariants::Invariants(std::uint64_t history, const Settings& settings, std::size_t users)
    : history_(history)
    , settings_(settings)
    , people_(users) {}

void Invariants::violate(const std::string& what) {
    const bool is_known = std::any_of(violations_.begin(), violations_.end(),
                                      [&](const Violation& known) { return known.what == what; });
    if (!is_known) {
        violations_.push_back({history_, step_, now_, what});
    }
}

void Invariants::at(std::uint64_t step, Time now) {
    step_ = step;
    now_ = now;
}

void Invariants::on_tick() {
    ticks_in_a_row_ = now_ == last_tick_ ? ticks_in_a_row_ + 1 : 0;
    last_tick_ = now_;
    ++rest_.wakes;
    if (ticks_in_a_row_ == c_most_ticks_at_once) {
        violate("it wakes again and again at one moment");
    }
}

void Invariants::consent(Person& person) {
    ++person.consents;
    person.consented = now_;
}

void Invariants::on_verb(std::size_t user, const protocol::Verb& verb) {
    people_[user].verb = verb;
}

void Invariants::on_verb_answered(std::size_t user, const protocol::Answer& answer) {
    Person& person = people_[user];
    const std::optional<protocol::Verb> verb = std::exchange(person.verb, std::nullopt);
    if (!verb || !answer.accepted) {
        return;
    }
    if (const auto* chosen = std::get_if<protocol::AnswerOffer>(&*verb)) {
        if (person.question && person.question->id == chosen->offer) {
            if (chosen->choice == Choice{NotNow{}}) {
                person.declined[person.question->about] = circumstances_;
            }
            if (chosen->choice == Choice{Postpone{}}) {
                person.question->seen_since = now_ + c_postponed;
                return;
            }
            person.question.reset();
        }
        if (ends_sessions(chosen->choice)) {
            consent(person);
        }
    } else if (const auto* shown = std::get_if<protocol::OfferShown>(&*verb)) {
        if (!shown->visible) {
            on_not_seen(user);
        } else if (person.question && !person.question->seen_since) {
            person.question->seen_since = now_;
        }
    } else if (std::holds_alternative<protocol::RollBack>(*verb) ||
               std::holds_alternative<protocol::RestoreMode>(*verb)) {
        consent(person);
    }
}

void Invariants::on_service_killed() {
    for (Person& person : people_) { // what it had told it does not know any more
        person.question.reset();
        person.verb.reset();
        person.declined.clear();
        person.told.clear();
        person.last_notice.clear();
        person.changing = person.excluding = 0;
        person.remedies.clear();
        person.has_exclusion = person.did_not_help = false;
    }
    ++circumstances_;
}

void Invariants::on_asked(std::size_t user, const agent::Request& request, bool is_told_of_start) {
    Person& person = people_[user];
    if (is_one_of<agent::ObserveWsl, agent::AskGuest, agent::ProbeFromGuest>(request)) {
        ++rest_.guest_calls;
        ++rest_.reasons;
    }
    if (is_one_of<agent::ObserveWsl>(request)) {
        count_look(person);
    }
    const bool excludes = std::holds_alternative<agent::ApplyExclusion>(request);
    const bool changes = changes_config(request);
    if (changes || excludes) {
        rest_.is_on = false; // a countdown that was postponed, or the VPN's end: this is no rest
    }
    if ((changes && person.changing + person.excluding > 0) ||
        (excludes && person.changing + person.excluding > 0)) {
        violate("two remedies change WSL at once");
    }
    person.changing += changes ? 1 : 0;
    person.excluding += excludes ? 1 : 0;
    if (is_told_of_start &&
        is_one_of<agent::SetNetworkingMode, agent::SetConfigSetting, agent::ShutDownWsl>(request)) {
        violate("the mode is changed while WSL is starting");
    }
}

void Invariants::count_look(Person& person) {
    if (now_ >= person.looks_counted_since + c_looks_counted_for) {
        person.looks_counted_since = now_;
        person.looks = 0;
    }
    if (++person.looks > c_most_looks) {
        violate("it looks at WSL again and again");
    }
}

void Invariants::on_answered(std::size_t user, const agent::Request& request) {
    people_[user].changing -= changes_config(request) ? 1 : 0;
    int& excluding = people_[user].excluding;
    if (std::holds_alternative<agent::UndoExclusion>(request)) {
        excluding = 0; // the agent does one thing after another: what was asked before is done
    } else if (std::holds_alternative<agent::ApplyExclusion>(request)) {
        excluding = std::max(excluding - 1, 0);
    }
}

void Invariants::on_not_seen(std::size_t user) {
    auto& question = people_[user].question;
    if (question && question->seen_since &&
        now_ < *question->seen_since + question->countdown.value_or(Time{0})) {
        question->countdown.reset(); // from now on it waits for an answer
    }
}

bool Invariants::take_countdown(Person& person) {
    const auto& question = person.question;
    const bool is_over = question && question->countdown && question->seen_since &&
                         now_ >= *question->seen_since + *question->countdown;
    if (is_over && ends_sessions(question->first)) {
        consent(person);
    }
    return is_over;
}

bool Invariants::on_shut_down(std::size_t user) {
    Person& person = people_[user];
    if (person.consents == 0 && take_countdown(person)) {
        person.question.reset();
    }
    if (person.consents == 0) {
        const bool was_counted_down = person.question && !person.question->seen_since;
        violate(was_counted_down ? "WSL was shut down after a countdown that nobody saw"
                                 : "WSL was shut down without a consent, or twice under one");
        return false;
    }
    --person.consents;
    return true;
}

void Invariants::on_config(std::size_t user, const world::ConfigStore& config) {
    static_cast<void>(user);
    if (!config.can_be_put_back()) {
        violate(".wslconfig cannot be put back to what the user last wrote");
    }
}

void Invariants::end_question(Person& person) {
    static_cast<void>(take_countdown(person));
    person.question.reset();
}

void Invariants::look_at_offer(Person& person, const Snapshot& snapshot) {
    if (person.question && (!snapshot.offer || snapshot.offer->id != person.question->id)) {
        end_question(person);
    }
    if (!snapshot.offer || person.question) {
        return;
    }
    const Offer& offer = *snapshot.offer;
    person.question = {offer.id, about(offer), std::nullopt, offer.countdown,
                       offer.choices.empty() ? NotNow{} : offer.choices.front()};
    const auto declined = person.declined.find(person.question->about);
    if (declined != person.declined.end() && declined->second == circumstances_) {
        violate("it asks again after \"not now\", and nothing has changed");
    }
}

void Invariants::look_at_notice(Person& person, const Snapshot& snapshot) {
    if (!snapshot.notice || snapshot.notice->id == person.last_notice) {
        return;
    }
    person.last_notice = snapshot.notice->id;
    const Finding& finding = snapshot.notice->finding;
    std::string key{name_of(finding.fault)};
    key += finding.arguments.empty() ? "" : " " + finding.arguments.front();
    key += snapshot.notice->is_over ? " is over" : "";
    const auto told = person.told.find(key);
    if (told != person.told.end() && now_ < told->second + settings_.notify.reminder) {
        violate("the same is told twice within the reminder's interval");
    }
    person.told[key] = now_;
}

void Invariants::look_at_remedies(Person& person, const Snapshot& snapshot) {
    std::map<std::string, std::pair<RemedyState, Time>> seen;
    int under_way = 0;
    bool may_shut_down = false;
    bool has_exclusion = false;
    for (const RemedyView& remedy : snapshot.remedies) {
        has_exclusion = has_exclusion || (is<Exclude>(remedy.spec) && remedy.state == RemedyState::Helped);
        under_way += is_under_way(remedy.state) ? 1 : 0;
        may_shut_down = may_shut_down || may_still_shut_down(remedy.state);
        if (is_over(remedy.state)) {
            if (remedy.message.code == MessageId::AllWell) {
                violate("a remedy ended without a sentence");
            }
            continue;
        }
        const std::string key = std::string{row_of(remedy.spec).kind} + " " + remedy.vpn;
        const auto known = person.remedies.find(key);
        const bool is_same = known != person.remedies.end() && known->second.first == remedy.state;
        seen[key] = {remedy.state, is_same ? known->second.second : now_};
    }
    if (under_way > 1) {
        violate("two remedies are under way at once");
    }
    person.remedies = std::move(seen);
    person.has_exclusion = has_exclusion;
    if (!may_shut_down && now_ > person.consented + c_consent_lasts) {
        person.consents = 0;
    }
}

void Invariants::on_published(std::size_t user, const Snapshot& snapshot) {
    Person& person = people_[user];
    look_at_offer(person, snapshot);
    look_at_notice(person, snapshot);
    look_at_remedies(person, snapshot);
}

void Invariants::on_same_actions(bool same) {
    if (!same) {
        violate("the same history led to other actions");
    }
}

void Invariants::begin_rest(bool is_quiet) {
    rest_ = {is_quiet, 0, 0, 0};
}

void Invariants::end_rest(std::size_t user, const Snapshot& snapshot, const world::World& world) {
    look_for_remains(user, snapshot, world);
    const Person& person = people_[user];
    const world::ConfigStore& config = world.wsl(user).config;
    bool is_config_ours = false;
    for (const RemedyView& remedy : snapshot.remedies) {
        is_config_ours = is_config_ours || (!is_over(remedy.state) && row_of(remedy.spec).ends_sessions);
    }
    if (!is_config_ours && config.now() != config.users()) {
        violate("no remedy is left, and .wslconfig is not what the user last wrote");
    }
    const world::GuestHabits& guest = world.behaviour().guest;
    const bool cannot_be_verified = guest.cannot_bind || guest.server_dies || !world.is_online();
    for (const auto& [key, state] : person.remedies) {
        const bool waits = state.first == RemedyState::Verifying && cannot_be_verified;
        if (!may_take_for_ever(state.first) && !waits && now_ > state.second + c_stuck_after) {
            violate("a remedy is stuck: " + key + ", " + std::string{name_of(state.first)});
        }
    }
    const bool any_remedy =
        std::any_of(people_.begin(), people_.end(), [](const Person& one) { return !one.remedies.empty(); });
    if (!rest_.is_on || snapshot.offer || snapshot.health != Health::Fine || any_remedy) {
        return;
    }
    if (rest_.guest_calls > c_guest_calls_at_rest * static_cast<int>(people_.size())) {
        violate("wsl.exe is called " + std::to_string(rest_.guest_calls) + " times in five minutes of rest");
    }
    if (rest_.wakes > rest_.reasons + 10) {
        violate("it wakes without a reason at rest");
    }
}

} // namespace mirrorwatch::simulate
