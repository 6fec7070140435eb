// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/guest_watch.hpp"

#include "common/ip_address.hpp"
#include "common/text.hpp"
#include "service/decide/endpoints/standing_checks.hpp"
#include "service/decide/network/mirror.hpp"
#include "service/decide/network/routes.hpp"
#include "service/decide/wsl/wsl_watch.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// Whoever looks for long keeps WSL running; not by asking it all the time.
constexpr Duration c_look_every{15'000};
// VPN clients set routes and DNS seconds after their adapter, and a network that wakes up may die a moment
// later. Some look the machine over first, and close their filter when that is done.
constexpr Duration c_second_look{12'000};
constexpr Duration c_third_look{60'000};
// After a change, and while a remedy is verified, an answer that takes long is as good as none; three
// attempts that overlap are over after 3 s, and decide within 8 s of a VPN's coming.
constexpr Duration c_hurry_for{15'000};
constexpr Duration c_hurried_timeout{2'000};
constexpr Duration c_hurried_pause{700};
constexpr int c_hurried_attempts = 3; // by one call of wsl.exe, which takes longer than an answer
// One question is made anyway: who was not asked for so long comes along.
constexpr Duration c_come_along{60'000};

bool has_default(const AdapterTable& table, IpFamily family) {
    return std::ranges::any_of(table.adapters, [&](const Adapter& adapter) {
        return is_mirrored(adapter) && carries_default_route(table, adapter, family);
    });
}

std::vector<AddressPrefix> subnets_of(const AdapterTable& table) {
    std::vector<AddressPrefix> subnets;
    for (const Adapter& adapter : table.adapters) {
        if (is_mirrored(adapter)) {
            subnets.insert(subnets.end(), adapter.addresses.begin(), adapter.addresses.end());
        }
    }
    return subnets;
}

EndpointSpec in_a_hurry(EndpointSpec question) {
    question.timeout = std::min(question.timeout, c_hurried_timeout);
    return question;
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
        entries_.push_back(std::make_unique<GuestEndpoint>(GuestEndpoint{
            EndpointMonitor{*spec, TimePoint::min(), Vantage::Wsl}, nullptr, TimePoint::min(), {}}));
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

void GuestWatch::want_all(TimePoint when) const {
    for (const auto& entry : entries_) {
        entry->want(when);
    }
}

bool GuestWatch::is_in_a_hurry(TimePoint now) const {
    return awaited_ || now < hurry_until_;
}

void GuestWatch::on_network_change(TimePoint now) {
    budget_.begin_row();
    hurry_until_ = now + c_hurry_for;
    changed_at_ = now;
    mirrored_at_ = now + c_mirrored_after;
    for (const auto& entry : entries_) {
        entry->wanted = mirrored_at_; // what was to be asked before tells nothing now
        entry->more_looks = {now + c_third_look, now + c_second_look};
    }
}

/// What still fails when the grace is over counts only if it is asked again then.
void GuestWatch::on_resume(TimePoint grace_until, TimePoint now) {
    on_network_change(now);
    for (const auto& entry : entries_) {
        entry->monitor.verdict().begin_grace(grace_until);
        entry->more_looks.back() = std::max(entry->more_looks.back(), grace_until);
    }
}

void GuestWatch::on_windows_view_changed(const EndpointMonitor& windows, TimePoint now) {
    const bool is_server = windows.spec().source == EndpointSource::Learned;
    for (const auto& entry : entries_) {
        // Who listens is told with WSL's network.
        if (entry->windows == &windows ||
            (is_server && entry->monitor.spec().kind == EndpointKind::WslNetwork)) {
            entry->want(now);
        }
    }
}

void GuestWatch::look(TimePoint now) {
    if (budget_.is_quiet_for(c_look_every, now)) {
        somebody_looks_ = true;
        want_all(now);
    }
}

void GuestWatch::on_start(std::optional<TimePoint> grace_until, TimePoint now) {
    budget_.start_over();
    listening_.ports.clear();
    for (const auto& entry : entries_) {
        entry->monitor.set_place_present(false, now);
        entry->monitor.set_place_present(true, now);
        if (grace_until) {
            entry->monitor.verdict().begin_grace(*grace_until);
        }
        entry->want(now);
    }
}

void GuestWatch::set_running(bool running, TimePoint now) {
    if (std::exchange(running_, running) == running) {
        return;
    }
    listening_.ports.clear();
    for (const auto& entry : entries_) {
        entry->monitor.set_place_present(running, now);
        if (running) {
            entry->want(now);
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
            entry->want(now);
        }
    }
}

void GuestWatch::set_awaited(bool awaited, TimePoint now) {
    if (std::exchange(awaited_, awaited) != awaited && awaited) {
        verify(now);
    }
}

void GuestWatch::GuestEndpoint::begin(TimePoint now) {
    asked_at = now;
    while (!more_looks.empty() && more_looks.back() <= now) {
        more_looks.pop_back();
    }
    wanted = more_looks.empty() ? TimePoint::max() : more_looks.back();
}

bool GuestWatch::GuestEndpoint::is_beyond_windows() const {
    return is_standing(monitor.spec()) && windows != nullptr && !windows->verdict().is_decided_up();
}

void GuestWatch::set_offline(bool offline, TimePoint now) {
    for (const auto& entry : entries_) {
        entry->monitor.set_offline(offline || entry->is_beyond_windows(), now);
    }
}

void GuestWatch::verify(TimePoint now) {
    budget_.start_over();
    for (const auto& entry : entries_) {
        if (!entry->monitor.is_steadily_up()) {
            entry->want(now);
        }
    }
}

/// A server on this machine that answers through mirrored networking is alive: asking the guest would tell
/// nothing.
TimePoint GuestWatch::GuestEndpoint::routine(Duration pause) const {
    const bool is_known_anyway =
        windows != nullptr && windows->is_up() && is_loopback_host(monitor.spec().host) && monitor.is_up();
    return !asked_at || is_known_anyway || monitor.is_at_rest()
               ? TimePoint::max()
               : *asked_at + std::max(pause, monitor.spec().interval);
}

TimePoint GuestWatch::due() const {
    TimePoint due = TimePoint::max();
    if (!running_ || waiting_) {
        return due;
    }
    for (const auto& entry : entries_) {
        if (!entry->monitor.is_skipped()) {
            due = std::min({due, entry->wanted, entry->routine(times_.probe)});
        }
    }
    due = std::max(due, mirrored_at_); // all in one question, as some would tell half of it
    return somebody_looks_ ? due : std::max(due, budget_.may_ask_at());
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
        entry->begin(now);
        entry->monitor.times().begin(*waiting_, now);
        asked_.push_back(entry.get());
        const EndpointSpec& spec = entry->monitor.spec();
        question.endpoints.push_back(is_in_a_hurry(now) ? in_a_hurry(spec) : spec);
        if (spec.kind == EndpointKind::WslNetwork) {
            question.host_subnets = subnets_of(table);
            question.host_has_default_ipv4 = has_default(table, IpFamily::V4);
            question.host_has_default_ipv6 = has_default(table, IpFamily::V6);
        }
    }
    budget_.note_asked(now);
    question_at_ = now;
    somebody_looks_ = false;
    out.put(AskAgent{*waiting_, user, std::move(question)});
}

void GuestWatch::on_answered(GuestEndpoint& entry, TimePoint now) const {
    const EndpointMonitor& monitor = entry.monitor;
    const EndpointState state = monitor.state();
    if (budget_.is_used_up()) {
        return; // it does not get decided: that is no reason any more
    }
    const bool is_undecided = state == EndpointState::Pending || state == EndpointState::Unknown;
    const bool may_answer_yet = monitor.verdict().is_unaskable() && !monitor.verdict().is_long_unaskable();
    if (is_undecided || may_answer_yet || (awaited_ && !monitor.is_steadily_up())) {
        const Duration retry = monitor.spec().retry_interval;
        const bool hurry = is_in_a_hurry(now) && !monitor.verdict().is_in_grace(now);
        entry.want(now + (hurry ? std::min(retry, c_hurried_pause) : retry));
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
    const bool is_of_before = question_at_ < changed_at_; // of another network than the one that is there now
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        if (asked_[i] == nullptr) {
            continue;
        }
        if (is_of_before) {
            asked_[i]->monitor.on_outdated(id, now);
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
    if (is_whole && answer->listening) {
        listening_ = {*answer->listening, question_at_};
    }
    return is_whole ? Answer::Told : Answer::Refused;
}

void GuestWatch::reset() {
    waiting_.reset();
    asked_.clear();
}

} // namespace mirrorwatch::decide
