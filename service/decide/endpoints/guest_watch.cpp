// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/guest_watch.hpp"

#include "common/ip_address.hpp"
#include "common/text.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// An idle distro is ended after 15 s, and the machine without any after 60 s more.
constexpr Duration c_rest{90'000};
constexpr int c_most_in_a_row = 8;      // for one reason
constexpr int c_most_without_rest = 40; // however often the network changes meanwhile
// Whoever looks for long keeps WSL running; not by asking it all the time.
constexpr Duration c_look_every{15'000};
// WSL mirrors most of a change at once and the rest within half a second.
constexpr Duration c_mirroring{1'000};
// VPN clients set routes and DNS seconds after their adapter, and a network that wakes up may die a moment
// later.
constexpr Duration c_second_look{12'000};
// After a change, and while a remedy is verified, an answer that takes long is as good as none, as in
// Windows' burst; three failures decide within 8 s of a VPN's coming.
constexpr Duration c_hurry_for{15'000};
constexpr Duration c_hurried_timeout{1'000};
constexpr Duration c_hurried_pause{700};
constexpr int c_hurried_attempts = 3; // by one call of wsl.exe, which takes longer than an answer
// One question is made anyway: who was not asked for so long comes along.
constexpr Duration c_come_along{60'000};

constexpr std::uint32_t c_loopback_if_type = 24;

std::vector<AddressPrefix> subnets_of(const AdapterTable& table) {
    std::vector<AddressPrefix> subnets;
    for (const Adapter& adapter : table.adapters) {
        if (adapter.up && adapter.if_type != c_loopback_if_type) {
            subnets.insert(subnets.end(), adapter.addresses.begin(), adapter.addresses.end());
        }
    }
    return subnets;
}

} // namespace

void GuestWatch::use(const std::vector<const EndpointSpec*>& endpoints) {
    std::vector<std::unique_ptr<GuestEndpoint>> before = std::exchange(entries_, {});
    for (const EndpointSpec* spec : endpoints) {
        const auto known = std::find_if(before.begin(), before.end(), [&](const auto& entry) {
            return entry != nullptr && entry->monitor.spec() == *spec;
        });
        if (known != before.end()) {
            entries_.push_back(std::move(*known));
            continue;
        }
        entries_.push_back(std::make_unique<GuestEndpoint>(
            GuestEndpoint{EndpointMonitor{*spec, TimePoint::min(), Vantage::Wsl},
                          nullptr,
                          TimePoint::min(),
                          {},
                          TimePoint::max()}));
        entries_.back()->monitor.set_place_present(running_, TimePoint::min());
        entries_.back()->monitor.set_paused(paused_, TimePoint::min());
    }
    for (GuestEndpoint*& entry : asked_) {
        const bool stays = std::any_of(entries_.begin(), entries_.end(),
                                       [&](const auto& other) { return other.get() == entry; });
        entry = stays ? entry : nullptr;
    }
}

EndpointMonitor* GuestWatch::find(const std::string& name) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const auto& entry) { return entry->monitor.spec().name == name; });
    return found == entries_.end() ? nullptr : &(*found)->monitor;
}

void GuestWatch::set_windows_view(const std::string& name, const EndpointMonitor* windows) {
    for (const auto& entry : entries_) {
        if (entry->monitor.spec().name == name) {
            entry->windows = windows;
        }
    }
}

void GuestWatch::want(GuestEndpoint& entry, TimePoint when) {
    entry.wanted = std::min(entry.wanted, when);
}

void GuestWatch::want_all(TimePoint when) const {
    for (const auto& entry : entries_) {
        want(*entry, when);
    }
}

bool GuestWatch::is_in_a_hurry(TimePoint now) const {
    return awaited_ || now < hurry_until_;
}

void GuestWatch::on_network_change(TimePoint now) {
    in_a_row_ = 0;
    hurry_until_ = now + c_hurry_for;
    mirrored_at_ = now + c_mirroring;
    for (const auto& entry : entries_) {
        entry->wanted = mirrored_at_; // what was to be asked before tells nothing now
        entry->second_look = now + c_second_look;
    }
}

/// What still fails when the grace is over counts only if it is asked again then.
void GuestWatch::on_resume(TimePoint grace_until, TimePoint now) {
    on_network_change(now);
    for (const auto& entry : entries_) {
        entry->monitor.verdict().begin_grace(grace_until);
        entry->second_look = std::max(entry->second_look, grace_until);
    }
}

void GuestWatch::on_windows_view_changed(const EndpointMonitor& windows, TimePoint now) {
    for (const auto& entry : entries_) {
        if (entry->windows == &windows) {
            want(*entry, now);
        }
    }
}

void GuestWatch::look(TimePoint now) {
    if (!last_question_ || now >= *last_question_ + c_look_every) {
        somebody_looks_ = true;
        want_all(now);
    }
}

void GuestWatch::on_start(std::optional<TimePoint> grace_until, TimePoint now) {
    in_a_row_ = without_rest_ = 0;
    for (const auto& entry : entries_) {
        entry->monitor.set_place_present(false, now);
        entry->monitor.set_place_present(true, now);
        if (grace_until) {
            entry->monitor.verdict().begin_grace(*grace_until);
        }
        want(*entry, now);
    }
}

void GuestWatch::set_running(bool running, TimePoint now) {
    if (std::exchange(running_, running) == running) {
        return;
    }
    for (const auto& entry : entries_) {
        entry->monitor.set_place_present(running, now);
        if (running) {
            want(*entry, now);
        }
    }
}

void GuestWatch::set_paused(bool paused, TimePoint now) {
    if (std::exchange(paused_, paused) == paused) {
        return;
    }
    for (const auto& entry : entries_) {
        entry->monitor.set_paused(paused, now);
        if (!paused) {
            want(*entry, now);
        }
    }
}

void GuestWatch::set_awaited(bool awaited, TimePoint now) {
    if (std::exchange(awaited_, awaited) != awaited && awaited) {
        verify(now);
    }
}

void GuestWatch::verify(TimePoint now) {
    in_a_row_ = without_rest_ = 0;
    for (const auto& entry : entries_) {
        if (!entry->monitor.is_steadily_up()) {
            want(*entry, now);
        }
    }
}

/// Without a reason. A server on this machine that answers through mirrored networking is alive: asking the
/// guest would tell nothing.
TimePoint GuestWatch::routine(const GuestEndpoint& entry) const {
    const bool is_known_anyway = entry.windows != nullptr && entry.windows->is_up() &&
                                 is_loopback_host(entry.monitor.spec().host) && entry.monitor.is_up();
    if (!entry.asked_at || is_known_anyway) {
        return TimePoint::max();
    }
    return *entry.asked_at + std::max(times_.probe, entry.monitor.spec().interval);
}

bool GuestWatch::has_asked_enough() const {
    return in_a_row_ >= c_most_in_a_row || without_rest_ >= c_most_without_rest;
}

TimePoint GuestWatch::due() const {
    TimePoint due = TimePoint::max();
    if (!running_ || waiting_) {
        return due;
    }
    for (const auto& entry : entries_) {
        if (!entry->monitor.is_skipped()) {
            due = std::min({due, entry->wanted, routine(*entry)});
        }
    }
    due = std::max(due, mirrored_at_); // all in one question, as some would tell half of it
    const bool may_rest = last_question_ && !somebody_looks_;
    return has_asked_enough() && may_rest ? std::max(due, *last_question_ + c_rest) : due;
}

EndpointSpec GuestWatch::question_for(const EndpointSpec& spec, TimePoint now) const {
    EndpointSpec question = spec;
    if (is_in_a_hurry(now)) {
        question.timeout = std::min(spec.timeout, c_hurried_timeout);
    }
    return question;
}

void GuestWatch::ask_if_due(const UserId& user, const AdapterTable& table, TimePoint now, Outbox& out) {
    if (now < due()) {
        return;
    }
    agent::ProbeFromGuest question;
    question.attempts = is_in_a_hurry(now) ? c_hurried_attempts : 1;
    waiting_ = out.next_id();
    asked_.clear();
    for (const auto& entry : entries_) {
        const bool was_asked_lately = entry->asked_at && now < *entry->asked_at + c_come_along;
        if (entry->monitor.is_skipped() || (now < entry->wanted && was_asked_lately)) {
            continue;
        }
        entry->wanted =
            now < entry->second_look ? std::exchange(entry->second_look, TimePoint::max()) : TimePoint::max();
        entry->asked_at = now;
        entry->monitor.begin_probe(*waiting_, now);
        asked_.push_back(entry.get());
        question.endpoints.push_back(question_for(entry->monitor.spec(), now));
        if (entry->monitor.spec().kind == EndpointKind::WslNetwork) {
            question.host_subnets = subnets_of(table);
        }
    }
    const bool has_rested = !last_question_ || now >= *last_question_ + c_rest;
    in_a_row_ = has_rested ? 1 : in_a_row_ + 1;
    without_rest_ = has_rested ? 1 : without_rest_ + 1;
    last_question_ = now;
    somebody_looks_ = false;
    out.put(AskAgent{*waiting_, user, std::move(question)});
}

void GuestWatch::on_answered(GuestEndpoint& entry, TimePoint now) const {
    const EndpointMonitor& monitor = entry.monitor;
    const EndpointState state = monitor.state();
    if (has_asked_enough()) {
        return; // it does not get decided: that is no reason any more
    }
    const bool is_undecided = state == EndpointState::Pending || state == EndpointState::Unknown;
    const bool may_answer_yet = monitor.verdict().is_unaskable() && !monitor.verdict().is_long_unaskable();
    if (is_undecided || may_answer_yet || (awaited_ && !monitor.is_steadily_up())) {
        const Duration retry = monitor.spec().retry_interval;
        const bool hurry = is_in_a_hurry(now) && !monitor.verdict().is_in_grace(now);
        want(entry, now + (hurry ? std::min(retry, c_hurried_pause) : retry));
    }
}

GuestWatch::Answer GuestWatch::on_reply(ActionId id, const agent::Reply& reply, TimePoint now) {
    if (waiting_ != id) {
        return Answer::NotOurs;
    }
    waiting_.reset();
    const auto* answer = std::get_if<agent::ProbeResults>(&reply);
    const auto* refusal = std::get_if<agent::Refusal>(&reply);
    const bool is_whole = answer != nullptr && answer->results.size() == asked_.size();
    const std::string why =
        refusal != nullptr ? text::to_text(refusal->why) : std::string{"an answer of another kind"};
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        if (asked_[i] == nullptr) {
            continue;
        }
        if (is_whole) {
            asked_[i]->monitor.on_result(id, answer->results[i], now);
        } else {
            asked_[i]->monitor.on_nobody_asked(id, why, now);
        }
        on_answered(*asked_[i], now);
    }
    asked_.clear();
    return is_whole ? Answer::Told : Answer::Refused;
}

void GuestWatch::reset() {
    waiting_.reset();
    asked_.clear();
}

} // namespace mirrorwatch::decide
