// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/schedule.hpp"

#include "common/ip_address.hpp"

#include <algorithm>
#include <utility>

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

Asker asker_of(const EndpointSpec& spec, const std::optional<UserId>& owner,
               const std::vector<UserId>& with_proxy) {
    Asker asker;
    if (spec.source == EndpointSource::User) {
        asker.user = owner;
    }
    if (may_go_through_proxy(spec)) {
        const auto user =
            owner ? std::ranges::find(with_proxy, *owner) : with_proxy.begin(); // any, for the machine's
        if (user != with_proxy.end()) {
            asker = {*user, true};
        }
    }
    return asker;
}

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
    std::erase_if(in_flight_, [&](const auto& probe) { return probe.second == &slot; });
}

Asker Schedule::asker_of(const EndpointSpec& spec, const Owner& owner) const {
    return decide::asker_of(spec, owner, users_with_proxy_);
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
    return asker_of(spec, owner).user ? RunsIn::Agent : RunsIn::Service;
}

TimePoint Schedule::due() const {
    return order_.empty() ? TimePoint::max() : order_.begin()->due;
}

/// A node moves, nothing is allocated.
void Schedule::place_again(Slot& slot) {
    if (const TimePoint due = slot.monitor.due(); due != slot.place->due) {
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
    Asker asker = asker_of(slot.monitor.spec(), slot.owner);
    out.put(StartProbe{id, slot.monitor.spec(), timeout, std::move(asker.user), asker.has_proxy});
}

void Schedule::probe_due(TimePoint now, Outbox& out) {
    while (!order_.empty() && order_.begin()->due <= now) {
        Slot& slot = *order_.begin()->slot;
        if (is_choked(slot, now)) {
            slot.monitor.times().skip(now);
        } else {
            begin(slot, now, out);
        }
        place_again(slot);
    }
}

Schedule::Outcome Schedule::on_result(const ProbeDone& done, TimePoint now) {
    const auto probe = in_flight_.find(done.id);
    if (probe == in_flight_.end()) {
        return {};
    }
    Slot& slot = *probe->second;
    in_flight_.erase(probe);
    --slot.under_way;
    EndpointMonitor& monitor = slot.monitor;
    const EndpointState before = monitor.state();
    const std::string error = monitor.verdict().last_error();
    const bool was_down = monitor.is_down();
    if (done.not_asked.empty()) {
        monitor.on_result(done.id, done.result, now);
    } else {
        monitor.on_nobody_asked(done.id, done.not_asked, now);
    }
    place_again(slot);
    return {&monitor, before, was_down, before != monitor.state() || error != monitor.verdict().last_error()};
}

} // namespace mirrorwatch::decide
