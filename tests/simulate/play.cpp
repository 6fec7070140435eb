#include "tests/simulate/play.hpp"

#include "common/overloaded.hpp"
#include "tests/simulate/noise.hpp"
#include "tests/simulate/trace.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

/// The clock, and what passes between the core and the world.
namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

constexpr Time c_table_takes{5};
constexpr Time c_facts_take{60};
constexpr Time c_agent_deadline{30'000};

bool needs_wsl_exe(const agent::Request& request) {
    return !std::holds_alternative<agent::SetNetworkingMode>(request) &&
           !std::holds_alternative<agent::ChangeSetting>(request) &&
           !std::holds_alternative<agent::PutBackConfig>(request) &&
           !std::holds_alternative<agent::ProbeAsUser>(request) &&
           !std::holds_alternative<agent::ReadUserSettings>(request);
}

bool tells_of_config(const agent::Request& request) {
    return std::holds_alternative<agent::ObserveWsl>(request) ||
           std::holds_alternative<agent::SetNetworkingMode>(request) ||
           std::holds_alternative<agent::ChangeSetting>(request) ||
           std::holds_alternative<agent::PutBackConfig>(request);
}

decide::TimePoint time_point(Time time) {
    return decide::TimePoint{time};
}

/// What the core is seen to do on its own, as a choice.
std::optional<Choice> deed_of(const agent::Request& request) {
    if (std::holds_alternative<agent::ApplyExclusion>(request)) {
        return Choice::Exclude;
    }
    if (std::holds_alternative<agent::LowerMtu>(request)) {
        return Choice::LowerMtu;
    }
    if (const auto* set = std::get_if<agent::SetNetworkingMode>(&request)) {
        return set->mode == NetworkingMode::VirtioProxy ? Choice::FallBackToVirtioProxy
                                                        : Choice::FallBackToNat;
    }
    if (const auto* change = std::get_if<agent::ChangeSetting>(&request)) {
        return change->setting == ConfigSetting::AutoProxy ? Choice::AutoProxyOff : Choice::DnsTunnelingOff;
    }
    return {};
}

} // namespace

Play::Play(const Plan& plan, const world::Truth& truth, std::ostream* trace)
    : plan_(&plan)
    , truth_(&truth)
    , trace_(trace)
    , random_(seed_of(plan.seed ^ 0xA5A5, plan.number))
    , world_(*plan.behaviour, plan.users)
    , settings_(plan.settings)
    , rules_(rules_for(*plan.behaviour))
    , noise_(plan.noise)
    , signs_are_quick_(random_.chance(70))
    , disturbances_(seed_of(plan.seed ^ 0x5170, plan.number))
    , told_of_start_(plan.users)
    , offers_(plan.users)
    , invariants_(plan.number, plan.settings, plan.users) {
    for (std::size_t user = 0; user < plan.users; ++user) {
        users_.push_back({"S-1-5-21-1-2-3-100" + std::to_string(user), static_cast<std::uint32_t>(user + 1)});
    }
    if (plan.is_scored) {
        bystanders_.emplace_back(Way::RestartBlindly, plan);
        bystanders_.emplace_back(Way::AlwaysNat, plan);
    }
    for (std::size_t user = 0; user < plan.users; ++user) {
        world_.wsl(user).has_systemd = plan.guests.have_systemd;
        world_.wsl(user).has_nexthops = plan.guests.have_nexthops;
        world_.wsl(user).ignores_refreshes = plan.guests.ignore_refreshes;
        world_.start_wsl(user, random_.between(2s, 8s));
    }
    pass_to(10s); // it ran before the service did
    for (const auto& [when, happening] : plan.happenings) {
        coming_.push_back({std::max(when, now_), next_number_++, 0, happening});
    }
    std::make_heap(coming_.begin(), coming_.end());
    start_service();
}

