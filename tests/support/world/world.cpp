// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include "common/ip_address.hpp"
#include "tests/support/world/exclusion.hpp"

#include <algorithm>
#include <array>
#include <utility>

/// What happens to the machine.
namespace mirrorwatch::world {
namespace {

using std::chrono::milliseconds;

// WSL waits for 350 ms of quiet, and then takes its time to hand the changes to Linux.
constexpr Time c_mirroring_takes{500};
constexpr std::size_t c_most_warnings = 5;

} // namespace

World::World(const Behaviour& behaviour, std::size_t users)
    : behaviour_(&behaviour)
    , vpn_since_(behaviour.vpns.size())
    , wsl_(users, Wsl{behaviour.guest.networking_mode}) {
    for (Wsl& wsl : wsl_) {
        wsl.lowered_mtu.resize(behaviour.vpns.size());
    }
    rewire();
}

void World::pass_to(Time now) {
    for (auto change = next_change(); change && *change <= now; change = next_change()) {
        now_ = *change;
        rewire();
    }
    now_ = std::max(now_, now);
    for (Wsl& wsl : wsl_) {
        if (wsl.power == Wsl::Power::Starting && now_ >= wsl.ready) {
            boot(wsl);
        }
        tend(wsl);
        if (wsl.is_running() && wsl.mirrored_version != version_ && now_ >= changed_ + c_mirroring_takes) {
            mirror(wsl);
        }
    }
}

bool World::is_settled() const {
    return now_ >= changed_ + c_mirroring_takes;
}

bool World::is_connected() const {
    return plugged_in_ || behaviour_->machine.cards > 1;
}

bool World::is_any_vpn_up() const {
    return std::any_of(vpn_since_.begin(), vpn_since_.end(),
                       [](const auto& since) { return since.has_value(); });
}

void World::begin_before() {
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        if (behaviour_->vpns[vpn].start == Start::Before) {
            vpn_comes_up(vpn);
        }
    }
}

bool World::begin() {
    onset();
    bool all_connect = true;
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        if (behaviour_->vpns[vpn].start == Start::Begin) {
            all_connect = vpn_comes_up(vpn) && all_connect;
        }
    }
    if (behaviour_->guest.server_dies) {
        set_server(0, false);
    }
    return all_connect;
}

bool World::turn(const Moment& moment) {
    switch (moment.what) {
    case Turn::VpnUp:
        return is_vpn_up(moment.which) || vpn_comes_up(moment.which);
    case Turn::VpnDown:
        vpn_goes_down(moment.which);
        break;
    case Turn::Unplug:
        unplug();
        break;
    case Turn::PlugIn:
        plug_in();
        break;
    case Turn::SwitchNetwork:
        switch_network();
        break;
    case Turn::UpdateAdapter:
        update_adapter(static_cast<Update>(moment.which));
        break;
    case Turn::InternetDies:
    case Turn::InternetRises:
        set_alive(Place::Internet, moment.what == Turn::InternetRises);
        break;
    case Turn::ServerDies:
    case Turn::ServerRises:
        set_server(0, moment.what == Turn::ServerRises);
        break;
    case Turn::Sleep:
        break; // it takes time
    }
    return true;
}

bool World::vpn_comes_up(std::size_t vpn) {
    if (behaviour_->machine.blocks_vpn && any_mirrored() != nullptr) {
        vpn_refused_ = now_;
        return false;
    }
    vpn_since_[vpn] = now_;
    rewire();
    return true;
}

void World::vpn_goes_down(std::size_t vpn) {
    vpn_since_[vpn].reset();
    rewire();
}

void World::onset() {
    onset_ = now_;
}

void World::wakes_up() {
    woke_up_ = now_;
}

void World::unplug() {
    if (std::exchange(plugged_in_, false)) {
        rewire();
        work_on_adapter(Loss::Link);
    }
}

void World::plug_in() {
    if (!std::exchange(plugged_in_, true)) {
        rewire();
        work_on_adapter(Loss::Link);
    }
}

void World::switch_network() {
    network_ = network_ == 77 ? 88 : 77;
    rewire();
    work_on_adapter(Loss::Addresses);
}

