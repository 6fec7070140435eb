// SPDX-License-Identifier: MIT
#include "service/decide/network/adapter_memory.hpp"

#include "common/ascii.hpp"
#include "service/decide/core/search.hpp"
#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace mirrorwatch::decide {
namespace {

// A device that is older than this did not come with the VPN.
constexpr Duration c_recent{60'000};

constexpr std::size_t c_most_descriptions = 64;

/// Windows numbers devices of one kind: "Wintun Userspace Tunnel #2".
std::string without_number(std::string_view description) {
    const std::size_t at = description.rfind(" #");
    if (at != std::string_view::npos && at + 2 < description.size() &&
        std::all_of(description.begin() + static_cast<std::ptrdiff_t>(at) + 2, description.end(), is_digit)) {
        description = description.substr(0, at);
    }
    return lower(description);
}

void learn(bool& seen, std::optional<bool>& now) {
    seen = seen || now.value_or(false);
    if (seen) {
        now = true;
    }
}

} // namespace

void AdapterMemory::merge(Learned& seen, Circumstances& circumstances, TimePoint now) {
    learn(seen.default_route, circumstances.default_route);
    learn(seen.dns_change, circumstances.dns_change);
    learn(seen.recent, circumstances.recent);
    seen.last = now;
}

Circumstances AdapterMemory::look(const Adapter& adapter, const AdapterTable& table, const Delta& delta,
                                  bool is_first, TimePoint now) {
    const auto did = [&](AdapterEvent what) { return contains(delta, AdapterChange{what, adapter.guid}); };
    if (did(AdapterEvent::Appeared)) {
        appeared_[adapter.guid] = now;
    }
    const auto appeared = appeared_.find(adapter.guid);
    const bool came_up = did(AdapterEvent::Appeared) || did(AdapterEvent::Up);
    Circumstances seen = circumstances_of(adapter, table);
    seen.recent = appeared != appeared_.end() && now - appeared->second < c_recent;
    // Of an adapter that is up when the service starts only this can be seen: others have servers as well.
    seen.default_route =
        (came_up || is_first || did(AdapterEvent::DefaultRoute)) && carries_default_route(table, adapter);
    seen.dns_change = (came_up || did(AdapterEvent::Dns)) && !adapter.dns_servers.empty();
    return add(adapter, seen, now);
}

Circumstances AdapterMemory::add(const Adapter& adapter, Circumstances now_seen, TimePoint now) {
    const std::string description = without_number(adapter.description);
    if (!description.empty()) {
        merge(by_description_[description], now_seen, now);
    }
    merge(by_guid_[adapter.guid], now_seen, now);
    return now_seen;
}

void AdapterMemory::note_vpn(const Adapter& adapter) {
    by_guid_[adapter.guid].was_vpn = true;
    if (const std::string description = without_number(adapter.description); !description.empty()) {
        by_description_[description].was_vpn = true;
    }
}

bool AdapterMemory::was_vpn(const Adapter& adapter) const {
    const auto guid = by_guid_.find(adapter.guid);
    const auto description = by_description_.find(without_number(adapter.description));
    return (guid != by_guid_.end() && guid->second.was_vpn) ||
           (description != by_description_.end() && description->second.was_vpn);
}

void AdapterMemory::forget_absent(const AdapterTable& table) {
    const auto is_absent = [&](const auto& entry) {
        return std::none_of(table.adapters.begin(), table.adapters.end(),
                            [&](const Adapter& a) { return a.guid == entry.first; });
    };
    std::erase_if(appeared_, is_absent);
    std::erase_if(by_guid_, is_absent);
    while (by_description_.size() > c_most_descriptions) {
        by_description_.erase(
            std::min_element(by_description_.begin(), by_description_.end(),
                             [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    }
}

} // namespace mirrorwatch::decide