void Play::run(std::uint64_t until_step) {
    while (step_ <= until_step) { // one more, so that what follows from the last one is seen
        const Time next = coming_.empty() ? Time::max() : coming_.front().when;
        if (std::min(next, wake_at_.value_or(Time::max())) > plan_->end + slept_) {
            end();
            return;
        }
        if (wake_at_ && *wake_at_ < next) {
            pass_to(*std::exchange(wake_at_, std::nullopt));
            invariants_.at(step_, now_);
            invariants_.on_tick();
            feed(decide::Tick{});
            continue;
        }
        std::pop_heap(coming_.begin(), coming_.end());
        Item item = std::move(coming_.back());
        coming_.pop_back();
        pass_to(item.when);
        come(std::move(item));
    }
}

void Play::pass_to(Time now) {
    now_ = std::max(now_, now);
    world_.pass_to(now_);
    look_at_exclusions();
    for (Bystander& bystander : bystanders_) {
        bystander.world().pass_to(now_);
    }
}

void Play::later(Time delay, Coming what) {
    coming_.push_back({now_ + delay, next_number_++, service_runs_, std::move(what)});
    std::push_heap(coming_.begin(), coming_.end());
}

void Play::come(Item item) {
    const bool is_dropped = item.run != service_runs_ && !std::holds_alternative<Happening>(item.what);
    if (auto* call = std::get_if<AgentCall>(&item.what); call != nullptr && is_dropped) {
        if (random_.chance(50)) { // its service is gone; it went on alone, or not
            world_.act(call->user, call->request);
        }
        return;
    }
    if (is_dropped) {
        return;
    }
    std::visit(Overloaded{
                   [&](decide::Event& event) { feed(event); },
                   [&](AgentCall& call) { answer(std::move(call)); },
                   [&](const ReadTable& read) {
                       deliver(decide::AdaptersRead{read.id, world_.table()}, 0ms);
                   },
                   [&](const ReadFacts& read) {
                       deliver(decide::HostFactsRead{read.id, world_.host_facts()}, 0ms);
                   },
                   [&](const Sign& sign) {
                       told_of_start_[sign.user] = sign.present;
                       feed(decide::WslVmPresence{sign.present});
                   },
                   [&](const Happening& happening) {
                       if (trace_ != nullptr) {
                           *trace_ << to_text(now_, happening) << '\n';
                       }
                       happen(happening);
                   },
               },
               item.what);
}

void Play::feed(const decide::Event& event) {
    if (core_ == nullptr) {
        return; // nobody listens
    }
    ++step_;
    invariants_.at(step_, now_);
    const std::vector<decide::Action> actions = core_->step(event, time_point(now_));
    if (trace_ != nullptr) {
        *trace_ << to_text(step_, now_, event, actions);
    }
    if (twin_ != nullptr) {
        invariants_.on_same_actions(hash_of(actions) == hash_of(twin_->step(event, time_point(now_))));
    }
    hash(actions);
    carry_out(actions);
}

/// Of what is published each 16th is enough: to spell it takes longer than all else.
void Play::hash(const std::vector<decide::Action>& actions) {
    constexpr std::uint64_t c_each = 16;
    for (const decide::Action& action : actions) {
        hash_.add(action);
        const auto* publish = std::get_if<decide::Publish>(&action);
        if (publish != nullptr && publishes_++ % c_each == 0) {
            hash_.add(core_->snapshot(publish->user));
        }
    }
}

void Play::carry_out(const std::vector<decide::Action>& actions) {
    for (const decide::Action& action : actions) {
        carry_out(action);
    }
}

void Play::carry_out(const decide::Action& action) {
    std::visit(Overloaded{
                   [&](const decide::WakeAt& wake) {
                       const auto since_begin = wake.when.time_since_epoch();
                       wake_at_ = std::chrono::ceil<Time>(since_begin);
                   },
                   [&](const decide::ReadAdapters& read) {
                       invariants_.on_probe();
                       later(c_table_takes, ReadTable{read.id});
                   },
                   [&](const decide::StartProbe& start) { start_probe(start); },
                   [&](const decide::AskAgent& question) { ask_agent(question); },
                   [&](const decide::SaveJournal& save) { journal_ = save.remembered; },
                   [&](const decide::Publish& publish) { on_publish(number_of(publish.user)); },
                   [&](const decide::Reply& reply) { on_reply(reply); },
                   [](const decide::Record&) {},
                   [&](const decide::ReadHostFacts& read) {
                       invariants_.on_probe();
                       later(c_facts_take, ReadFacts{read.id});
                   },
                   [&](const decide::CheckConnectivity& check) {
                       invariants_.on_probe();
                       const bool online = world_.is_online();
                       deliver(decide::ConnectivitySeen{check.id, online}, online ? 20ms : check.timeout);
                   },
               },
               action);
}

