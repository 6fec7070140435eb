// SPDX-License-Identifier: MIT
#include "tests/support/world/exclusion.hpp"

#include <algorithm>

namespace mirrorwatch::world {
namespace {

// Our second rule: `lookup main suppress_prefixlength 7 suppress_ifgroup` ours.
constexpr std::uint8_t c_suppressed_length = 7;
// WSL works on a change at once, and again after a while of quiet.
constexpr Time c_works_again_after{350};
constexpr Time c_watcher_takes{450};
constexpr Time c_lease{1'800'000};

bool is_of(const Wsl& wsl, const Leg& leg, std::size_t vpn) {
    return wsl.devices[leg.device].vpn == vpn;
}

const Device* device_of(const std::vector<Device>& devices, std::size_t vpn) {
    const auto found =
        std::find_if(devices.begin(), devices.end(), [&](const Device& device) { return device.vpn == vpn; });
    return found == devices.end() ? nullptr : &*found;
}

void fill(const Wsl& wsl, Exclusion& exclusion) {
    exclusion.table.clear();
    std::copy_if(wsl.legs.begin(), wsl.legs.end(), std::back_inserter(exclusion.table),
                 [&](const Leg& leg) { return !is_of(wsl, leg, exclusion.vpn); });
    exclusion.is_grouped = device_of(wsl.devices, exclusion.vpn) != nullptr;
    exclusion.heals_at.reset();
}

void tell_watcher(Exclusion& exclusion, Time now) {
    if (now < exclusion.watched_until) {
        exclusion.heals_at = now + c_watcher_takes;
    }
}

/// Of the physical adapter's device.
void lose(Wsl& wsl, Loss loss, Time now) {
    if (!wsl.exclusion || (loss == Loss::Addresses && wsl.has_nexthops)) {
        return;
    }
    std::erase_if(wsl.exclusion->table, [&](const Leg& leg) { return !wsl.devices[leg.device].vpn; });
    tell_watcher(*wsl.exclusion, now);
}

bool are_same(const Leg& a, const Leg& b) {
    return a.network == b.network && a.length == b.length && a.device == b.device;
}

} // namespace

Exclusion exclusion_of(const Wsl& wsl, std::size_t vpn, Time now) {
    Exclusion exclusion;
    exclusion.vpn = vpn;
    exclusion.watched_until = wsl.has_systemd ? now + c_lease : Time{0};
    fill(wsl, exclusion);
    return exclusion;
}

void carry_over(Wsl& wsl, const std::vector<Device>& before, Time now) {
    if (!wsl.exclusion) {
        return;
    }
    Exclusion& ours = *wsl.exclusion;
    std::vector<Leg> kept;
    for (Leg leg : ours.table) {
        const auto same = std::find_if(wsl.devices.begin(), wsl.devices.end(), [&](const Device& device) {
            return device.guid == before[leg.device].guid && device.made == before[leg.device].made;
        });
        if (same != wsl.devices.end()) {
            leg.device = static_cast<std::size_t>(same - wsl.devices.begin());
            kept.push_back(leg);
        }
    }
    ours.table = std::move(kept);
    const Device* was = device_of(before, ours.vpn);
    const Device* is = device_of(wsl.devices, ours.vpn);
    ours.is_grouped = ours.is_grouped && was != nullptr && is != nullptr && was->made == is->made;
    tell_watcher(ours, now);
}

/// The rules come in this order: our table without its default, main without defaults and the VPN's device,
/// our default, main.
const Leg* way_out(const Wsl& wsl, std::uint32_t address) {
    const Leg* in_main = best_of(wsl.legs, address);
    if (!wsl.exclusion) {
        return in_main;
    }
    const Exclusion& exclusion = *wsl.exclusion;
    const Leg* in_ours = best_of(exclusion.table, address);
    if (in_ours != nullptr && in_ours->length > 0) {
        return in_ours;
    }
    const bool is_suppressed = in_main == nullptr || in_main->length <= c_suppressed_length ||
                               (exclusion.is_grouped && is_of(wsl, *in_main, exclusion.vpn));
    return !is_suppressed || in_ours == nullptr ? in_main : in_ours;
}

bool is_whole(const Wsl& wsl, const Exclusion& exclusion) {
    return std::all_of(wsl.legs.begin(), wsl.legs.end(), [&](const Leg& leg) {
        return is_of(wsl, leg, exclusion.vpn) ||
               std::any_of(exclusion.table.begin(), exclusion.table.end(),
                           [&](const Leg& ours) { return are_same(leg, ours); });
    });
}

/// WSL takes the host's changes over at once, address by address.
void World::work_on_adapter(Loss loss) {
    for (Wsl& wsl : wsl_) {
        if (wsl.is_running()) {
            lose(wsl, loss, now_);
            wsl.loses_again = wsl.works_again ? std::max(wsl.loses_again, loss) : loss;
            wsl.works_again = now_ + c_works_again_after;
        }
    }
}

/// WSL and the watcher work on our table, in the order of their clocks.
void World::tend(Wsl& wsl) const {
    for (;;) {
        const Time works = wsl.works_again.value_or(Time::max());
        const Time heals = wsl.exclusion ? wsl.exclusion->heals_at.value_or(Time::max()) : Time::max();
        if (std::min(works, heals) > now_) {
            return;
        }
        if (works <= heals) {
            wsl.works_again.reset();
            lose(wsl, wsl.loses_again, works);
        } else {
            fill(wsl, *wsl.exclusion);
        }
    }
}

} // namespace mirrorwatch::world
