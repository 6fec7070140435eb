// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include "tests/support/world/exclusion.hpp"
#include "tests/support/world/reach.hpp"

#include <algorithm>

/// Which packets arrive.
namespace mirrorwatch::world {
namespace {

constexpr std::uint32_t c_nat_guest = 0xAC1C'0005; // 172.28.0.5/20
constexpr std::uint8_t c_nat_length = 20;

bool fits(const Leg& leg, std::uint32_t address) {
    const std::uint32_t mask = leg.length == 0 ? 0 : ~std::uint32_t{0} << (32 - leg.length);
    return (address & mask) == (leg.network & mask);
}

} // namespace

const Leg* best_of(const std::vector<Leg>& legs, std::uint32_t address) {
    const Leg* best = nullptr;
    for (const Leg& leg : legs) {
        if (!fits(leg, address)) {
            continue;
        }
        const bool is_better = best == nullptr || leg.length > best->length ||
                               (leg.length == best->length && leg.metric < best->metric);
        best = is_better ? &leg : best;
    }
    return best;
}

bool World::reaches_corp() const {
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        const VpnClient& client = behaviour_->vpns[vpn];
        if (client.reaches_corp && has_come(vpn, client.routes_after_ms)) {
            return true;
        }
    }
    return false;
}

bool World::is_dns_there() const {
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        const VpnClient& client = behaviour_->vpns[vpn];
        if (client.reaches_corp && has_come(vpn, client.dns_after_ms)) {
            return true;
        }
    }
    return false;
}

/// Its machine may die; its router does not.
bool World::is_in_lan(const Target& target) const {
    constexpr std::uint32_t c_router = 254;
    const bool is_in_network = (target.address >> 8 & 0xFF) == static_cast<std::uint32_t>(network_);
    return is_in_network && (lan_alive_ || (target.address & 0xFF) == c_router);
}