/// Some observations come late, are lost, or say the opposite.
void Play::deliver(decide::Event event, Time delay) {
    const Fate how = fate(random_, noise_);
    if (how != Fate::Good && std::holds_alternative<decide::AdaptersRead>(event)) {
        invariants_.excuse();
    }
    switch (how) {
    case Fate::Good:
        break;
    case Fate::Late:
        delay += random_.between(500ms, 6s);
        break;
    case Fate::Missing:
        lose(event);
        delay += random_.between(100ms, 2s);
        break;
    case Fate::Contradicting:
        contradict(event, random_);
        break;
    }
    later(delay, std::move(event));
}

void Play::start_probe(const decide::StartProbe& start) {
    invariants_.on_probe();
    const ProbeResult result = world_.probe(world::Sender::Windows, 0, start.endpoint);
    const bool is_quick =
        result.ok || result.failed == ProbeStep::Refused || result.failed == ProbeStep::Name;
    deliver(decide::ProbeDone{start.id, result}, is_quick ? random_.between(2ms, 60ms) : start.timeout);
}

Time Play::time_of(const agent::Request& request) {
    if (std::holds_alternative<agent::ShutDownWsl>(request)) {
        return random_.between(1s, 5s);
    }
    const bool is_in_guest = std::holds_alternative<agent::ProbeFromGuest>(request) ||
                             std::holds_alternative<agent::AskGuest>(request);
    const auto* probes = std::get_if<agent::ProbeFromGuest>(&request);
    const Time attempts = probes != nullptr ? (probes->attempts - 1) * 1s : 0s;
    return is_in_guest ? random_.between(300ms, 1500ms + attempts) : random_.between(100ms, 500ms);
}

void Play::ask_agent(const decide::AskAgent& question) {
    const std::size_t user = number_of(question.user);
    const bool is_starting = world_.wsl(user).power == world::Wsl::Power::Starting;
    invariants_.on_asked(user, question.request, is_starting && told_of_start_[user]);
    if (const auto deed = deed_of(question.request); deed && is_judging()) {
        case_.proposed(*deed, now_);
    }
    AgentCall call{question.id, user, question.request, agent_dead_ ? Fate::Missing : fate(random_, noise_)};
    if (call.fate != Fate::Good) {
        invariants_.excuse();
    }
    Time takes = time_of(question.request) + (agent_hangs_ ? 20s : 0ms);
    takes += call.fate == Fate::Late ? random_.between(500ms, 8s) : 0ms;
    later(turn_of(call, std::min(takes, c_agent_deadline)) - now_, std::move(call));
}

/// When it is answered: one after the other in each lane, and no look beside a shutdown (AgentQueue).
Time Play::turn_of(const AgentCall& call, Time takes) {
    Lanes& lanes = lanes_[call.user];
    Time& free_at = agent::is_looking(call.request) ? lanes.looks_free_at : lanes.acts_free_at;
    if (std::holds_alternative<agent::ShutDownWsl>(call.request)) {
        end_calls(Ending::Missing, [&](const AgentCall& other) {
            return other.user == call.user && agent::is_looking(other.request);
        });
        free_at = std::max(free_at, now_) + takes;
        lanes.looks_free_at = free_at;
        return free_at;
    }
    constexpr Time c_long = 3s;
    if (std::holds_alternative<agent::ApplyExclusion>(call.request) && free_at > now_ + c_long) {
        invariants_.excuse(); // an agent that hangs lets nothing else be done
    }
    free_at = std::max(free_at, now_) + takes;
    return free_at;
}

