// SPDX-License-Identifier: MIT
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

/// That lives as long as the user's WSL machine does.
std::uint32_t process_of(std::size_t user) {
    return static_cast<std::uint32_t>(1'000 + user);
}

decide::TimePoint time_point(Time time) {
    return decide::TimePoint{time};
}

} // namespace

Play::Play(const Plan& plan, const world::Truth& truth, std::ostream* trace)
    : plan_(&plan)
    , truth_(&truth)
    , trace_(trace)
    , random_(seed_of(plan.seed ^ 0xA5A5, plan.number))
    , world_(*plan.behaviour, plan.users)
    , settings_(plan.settings)
    , rules_(shipped_rules())
    , noise_(seed_of(plan.seed ^ 0x0153, plan.number), plan.noise)
    , signs_are_quick_(random_.chance(70))
    , screens_(seed_of(plan.seed ^ 0x5C4E, plan.number))
    , disturbances_(seed_of(plan.seed ^ 0x5170, plan.number))
    , told_of_start_(plan.users)
    , offers_(plan.users)
    , invariants_(plan.number, plan.settings, plan.users) {
    for (std::size_t user = 0; user < plan.users; ++user) {
        trays_.push_back(user); // no verb has such a small one but theirs
        users_.push_back({"S-1-5-21-1-2-3-100" + std::to_string(user), static_cast<std::uint32_t>(user + 1)});
    }
    if (plan.is_scored) {
        for (const Way way : {Way::Nothing, Way::AlwaysExclude, Way::RestartBlindly, Way::AlwaysNat}) {
            bystanders_.emplace_back(way, plan);
        }
    }
    for (std::size_t user = 0; user < plan.users; ++user) {
        world_.wsl(user).has_systemd = plan.guests.have_systemd;
        world_.wsl(user).has_nexthops = plan.guests.have_nexthops;
        world_.wsl(user).ignores_refreshes = plan.guests.ignore_refreshes;
        world_.start_wsl(user, random_.between(2s, 8s));
    }
    to_all_worlds([](world::World& world) { world.begin_before(); });
    pass_to(10s); // it ran before the service did
    for (const auto& [when, happening] : plan.happenings) {
        coming_.push_back({std::max(when, now_), next_number_++, 0, happening});
    }
    plan_absences();
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
                       deliver(decide::AdaptersRead{read.id, world_.table()}, 0ms, Source::Host);
                   },
                   [&](const ReadFacts& read) {
                       deliver(decide::HostFactsRead{read.id, world_.host_facts()}, 0ms, Source::Host);
                   },
                   [&](const Sign& sign) {
                       told_of_start_[sign.user] = sign.present;
                       machines_.erase(process_of(sign.user));
                       if (sign.present) {
                           machines_.insert(process_of(sign.user));
                       }
                       feed(decide::WslVmPresence{{machines_.begin(), machines_.end()}});
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
                       deliver(decide::ConnectivitySeen{check.id, online}, online ? 20ms : check.timeout,
                               Source::Windows);
                   },
               },
               action);
}

/// Some observations come late, are lost, or say the opposite.
void Play::deliver(decide::Event event, Time delay, Source source, const std::string& endpoint) {
    const Fate how = noise_.fate(source, now_);
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
    case Fate::Stuck:
        memory_.repeat(event, endpoint);
        break;
    }
    memory_.note(event, endpoint);
    later(delay, std::move(event));
}

void Play::start_probe(const decide::StartProbe& start) {
    invariants_.on_probe();
    if (start.as_user && agent_dead_) { // so is whoever probes as the user
        invariants_.excuse();
        later(100ms, decide::ProbeDone{start.id, {}, "not asked"});
        return;
    }
    const std::size_t user = start.as_user ? number_of(*start.as_user) : 0;
    const ProbeResult result = world_.probe(world::Sender::Windows, user, start.endpoint);
    const bool is_quick =
        result.ok || result.failed == ProbeStep::Refused || result.failed == ProbeStep::Name;
    const Time answers = std::max(random_.between(2ms, 60ms), result.latency);
    deliver(decide::ProbeDone{start.id, result}, is_quick ? answers : start.timeout, Source::Windows,
            start.endpoint.name);
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
    look_at_offer_of_exclusion(snapshot, user);
    const bool is_about_a_fault = std::find(snapshot.offer->choices.begin(), snapshot.offer->choices.end(),
                                            Choice{Restore{}}) == snapshot.offer->choices.end();
    if (is_judging() && is_about_a_fault && !snapshot.offer->choices.empty()) {
        ++tally_.asked;
        if (const auto* first = std::get_if<RemedySpec>(&snapshot.offer->choices.front())) {
            case_.proposed(*first, now_);
        }
        if (snapshot.offer->fault) {
            case_.named(*snapshot.offer->fault, now_);
        }
    }
    show_offer(user, *snapshot.offer);
    answer_offer(user, *snapshot.offer);
}

void Play::on_reply(const decide::Reply& reply) {
    invariants_.on_verb_answered(static_cast<std::size_t>(reply.connection % users_.size()), reply.answer);
}

std::size_t Play::number_of(const UserId& user) const {
    return static_cast<std::size_t>(std::find(users_.begin(), users_.end(), user) - users_.begin());
}

} // namespace mirrorwatch::simulate
