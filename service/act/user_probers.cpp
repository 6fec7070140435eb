// SPDX-License-Identifier: MIT
#include "service/act/user_probers.hpp"

#include "common/framing.hpp"
#include "common/prober_protocol.hpp"

#include <algorithm>
#include <deque>
#include <iterator>

namespace mirrorwatch::act {
namespace {

using decide::Duration;
using decide::TimePoint;

constexpr Duration c_late{5'000};            // beyond the probe's own time
constexpr Duration c_between_starts{10'000}; // of one that ends by itself
constexpr Duration c_kept_idle{300'000};     // twice and more what most endpoints have between two probes
constexpr Duration c_between_words{60'000};  // to the log, as a user can end it at will

decide::ProbeDone nobody_asked(decide::ActionId id, const std::string& why) {
    return {id, {}, "not asked, as the user's prober failed: " + why};
}

} // namespace

struct UserProbers::Prober {
    std::unique_ptr<ProberLauncher::Process> process; // none: it does not run
    FrameReader answers{prober::c_answer_cap};
    std::map<decide::ActionId, TimePoint> under_way; // and until when it is waited for
    std::deque<decide::StartProbe> waiting;
    TimePoint may_start = TimePoint::min();
    TimePoint idle_since{};
    TimePoint may_tell = TimePoint::min();
    std::string last_trouble;

    [[nodiscard]] bool is_idle() const { return under_way.empty() && waiting.empty(); }

    [[nodiscard]] bool owes_since(TimePoint now) const {
        return std::ranges::any_of(under_way, [&](const auto& probe) { return probe.second <= now; });
    }

    [[nodiscard]] TimePoint due() const {
        TimePoint due = process && is_idle() ? idle_since + c_kept_idle : TimePoint::max();
        for (const auto& [id, until] : under_way) {
            due = std::min(due, until);
        }
        return due;
    }
};

UserProbers::UserProbers(ProberLauncher& launcher, decide::EventSink sink, Clock clock,
                         std::function<void(const std::string&)> tell, int most)
    : launcher_(launcher)
    , sink_(std::move(sink))
    , clock_(std::move(clock))
    , tell_(std::move(tell))
    , most_(static_cast<std::size_t>(most)) {}

UserProbers::~UserProbers() = default;

void UserProbers::start(const decide::StartProbe& probe) {
    const UserId& user = *probe.as_user;
    Prober& prober = probers_[user];
    if (const auto why = why_not_running(user, prober)) {
        answer({nobody_asked(probe.id, *why)});
        return;
    }
    prober.waiting.push_back(probe);
    send_waiting(user);
}

/// Starts it, if it may. Nothing: it runs.
std::optional<std::string> UserProbers::why_not_running(const UserId& user, Prober& prober) {
    if (prober.process) {
        return std::nullopt;
    }
    const TimePoint now = clock_.now();
    if (now < prober.may_start) {
        return prober.last_trouble;
    }
    prober.may_start = now + c_between_starts;
    auto started = launcher_.start(user, {[this, user](std::string_view bytes) { on_said(user, bytes); },
                                          [this, user](const std::string& why) { end(user, why); }});
    if (!started) {
        prober.last_trouble = started.error().message;
        tell_of(user, prober, "did not start: " + prober.last_trouble);
        return prober.last_trouble;
    }
    prober.process = std::move(*started);
    prober.answers = FrameReader{prober::c_answer_cap};
    return std::nullopt;
}

void UserProbers::send_waiting(const UserId& user) {
    Prober& prober = probers_.at(user);
    Answers refused;
    while (!prober.waiting.empty() && prober.under_way.size() < most_) {
        const decide::StartProbe probe = std::move(prober.waiting.front());
        prober.waiting.pop_front();
        const std::string question =
            prober::to_json(prober::Question{probe.id, probe.timeout, probe.by_proxy, probe.endpoint});
        if (question.size() > c_frame_cap) {
            refused.push_back(nobody_asked(probe.id, "the question is too long"));
            continue;
        }
        prober.under_way.emplace(probe.id, clock_.now() + probe.timeout + c_late);
        prober.process->write(frame(question));
    }
    settle(user);
    answer(std::move(refused));
}

void UserProbers::on_said(const UserId& user, std::string_view bytes) {
    Prober& prober = probers_.at(user);
    prober.answers.feed(bytes);
    std::string trouble;
    Answers answers = take_answers(prober, trouble);
    if (!trouble.empty()) {
        end(user, trouble);
    } else {
        send_waiting(user);
    }
    answer(std::move(answers));
}

/// Those before the first trouble.
UserProbers::Answers UserProbers::take_answers(Prober& prober, std::string& trouble) {
    Answers answers;
    while (const auto payload = prober.answers.next()) {
        const Result<prober::Answer> read = prober::answer_from_json(*payload);
        if (!read) {
            trouble = "its answer cannot be read: " + read.error().message;
            return answers;
        }
        if (prober.under_way.erase(read->id) == 0) {
            trouble = "it answered what nobody had asked";
            return answers;
        }
        answers.push_back({read->id, read->result});
        answers.back().result.attempts = 1;
    }
    trouble = prober.answers.is_broken() ? "its answer is too long" : "";
    return answers;
}

void UserProbers::end(const UserId& user, const std::string& why) {
    Prober& prober = probers_.at(user);
    Answers lost = all_lost(prober, why);
    tell_of(user, prober, "was ended: " + why);
    rearm();
    answer(std::move(lost));
}

UserProbers::Answers UserProbers::all_lost(Prober& prober, const std::string& why) {
    Answers lost;
    for (const auto& [id, until] : std::exchange(prober.under_way, {})) {
        lost.push_back(nobody_asked(id, why));
    }
    for (const decide::StartProbe& probe : std::exchange(prober.waiting, {})) {
        lost.push_back(nobody_asked(probe.id, why));
    }
    prober.last_trouble = why;
    prober.process.reset();
    return lost;
}

/// After it got or gave something.
void UserProbers::settle(const UserId& user) {
    Prober& prober = probers_.at(user);
    if (prober.is_idle()) {
        prober.idle_since = clock_.now();
    }
    rearm();
}

void UserProbers::look() {
    armed_ = TimePoint::max();
    const TimePoint now = clock_.now();
    std::vector<UserId> silent;
    for (auto& [user, prober] : probers_) {
        if (prober.owes_since(now)) {
            silent.push_back(user);
        } else if (prober.due() <= now) {
            prober.process.reset();
            prober.may_start = TimePoint::min();
        }
    }
    rearm();
    for (const UserId& user : silent) { // each may lead to new probes
        if (const auto found = probers_.find(user);
            found != probers_.end() && found->second.owes_since(now)) {
            end(user, "it did not answer in time");
        }
    }
}

void UserProbers::keep_only(const std::vector<UserId>& users) {
    Answers lost;
    for (auto entry = probers_.begin(); entry != probers_.end();) {
        if (std::ranges::count(users, entry->first) != 0) {
            ++entry;
            continue;
        }
        std::ranges::move(all_lost(entry->second, "its user has gone"), std::back_inserter(lost));
        entry = probers_.erase(entry);
    }
    rearm();
    answer(std::move(lost));
}

void UserProbers::allow(int most) {
    most_ = static_cast<std::size_t>(most);
}

bool UserProbers::is_idle() const {
    return std::ranges::all_of(probers_, [](const auto& entry) { return entry.second.is_idle(); });
}

/// Last, as each leads to a step of the core, which may start other probes.
void UserProbers::answer(Answers answers) {
    for (decide::ProbeDone& done : answers) {
        sink_(std::move(done));
    }
}

void UserProbers::tell_of(const UserId& user, Prober& prober, const std::string& what) {
    const TimePoint now = clock_.now();
    if (now >= prober.may_tell) {
        prober.may_tell = now + c_between_words;
        tell_("the prober of " + user.sid + " " + what);
    }
}

void UserProbers::rearm() {
    TimePoint due = TimePoint::max();
    for (const auto& [user, prober] : probers_) {
        due = std::min(due, prober.due());
    }
    if (due != std::exchange(armed_, due)) {
        clock_.wake_at(due);
    }
}

} // namespace mirrorwatch::act
