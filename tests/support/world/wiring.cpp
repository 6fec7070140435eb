// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"
#include "tests/support/world/exclusion.hpp"

#include <algorithm>
#include <array>
#include <utility>

/// Windows' adapters and routes, and what of them is mirrored.
namespace mirrorwatch::world {
namespace {

constexpr std::size_t c_wired = 0;
constexpr std::size_t c_twin = 1;
constexpr std::size_t c_wifi = 2;
const std::vector<std::string> c_none;

std::uint32_t number_of(std::string_view address) {
    const std::optional<IpAddress> parsed = parse_ip(address);
    std::uint32_t number = 0;
    for (std::size_t i = 0; parsed && i < 4; ++i) {
        number = number << 8 | parsed->bytes[i];
    }
    return number;
}

Leg leg_from(const std::string& prefix, std::size_t device, std::uint32_t metric) {
    Leg leg = leg_of(prefix);
    leg.device = device;
    leg.metric = metric;
    return leg;
}

std::string guid_of(std::size_t number) {
    return "{000000" + std::to_string(10 + number) + "-0000-0000-0000-000000000000}";
}

} // namespace

Leg leg_of(const std::string& prefix) {
    const std::size_t slash = prefix.find('/');
    Leg leg;
    leg.network = number_of(std::string_view{prefix}.substr(0, slash));
    leg.length = static_cast<std::uint8_t>(std::stoi(prefix.substr(slash + 1)));
    return leg;
}

std::optional<Time> World::next_change() const {
    std::optional<Time> next;
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        const VpnClient& client = behaviour_->vpns[vpn];
        for (const std::uint32_t after : {client.routes_after_ms, client.dns_after_ms}) {
            const bool is_to_come = vpn_since_[vpn] && !has_come(vpn, after);
            const Time when = is_to_come ? *vpn_since_[vpn] + Time{after} : Time::max();
            next = is_to_come ? std::min(next.value_or(when), when) : next;
        }
    }
    return next;
}

bool World::has_come(std::size_t vpn, std::uint32_t after_ms) const {
    return vpn_since_[vpn] && now_ >= *vpn_since_[vpn] + Time{after_ms};
}

/// The wired one, its twin in a dock, Wi-Fi.
void World::add_card(std::size_t card, std::uint32_t metric) {
    constexpr std::array<const char*, 3> c_macs{"3C-52-82-00-00-10", "3C-52-82-00-00-10",
                                                "3C-52-82-00-00-20"};
    const std::string lan = "192.168." + std::to_string(network_) + ".";
    Device device;
    device.guid = guid_of(card);
    device.mac = c_macs.at(card);
    device.address = lan + std::to_string(card + 1);
    device.mtu = card == 0 ? lan_mtu_ : 1'500;
    device.card = card;
    devices_.push_back(device);
    if (card != c_twin) { // Windows gets no lease for it
        legs_.push_back({0, 0, devices_.size() - 1, metric});
        legs_.push_back(leg_from(lan + "0/24", devices_.size() - 1, metric + 256));
    }
}

void World::add_vpn(std::size_t vpn) {
    const VpnClient& client = behaviour_->vpns[vpn];
    if (!vpn_since_[vpn] || !client.device) {
        return;
    }
    const VpnDevice& shown = *client.device;
    Device device;
    device.guid = guid_of(10 + vpn);
    device.mac = shown.mac;
    device.address = shown.address;
    device.mtu = shown.mtu;
    device.vpn = vpn;
    device.made = *vpn_since_[vpn];
    devices_.push_back(device);
    for (const std::string& route : has_come(vpn, client.routes_after_ms) ? client.routes : c_none) {
        legs_.push_back(leg_from(route, devices_.size() - 1, shown.metric));
    }
}

/// Windows' adapters that are up, and its routes.
void World::rewire() {
    ++version_;
    changed_ = now_;
    devices_.clear();
    legs_.clear();
    if (plugged_in_) {
        add_card(c_wired, lan_metric_);
        if (behaviour_->machine.twin_mac) {
            add_card(c_twin, lan_metric_);
        }
    }
    if (behaviour_->machine.cards > 1) {
        add_card(c_wifi, lan_metric_ + 20);
    }
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        add_vpn(vpn);
    }
}

/// WSL mirrors what Network List Manager calls connected.
void World::mirror(Wsl& wsl) const {
    wsl.mirrored_version = version_;
    const std::vector<Device> before = std::exchange(wsl.devices, {});
    wsl.legs.clear();
    if (wsl.effective != NetworkingMode::Mirrored) {
        return;
    }
    std::vector<std::optional<std::size_t>> place_of(devices_.size());
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        const auto& vpn = devices_[i].vpn;
        if (!vpn || behaviour_->vpns[*vpn].device->nlm_connected) {
            place_of[i] = wsl.devices.size();
            wsl.devices.push_back(devices_[i]);
        }
    }
    for (Leg leg : legs_) {
        const bool is_left_out = behaviour_->machine.lacks_halves && leg.length == 1;
        if (place_of[leg.device] && !is_left_out) {
            leg.device = *place_of[leg.device];
            wsl.legs.push_back(leg);
        }
    }
    carry_over(wsl, before, now_);
}

} // namespace mirrorwatch::world
