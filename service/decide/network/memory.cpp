// SPDX-License-Identifier: MIT
#include "service/decide/network/memory.hpp"

#include "common/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace mirrorwatch::decide {
namespace {

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

void Memory::merge(Seen& seen, Circumstances& circumstances, TimePoint now) {
    learn(seen.default_route, circumstances.default_route);
    learn(seen.dns_change, circumstances.dns_change);
    learn(seen.recent, circumstances.recent);
    seen.last = now;
}

Circumstances Memory::add(const Adapter& adapter, Circumstances now_seen, TimePoint now) {
    const std::string description = without_number(adapter.description);
    if (!description.empty()) {
        merge(by_description_[description], now_seen, now);
    }
    merge(by_guid_[adapter.guid], now_seen, now);
    return now_seen;
}

void Memory::note_vpn(const Adapter& adapter) {
    by_guid_[adapter.guid].was_vpn = true;
    if (const std::string description = without_number(adapter.description); !description.empty()) {
        by_description_[description].was_vpn = true;
    }
}

bool Memory::was_vpn(const Adapter& adapter) const {
    const auto guid = by_guid_.find(adapter.guid);
    const auto description = by_description_.find(without_number(adapter.description));
    return (guid != by_guid_.end() && guid->second.was_vpn) ||
           (description != by_description_.end() && description->second.was_vpn);
}

void Memory::forget_absent(const AdapterTable& table) {
    std::erase_if(by_guid_, [&](const auto& entry) {
        return std::none_of(table.adapters.begin(), table.adapters.end(),
                            [&](const Adapter& a) { return a.guid == entry.first; });
    });
    while (by_description_.size() > c_most_descriptions) {
        by_description_.erase(
            std::min_element(by_description_.begin(), by_description_.end(),
                             [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    }
}

} // namespace mirrorwatch::decide