Reach World::from_windows(const Target& target) const {
    if (!is_connected()) {
        return nowhere(target, false);
    }
    bool is_there = target.place == Place::Lan ? is_in_lan(target) : internet_alive_;
    if (target.place == Place::BehindVpn) {
        is_there = reaches_corp();
        if (!is_there || !corp_alive_ || (target.is_name && !is_dns_there())) {
            return nowhere(target, is_there && is_dns_there());
        }
    }
    Reach reach = is_there ? everywhere(target) : nowhere(target, internet_alive_);
    const Wsl* mirrored = any_mirrored();
    for (const Effect& effect : behaviour_->effects) {
        if (effect.from == Sender::Windows && is_among(effect.to, target.place) &&
            acts(effect, mirrored != nullptr ? mirrored : &wsl_.front())) {
            suffer(reach, effect, target, 1'500);
        }
    }
    return reach;
}

/// WSL's rules and its tables 127 and 128 come before main: the answers never go by a VPN's device. Of this
/// machine's addresses a mirrored WSL shares 127.0.0.1 alone.
Reach World::published(const Wsl& wsl, const Target& target) const {
    const bool is_shared = target.is_shared || wsl.effective != NetworkingMode::Mirrored;
    if (!wsl.server_alive || wsl.effective == NetworkingMode::None || !is_shared) {
        return nowhere(target, false);
    }
    Reach reach = everywhere(target);
    for (const Effect& effect : behaviour_->effects) {
        if (is_among(effect.to, Place::Published) && acts(effect, &wsl)) {
            suffer(reach, effect, target, 1'500);
        }
    }
    return reach;
}

bool World::is_there(const GuestNetwork& network, const Wsl& wsl) const {
    const bool has_set_in = network.when == When::Always || (network.when == When::Onset && onset_) ||
                            (network.when == When::AfterResume && woke_up_);
    return wsl.is_running() && has_set_in;
}

/// It is on-link and has a smaller metric than all that is mirrored, so only a longer prefix comes first.
const GuestNetwork* World::network_before(const Wsl& wsl, std::uint32_t address) const {
    const auto way_there = way(wsl, address);
    for (const GuestNetwork& network : behaviour_->guest.networks) {
        const Leg leg = leg_of(network.prefix);
        const bool comes_first = !way_there || leg.length >= way_there->length;
        if (is_there(network, wsl) && fits(leg, address) && comes_first) {
            return &network;
        }
    }
    return nullptr;
}

std::optional<Leg> World::way(const Wsl& wsl, std::uint32_t address) const {
    const auto copied = [](const Leg* leg) { return leg == nullptr ? std::nullopt : std::optional{*leg}; };
    if (!suffers(wsl, Cuts::DefaultRoute)) {
        return copied(way_out(wsl, address));
    }
    Wsl less = wsl;
    const auto is_lost = [&](const Leg& leg) { return leg.length == 0 && !wsl.devices[leg.device].vpn; };
    std::erase_if(less.legs, is_lost);
    if (less.exclusion) {
        std::erase_if(less.exclusion->table, is_lost);
    }
    return copied(way_out(less, address));
}

/// The VPN has a better match for WSL's own network than Windows' route to it: what comes back goes into the
/// tunnel.
bool World::is_nat_covered() const {
    return std::any_of(legs_.begin(), legs_.end(), [&](const Leg& leg) {
        return leg.length >= c_nat_length && fits(leg, c_nat_guest) && devices_[leg.device].vpn;
    });
}

/// The tunnel asks as Windows does; without it the guest asks the servers itself, and a resolv.conf of the
/// user's names a public one.
bool World::resolves(const Target& target) const {
    if (target.place != Place::BehindVpn || behaviour_->guest.resolv_conf_is_generated) {
        return from_windows(target).resolves.value_or(true);
    }
    return !target.is_name;
}

/// By the routes of a mirrored guest, which may lack those that Windows has.
void World::send_by_routes(Reach& reach, const Device* device, const Target& target) const {
    const Leg* by_windows = best_of(legs_, target.address);
    const bool is_half = by_windows != nullptr && by_windows->length == 1;
    const bool needs_vpn =
        by_windows != nullptr && devices_[by_windows->device].vpn.has_value() &&
        (target.place == Place::BehindVpn || (is_half && behaviour_->machine.lacks_halves));
    const bool is_lost = device == nullptr || (needs_vpn && !device->vpn);
    reach.connects = reach.connects && !is_lost;
    reach.large = reach.large && !is_lost;
    reach.error = device == nullptr ? "network is unreachable" : reach.error;
}

/// `device`: by which it leaves a mirrored guest; null in all other modes, and where it knows no way.
void World::suffer_on_its_way(Reach& reach, const Wsl& wsl, const Device* device,
                              const Target& target) const {
    std::uint32_t mtu = device == nullptr ? 1'500 : device->mtu;
    if (device != nullptr && device->vpn && wsl.lowered_mtu[*device->vpn] != 0) {
        mtu = std::min(mtu, wsl.lowered_mtu[*device->vpn]);
    }
    for (const Effect& effect : behaviour_->effects) {
        const bool is_on_its_way =
            !effect.through_vpn_device || (device != nullptr && device->vpn == effect.vpn);
        if (effect.from == Sender::Wsl && is_on_its_way && is_among(effect.to, target.place) &&
            acts(effect, &wsl)) {
            suffer(reach, effect, target, mtu);
        }
    }
}

Reach World::from_wsl(const Wsl& wsl, const Target& target) const {
    if (target.place == Place::Published) {
        return wsl.server_alive ? everywhere(target) : nowhere(target, false);
    }
    if (wsl.effective == NetworkingMode::None || (wsl.effective == NetworkingMode::Nat && is_nat_covered())) {
        return nowhere(target, false);
    }
    Reach reach = from_windows(target);
    if (const GuestNetwork* network = network_before(wsl, target.address)) {
        reach.large = false;
        reach.connects = reach.connects && network->mtu != 0;
        reach.error = network->mtu == 0 ? "no route to host" : reach.error;
        return reach;
    }
    const bool is_mirrored = wsl.effective == NetworkingMode::Mirrored;
    const auto leg = is_mirrored ? way(wsl, target.address) : std::nullopt;
    const Device* device = leg ? &wsl.devices[leg->device] : nullptr;
    if (is_mirrored) {
        send_by_routes(reach, device, target);
    }
    if (reach.resolves == true && !resolves(target)) {
        reach = nowhere(target, false);
    }
    suffer_on_its_way(reach, wsl, device, target);
    return reach;
}

Reach World::reach(Sender from, std::size_t user, const Target& target) const {
    const Wsl& wsl = wsl_[user];
    if (from == Sender::Windows) {
        return target.place == Place::Published ? published(wsl, target) : from_windows(target);
    }
    return wsl.is_running() ? from_wsl(wsl, target) : nowhere(target, false);
}

/// Windows lets it in; the answer leaves as whatever the guest sends to the LAN.
Reach World::reach_from_peer(std::size_t user) const {
    const Wsl& wsl = wsl_[user];
    const bool is_there = wsl.effective == NetworkingMode::Mirrored && wsl.server_alive;
    return is_there ? reach(Sender::Wsl, user, *target_of("192.168.77.20"))
                    : nowhere(*target_of("192.168.77.20"), false);
}

bool World::is_online() const {
    return is_connected() && from_windows(*target_of("203.0.113.20")).connects;
}

} // namespace mirrorwatch::world