/// Soon, in their order.
void Play::end_calls(Ending ending, const std::function<bool(const AgentCall&)>& which) {
    for (Item& item : coming_) {
        if (auto* call = std::get_if<AgentCall>(&item.what); call != nullptr && which(*call)) {
            call->fate = ending == Ending::Missing ? Fate::Missing : call->fate;
            item.when = std::min(item.when, now_ + 100ms);
        }
    }
    std::make_heap(coming_.begin(), coming_.end());
}

void Play::end_all_calls(Ending ending) {
    end_calls(ending, [](const AgentCall&) { return true; });
    lanes_.clear();
}

/// wsl.exe waits while the machine is being started.
void Play::answer(AgentCall call) {
    const world::Wsl& wsl = world_.wsl(call.user);
    Time& held_until = agent::is_looking(call.request) ? lanes_[call.user].looks_held_until
                                                       : lanes_[call.user].acts_held_until;
    if (wsl.power == world::Wsl::Power::Starting && needs_wsl_exe(call.request)) {
        held_until = wsl.ready + 1ms;
    }
    if (now_ < held_until) { // so are those behind it
        later(held_until - now_, std::move(call));
        return;
    }
    const bool shuts_down = std::holds_alternative<agent::ShutDownWsl>(call.request);
    const bool was_running = wsl.is_running();
    // An agent that dies did what it was told, or did not.
    const bool is_done = call.fate != Fate::Missing || random_.chance(50);
    agent::Reply reply = is_done ? world_.act(call.user, call.request) : agent::Reply{agent::Done{}};
    invariants_.on_answered(call.user, call.request);
    if (is_done && shuts_down && was_running) {
        const bool had_consent = invariants_.on_shut_down(call.user);
        if (is_judging()) {
            ++tally_.killed;
            tally_.killed_without_consent += had_consent ? 0 : 1;
        }
        tell_of_wsl(call.user, false);
        later(random_.between(5s, 60s), Happening{What::StartWsl, call.user});
    }
    if (std::holds_alternative<ExclusionReceipt>(reply)) {
        disturb_exclusion();
    }
    invariants_.on_config(call.user, world_.wsl(call.user).config);
    if (std::holds_alternative<agent::ReadUserSettings>(call.request)) {
        feed(decide::UserEndpointsRead{users_[call.user], {}, {}, false});
        return;
    }
    decide::Event event = decide::AgentAnswered{call.id, std::move(reply)};
    if (call.fate == Fate::Missing) {
        lose(event);
    } else if (tells_of_config(call.request)) {
        world_.wsl(call.user).config.note_seen();
    }
    if (call.fate == Fate::Contradicting) {
        contradict(event, random_);
    }
    feed(event);
}

void Play::on_publish(std::size_t user) {
    const Snapshot snapshot = core_->snapshot(users_[user]);
    invariants_.on_published(user, snapshot);
    look_at_end_of_exclusion(snapshot, user);
    if (is_judging()) {
        for (const FindingView& finding : snapshot.findings) {
            case_.named(finding.finding.fault, now_);
        }
        if (snapshot.notice && !snapshot.notice->is_over) {
            case_.named(snapshot.notice->finding.fault, now_);
        }
    }
    if (!snapshot.offer || snapshot.offer->id == offers_[user]) {
        return;
    }
    offers_[user] = snapshot.offer->id;
    look_at_offer_of_exclusion(*snapshot.offer, user);
    const bool is_about_a_fault = std::find(snapshot.offer->choices.begin(), snapshot.offer->choices.end(),
                                            Choice::Restore) == snapshot.offer->choices.end();
    if (is_judging() && is_about_a_fault && !snapshot.offer->choices.empty()) {
        ++tally_.asked;
        case_.proposed(snapshot.offer->choices.front(), now_);
        if (snapshot.offer->fault) {
            case_.named(*snapshot.offer->fault, now_);
        }
    }
    answer_offer(user, *snapshot.offer);
}

void Play::on_reply(const decide::Reply& reply) {
    invariants_.on_verb_answered(static_cast<std::size_t>(reply.connection % users_.size()), reply.answer);
}

std::size_t Play::number_of(const UserId& user) const {
    return static_cast<std::size_t>(std::find(users_.begin(), users_.end(), user) - users_.begin());
}

} // namespace mirrorwatch::simulate
