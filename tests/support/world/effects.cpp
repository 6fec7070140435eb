// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"
#include "tests/support/world/reach.hpp"

#include <algorithm>

/// Which effects of the behaviour act, and what they take away.
namespace mirrorwatch::world {
namespace {

std::uint32_t synthetic_of(const Effect& effect) {
    const auto address = parse_ip(effect.answer.empty() ? "6.6.0.17" : effect.answer);
    std::uint32_t number = 0;
    for (std::size_t i = 0; address && i < 4; ++i) {
        number = number << 8 | address->bytes[i];
    }
    return number;
}

/// So long after it set in.
bool is_in_its_time(const Effect& effect, Time elapsed, bool evens_out) {
    if (elapsed < Time{effect.after_ms}) {
        return false;
    }
    Time since = elapsed - Time{effect.after_ms};
    if (effect.every_ms != 0) {
        if (evens_out) {
            return 2 * effect.for_ms >= effect.every_ms;
        }
        since %= Time{effect.every_ms};
    }
    return effect.for_ms == 0 || since < Time{effect.for_ms};
}

} // namespace

std::optional<Time> World::since(const Effect& effect) const {
    switch (effect.when) {
    case When::Always:
        return Time{0};
    case When::VpnUp:
        return vpn_since_[effect.vpn];
    case When::Onset:
        return onset_;
    case When::AfterResume:
        return woke_up_;
    }
    return {};
}

/// `wsl`: the one that is concerned; null: none runs.
bool World::acts(const Effect& effect, const Wsl* wsl) const {
    const std::optional<Time> begin = since(effect);
    if (!begin || !is_in_its_time(effect, now_ - *begin, evens_out_)) {
        return false;
    }
    const bool is_running = wsl != nullptr && wsl->is_running();
    if (!effect.modes.empty() && (!is_running || !is_among(effect.modes, wsl->effective))) {
        return false;
    }
    if (effect.cured_by_restart && is_running && wsl->started > *begin) {
        return false;
    }
    if (effect.needs && is_running) {
        return *effect.needs == ConfigSetting::DnsTunneling ? wsl->dns_tunneling : wsl->auto_proxy;
    }
    return true;
}

/// Sometimes, and at a moment the same for everybody who asks.
bool World::is_lost(const Effect& effect, const Target& target) const {
    if (effect.percent >= 100 || evens_out_) {
        return effect.percent >= 50;
    }
    std::uint64_t mixed = static_cast<std::uint64_t>(now_.count()) * 0x9E37'79B9'7F4A'7C15U + target.address;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58'476D'1CE4'E5B9U;
    return (mixed ^ (mixed >> 31)) % 100 < effect.percent;
}

void World::suffer(Reach& reach, const Effect& effect, const Target& target, std::uint32_t mtu) const {
    const bool is_private = target.place == Place::BehindVpn;
    if (!is_lost(effect, target)) {
        return;
    }
    const Reach before = reach;
    switch (effect.cuts) {
    case Cuts::Everything:
    case Cuts::Neighbour:
        reach.connects = reach.large = false;
        if (reach.resolves && effect.from == Sender::Windows) {
            reach.resolves = false;
        }
        break;
    case Cuts::Devices:
        reach = nowhere(target, false);
        break;
    case Cuts::Tcp:
        reach.connects = reach.large = false;
        break;
    case Cuts::LargePackets:
        reach.large = reach.large && mtu <= effect.path_mtu;
        break;
    case Cuts::Names:
    case Cuts::PrivateNames:
        if (reach.resolves && (effect.cuts == Cuts::Names || is_private)) {
            reach.resolves = reach.connects = reach.large = false;
        }
        break;
    case Cuts::SyntheticNames:
        if (reach.resolves == true) {
            reach.synthetic = synthetic_of(effect);
            reach.connects = reach.large = false;
        }
        break;
    case Cuts::Proxied:
        reach.proxied_fails = true;
        break;
    case Cuts::Certificates:
        reach.is_trusted = false;
        break;
    case Cuts::Promptness:
        reach.delay = std::max(reach.delay, std::chrono::milliseconds{effect.delay_ms});
        break;
    case Cuts::DefaultRoute: // it is one of the routes
    case Cuts::Ping:
        break;
    }
    const bool is_worse = before.connects != reach.connects || before.resolves != reach.resolves ||
                          before.proxied_fails != reach.proxied_fails || before.large != reach.large;
    reach.error = is_worse && !effect.error.empty() ? effect.error : reach.error;
}

} // namespace mirrorwatch::world