void World::update_adapter(Update update) {
    switch (update) {
    case Update::TemporaryAddress:
        ++temporary_address_;
        break;
    case Update::Mtu:
        lan_mtu_ = lan_mtu_ == 1'500 ? 1'492 : 1'500;
        break;
    case Update::Metric:
        lan_metric_ = lan_metric_ == 25 ? 35 : 25;
        break;
    }
    rewire();
    work_on_adapter(Loss::Addresses);
}

void World::set_alive(Place place, bool alive) {
    switch (place) {
    case Place::Lan:
        lan_alive_ = alive;
        break;
    case Place::Internet:
        internet_alive_ = alive;
        break;
    case Place::BehindVpn:
        corp_alive_ = alive;
        break;
    case Place::Published:
        break; // each user's own: set_server
    }
}

void World::start_wsl(std::size_t user, Time takes) {
    Wsl& wsl = wsl_[user];
    if (wsl.power == Wsl::Power::Stopped) {
        wsl.power = Wsl::Power::Starting;
        wsl.started = now_;
        wsl.ready = now_ + takes;
    }
}

void World::stop_wsl(std::size_t user) {
    Wsl& wsl = wsl_[user];
    wsl.power = Wsl::Power::Stopped;
    wsl.effective = NetworkingMode::Unknown;
    wsl.server_alive = false;
    wsl.in_use = false;
    wsl.devices.clear();
    wsl.legs.clear();
    wsl.exclusion.reset();
    wsl.works_again.reset();
    std::fill(wsl.lowered_mtu.begin(), wsl.lowered_mtu.end(), 0);
}

void World::set_server(std::size_t user, bool alive) {
    wsl_[user].server_runs = alive;
    wsl_[user].server_alive = alive && wsl_[user].is_running() && !behaviour_->guest.cannot_bind;
}

/// A running machine never reads .wslconfig again.
void World::boot(Wsl& wsl) {
    wsl.power = Wsl::Power::Running;
    ++wsl.vm;
    wsl.effective = mode_at_start(wsl);
    wsl.dns_tunneling = wsl.config.now().dns_tunneling.value_or(true);
    wsl.auto_proxy = wsl.config.now().auto_proxy.value_or(true);
    wsl.server_alive = wsl.server_runs && !behaviour_->guest.cannot_bind;
    mirror(wsl);
}

NetworkingMode World::mode_at_start(const Wsl& wsl) {
    const Machine& machine = behaviour_->machine;
    if (machine.mode_is_locked) {
        return machine.policy_mode.value_or(NetworkingMode::Nat);
    }
    const bool has_mistake =
        !behaviour_->guest.config_mistake.empty() && wsl.config.now() == wsl.config.users();
    return has_mistake ? NetworkingMode::Nat : becomes(wsl.config.now().mode);
}

/// What cannot be had becomes something else, and mostly WSL says so.
NetworkingMode World::becomes(NetworkingMode wanted) {
    const Machine& machine = behaviour_->machine;
    std::optional<NetworkingMode> other;
    if (wanted == NetworkingMode::Mirrored) {
        other = machine.disabled_components == 0xFFU ? std::optional{NetworkingMode::Nat}
                                                     : machine.mirrored_becomes;
    } else if (wanted == NetworkingMode::Nat) {
        other = machine.nat_becomes;
    }
    if (other && machine.warns_of_becoming) {
        const std::chrono::sys_seconds when{std::chrono::duration_cast<std::chrono::seconds>(now_)};
        warnings_.insert(warnings_.begin(), {when, machine.warning});
        warnings_.resize(std::min(warnings_.size(), c_most_warnings));
    }
    return other.value_or(wanted);
}

const Wsl* World::any_mirrored() const {
    const auto found = std::find_if(wsl_.begin(), wsl_.end(), [](const Wsl& wsl) {
        return wsl.is_running() && wsl.effective == NetworkingMode::Mirrored;
    });
    return found == wsl_.end() ? nullptr : &*found;
}

std::string World::name_of_vpn(std::size_t vpn) const {
    const VpnClient& client = behaviour_->vpns[vpn];
    return client.device ? client.device->name : client.client;
}

std::string World::proxy() const {
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        if (vpn_since_[vpn] && !behaviour_->vpns[vpn].proxy.empty()) {
            return behaviour_->vpns[vpn].proxy;
        }
    }
    return {};
}

} // namespace mirrorwatch::world
