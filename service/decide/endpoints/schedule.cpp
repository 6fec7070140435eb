// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/schedule.hpp"

#include "common/ip_address.hpp"
#include "common/text.hpp"

#include <algorithm>
#include <variant>

namespace mirrorwatch::decide {
namespace {

// A thousand endpoints start within a second, a few at once.
constexpr std::size_t c_longest_start_ms = 1'000;
constexpr std::size_t c_longest_line_ms = 250;

// A burst and what was under way before it. Each one beyond would wait behind hundreds, and grow old.
constexpr std::size_t c_most_under_way = 6;
// A result that never comes (it always should) must not choke an endpoint for ever.
constexpr Duration c_is_lost{300'000};

bool may_go_through_proxy(const EndpointSpec& spec) {
    const bool is_http = spec.kind == EndpointKind::Http || spec.kind == EndpointKind::Https;
    return is_http && spec.http.proxy == ProxyUse::System && !is_loopback_host(spec.host);
}

} // namespace

std::unique_ptr<Schedule::Slot> Schedule::make_slot(const EndpointSpec& spec, const Owner& owner,
                                                    TimePoint first_probe) {
    auto slot = std::make_unique<Slot>(Slot{owner, EndpointMonitor{spec, first_probe}, {}});
    slot->place = order_.insert({slot->monitor.due(), ++last_number_, slot.get()}).first;
    return slot;
}

void Schedule::use(const std::vector<EndpointSpec>& endpoints, const Owner& owner, TimePoint now) {
    const auto mine = std::stable_partition(slots_.begin(), slots_.end(),
                                            [&](const auto& slot) { return slot->owner != owner; });
    std::unordered_map<std::string, std::unique_ptr<Slot>> before;
    for (auto slot = mine; slot != slots_.end(); ++slot) {
        before.emplace((*slot)->monitor.spec().name, std::move(*slot));
    }
    slots_.erase(mine, slots_.end());
    const std::size_t count = endpoints.size();
    const std::size_t spread = std::min(count, c_longest_start_ms);
    const std::size_t line = std::min(count, c_longest_line_ms);
    for (std::size_t i = 0; i < count; ++i) {
        const EndpointSpec& spec = endpoints[i];
        if (!is_asked_from(spec.from, Vantage::Windows) || spec.kind == EndpointKind::WslNetwork) {
            continue;
        }
        const auto known = before.find(spec.name);
        if (known != before.end() && known->second && known->second->monitor.spec() == spec) {
            slots_.push_back(std::move(known->second));
        } else {
            slots_.push_back(make_slot(spec, owner, now + Duration{i * spread / count}));
        }
        slots_.back()->monitor.times().set_place_in_line(Duration{i * line / count});
    }
    for (const auto& [name, slot] : before) {
        if (slot) {
            forget(*slot);
        }
    }
}

void Schedule::forget(Slot& slot) {
    order_.erase(slot.place);
    queued_ -= slot.queued ? 1 : 0;
    std::erase_if(in_flight_, [&](const auto& probe) { return probe.second == &slot; });
    for (auto& [id, batch] : batches_) {
        std::replace(batch.slots.begin(), batch.slots.end(), &slot, static_cast<Slot*>(nullptr));
    }
}

void Schedule::set_users_with_proxy(std::vector<UserId> users) {
    users_with_proxy_ = std::move(users);
    for (const auto& slot : slots_) {
        slot->queued = false;
        place_again(*slot);
    }
    queued_ = 0;
}

const UserId* Schedule::agent_for(const EndpointSpec& spec, const Owner& owner) const {
    if (users_with_proxy_.empty() || !may_go_through_proxy(spec)) {
        return nullptr;
    }
    const auto user = owner ? std::find(users_with_proxy_.begin(), users_with_proxy_.end(), *owner)
                            : users_with_proxy_.begin();
    return user == users_with_proxy_.end() ? nullptr : &*user;
}

std::vector<EndpointMonitor*> Schedule::monitors(const Owner& owner) const {
    std::vector<EndpointMonitor*> result;
    for (const auto& slot : slots_) {
        if (slot->owner == owner) {
            result.push_back(&slot->monitor);
        }
    }
    return result;
}

void Schedule::for_each(const std::function<void(EndpointMonitor&, const Owner&)>& what) {
    for (const auto& slot : slots_) {
        what(slot->monitor, slot->owner);
    }
}

RunsIn Schedule::runs_in(const EndpointSpec& spec, const Owner& owner) const {
    return agent_for(spec, owner) == nullptr ? RunsIn::Service : RunsIn::Agent;
}

TimePoint Schedule::due() const {
    return order_.empty() ? TimePoint::max() : order_.begin()->due;
}

/// A node moves, nothing is allocated.
void Schedule::place_again(Slot& slot) {
    if (slot.queued && slot.monitor.due() == TimePoint::max()) {
        slot.queued = false;
        --queued_;
    }
    const TimePoint due = slot.queued ? TimePoint::max() : slot.monitor.due();
    if (due != slot.place->due) {
        auto node = order_.extract(slot.place);
        node.value().due = due;
        slot.place = order_.insert(std::move(node)).position;
    }
}

void Schedule::reorder() {
    for (const auto& slot : slots_) {
        place_again(*slot);
    }
}

/// Its probes come back more slowly than it is to be probed: hundreds of endpoints, and a VPN that flaps.
bool Schedule::is_choked(Slot& slot, TimePoint now) {
    if (slot.under_way != 0 && now >= slot.begun_at + c_is_lost) {
        std::erase_if(in_flight_, [&](const auto& probe) { return probe.second == &slot; });
        slot.under_way = 0;
    }
    return slot.under_way >= c_most_under_way;
}

void Schedule::begin(Slot& slot, TimePoint now, Outbox& out) {
    const ActionId id = out.next_id();
    const Duration timeout = slot.monitor.times().begin(id, now);
    in_flight_.emplace(id, &slot);
    ++slot.under_way;
    slot.begun_at = now;
    out.put(StartProbe{id, slot.monitor.spec(), timeout});
}

void Schedule::probe_due(TimePoint now, Outbox& out) {
    while (!order_.empty() && order_.begin()->due <= now) {
        Slot& slot = *order_.begin()->slot;
        if (agent_for(slot.monitor.spec(), slot.owner) != nullptr) {
            slot.queued = true;
            ++queued_;
        } else if (is_choked(slot, now)) {
            slot.monitor.times().skip(now);
        } else {
            begin(slot, now, out);
        }
        place_again(slot);
    }
    if (queued_ != 0) {
        begin_batches(now, out);
    }
}

bool Schedule::is_busy(const UserId& user) const {
    return std::any_of(batches_.begin(), batches_.end(),
                       [&](const auto& batch) { return batch.second.user == user; });
}

void Schedule::begin_batches(TimePoint now, Outbox& out) {
    for (const UserId& user : users_with_proxy_) {
        if (!is_busy(user)) {
            begin_batch(user, now, out);
        }
    }
}

/// One process for all of them: those that are due soon come along.
void Schedule::begin_batch(const UserId& user, TimePoint now, Outbox& out) {
    Batch batch{user, {}};
    agent::ProbeAsUser request;
    bool any_due = false;
    for (const auto& slot : slots_) {
        const UserId* agent = agent_for(slot->monitor.spec(), slot->owner);
        EndpointMonitor& monitor = slot->monitor;
        const bool is_soon =
            !monitor.times().is_in_flight() && monitor.due() <= now + monitor.spec().interval / 4;
        if (agent == nullptr || *agent != user || (!slot->queued && !is_soon)) {
            continue;
        }
        any_due = any_due || slot->queued;
        batch.slots.push_back(slot.get());
    }
    if (!any_due) {
        return;
    }
    const ActionId id = out.next_id();
    for (Slot* slot : batch.slots) {
        queued_ -= std::exchange(slot->queued, false) ? 1 : 0;
        request.endpoints.push_back(slot->monitor.spec());
        request.endpoints.back().timeout = slot->monitor.times().begin(id, now);
        place_again(*slot);
    }
    out.put(AskAgent{id, user, std::move(request)});
    batches_.emplace(id, std::move(batch));
}

template <class Change>
Schedule::Outcome Schedule::note(Slot& slot, Change change) {
    EndpointMonitor& monitor = slot.monitor;
    const EndpointState before = monitor.state();
    const std::string error = monitor.verdict().last_error();
    const bool was_down = monitor.is_down();
    change(monitor);
    place_again(slot);
    return {&monitor, before, was_down, before != monitor.state() || error != monitor.verdict().last_error()};
}

Schedule::Outcome Schedule::on_result(ActionId id, const ProbeResult& result, TimePoint now) {
    const auto probe = in_flight_.find(id);
    if (probe == in_flight_.end()) {
        return {};
    }
    Slot& slot = *probe->second;
    in_flight_.erase(probe);
    --slot.under_way;
    return note(slot, [&](EndpointMonitor& monitor) { monitor.on_result(id, result, now); });
}

std::optional<std::vector<Schedule::Outcome>> Schedule::on_reply(ActionId id, const agent::Reply& reply,
                                                                 TimePoint now) {
    auto found = batches_.extract(id);
    if (found.empty()) {
        return std::nullopt;
    }
    const Batch& batch = found.mapped();
    const auto* answer = std::get_if<agent::ProbeResults>(&reply);
    const auto* refusal = std::get_if<agent::Refusal>(&reply);
    const bool is_whole = answer != nullptr && answer->results.size() == batch.slots.size();
    const std::string why =
        refusal != nullptr ? text::to_text(refusal->why) : std::string{"an answer of another kind"};
    std::vector<Outcome> seen;
    for (std::size_t i = 0; i < batch.slots.size(); ++i) {
        if (batch.slots[i] == nullptr) {
            continue;
        }
        seen.push_back(note(*batch.slots[i], [&](EndpointMonitor& monitor) {
            if (is_whole) {
                monitor.on_result(id, answer->results[i], now);
            } else {
                monitor.on_nobody_asked(id, why, now);
            }
        }));
    }
    return seen;
}

} // namespace mirrorwatch::decide
