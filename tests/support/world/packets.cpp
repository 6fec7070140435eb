// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include <algorithm>
#include <array>

/// Which packets arrive.
namespace mirrorwatch::world {
namespace {

constexpr std::uint32_t c_nat_guest = 0xAC1C'0005; // 172.28.0.5/20
constexpr std::uint8_t c_nat_length = 20;
constexpr std::chrono::milliseconds c_answer_takes{3};

constexpr std::array<Target, 6> c_targets{{
    {"127.0.0.1", Place::Published, false, 0x7F00'0001, "127.0.0.1"},
    {"192.168.77.20", Place::Lan, false, 0xC0A8'4D14, "192.168.77.20"},
    {"www.example", Place::Internet, true, 0xCB00'710A, "203.0.113.10"},
    {"203.0.113.20", Place::Internet, false, 0xCB00'7114, "203.0.113.20"},
    {"git.corp.example", Place::BehindVpn, true, 0x0A14'0005, "10.20.0.5"},
    {"10.20.0.7", Place::BehindVpn, false, 0x0A14'0007, "10.20.0.7"},
}};

bool fits(const Leg& leg, std::uint32_t address) {
    const std::uint32_t mask = leg.length == 0 ? 0 : ~std::uint32_t{0} << (32 - leg.length);
    return (address & mask) == (leg.network & mask);
}

template <class T>
bool contains(const std::vector<T>& values, T value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

Reach nowhere(const Target& target, bool resolves) {
    return {target.is_name ? std::optional{resolves} : std::nullopt};
}

Reach everywhere(const Target& target) {
    return {target.is_name ? std::optional{true} : std::nullopt, false, true, true};
}

EndpointSpec endpoint(const char* name, EndpointKind kind, std::string_view host, std::uint16_t port,
                      EndpointFrom from) {
    EndpointSpec spec;
    spec.name = name;
    spec.kind = kind;
    spec.host = host;
    spec.port = port;
    spec.from = from;
    spec.when = target_of(host)->place == Place::BehindVpn ? EndpointWhen::Vpn : EndpointWhen::Always;
    return spec;
}

} // namespace

const Target* target_of(std::string_view host) {
    const auto found = std::find_if(c_targets.begin(), c_targets.end(),
                                    [&](const Target& target) { return target.host == host; });
    return found == c_targets.end() ? nullptr : &*found;
}

std::vector<EndpointSpec> endpoints_of(Profile profile) {
    std::vector<EndpointSpec> result{
        endpoint("api", EndpointKind::Http, "127.0.0.1", 8080, EndpointFrom::Windows),
        endpoint("nas", EndpointKind::Tcp, "192.168.77.20", 445, EndpointFrom::Both),
        endpoint("web", EndpointKind::Https, "www.example", 443, EndpointFrom::Both),
    };
    if (profile == Profile::Corporate) {
        result.push_back(endpoint("git", EndpointKind::Https, "git.corp.example", 443, EndpointFrom::Both));
        result.push_back(endpoint("db", EndpointKind::Tcp, "10.20.0.7", 5432, EndpointFrom::Both));
    }
    return result;
}

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
    if (!begin) {
        return false;
    }
    const bool is_running = wsl != nullptr && wsl->is_running();
    if (!effect.modes.empty() && (!is_running || !contains(effect.modes, wsl->effective))) {
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

void World::suffer(Reach& reach, const Effect& effect, const Target& target, std::uint32_t mtu) const {
    const bool is_private = target.place == Place::BehindVpn;
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
            reach.is_synthetic = true;
            reach.connects = reach.large = false;
        }
        break;
    case Cuts::Proxied:
        reach.proxied_fails = true;
        break;
    case Cuts::Ping:
        break;
    }
}

Reach World::from_windows(const Target& target) const {
    if (!plugged_in_) {
        return nowhere(target, false);
    }
    bool is_there = target.place == Place::Lan ? lan_alive_ && network_ == 77 : internet_alive_;
    if (target.place == Place::BehindVpn) {
        is_there = false;
        for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
            is_there = is_there || (vpn_since_[vpn] && behaviour_->vpns[vpn].reaches_corp);
        }
        if (!is_there || !corp_alive_) {
            return nowhere(target, is_there);
        }
    }
    Reach reach = is_there ? everywhere(target) : nowhere(target, internet_alive_);
    const Wsl* mirrored = any_mirrored();
    for (const Effect& effect : behaviour_->effects) {
        if (effect.from == Sender::Windows && contains(effect.to, target.place) &&
            acts(effect, mirrored != nullptr ? mirrored : &wsl_.front())) {
            suffer(reach, effect, target, 1'500);
        }
    }
    return reach;
}

/// WSL's rules and its tables 127 and 128 come before main: the answers never go by a VPN's device.
Reach World::published(const Wsl& wsl) const {
    const Target& target = c_targets.front();
    if (!wsl.server_alive || wsl.effective == NetworkingMode::None) {
        return nowhere(target, false);
    }
    Reach reach = everywhere(target);
    for (const Effect& effect : behaviour_->effects) {
        if (contains(effect.to, Place::Published) && acts(effect, &wsl)) {
            suffer(reach, effect, target, 1'500);
        }
    }
    return reach;
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

Reach World::from_wsl(const Wsl& wsl, const Target& target) const {
    if (target.place == Place::Published) {
        return wsl.server_alive ? everywhere(target) : nowhere(target, false);
    }
    if (wsl.effective == NetworkingMode::None || (wsl.effective == NetworkingMode::Nat && is_nat_covered())) {
        return nowhere(target, false);
    }
    const Reach windows = from_windows(target);
    Reach reach = windows;
    const bool is_mirrored = wsl.effective == NetworkingMode::Mirrored;
    const Leg* leg = is_mirrored ? way_out(wsl, target.address) : nullptr;
    const Device* device = leg == nullptr ? nullptr : &wsl.devices[leg->device];
    std::uint32_t mtu = device == nullptr ? 1'500 : device->mtu;
    if (is_mirrored) {
        const Leg* by_windows = best_of(legs_, target.address);
        const bool is_half = by_windows != nullptr && by_windows->length == 1;
        const bool needs_vpn =
            by_windows != nullptr && devices_[by_windows->device].vpn.has_value() &&
            (target.place == Place::BehindVpn || (is_half && behaviour_->machine.lacks_halves));
        const bool is_lost = device == nullptr || (needs_vpn && !device->vpn);
        reach.connects = reach.connects && !is_lost;
        reach.large = reach.large && !is_lost;
        if (device != nullptr && device->vpn && wsl.lowered_mtu[*device->vpn] != 0) {
            mtu = std::min(mtu, wsl.lowered_mtu[*device->vpn]);
        }
    }
    if (reach.resolves == true && !resolves(target)) {
        reach = nowhere(target, false);
    }
    for (const Effect& effect : behaviour_->effects) {
        const bool is_on_its_way =
            !effect.through_vpn_device || (device != nullptr && device->vpn == effect.vpn);
        if (effect.from == Sender::Wsl && is_on_its_way && contains(effect.to, target.place) &&
            acts(effect, &wsl)) {
            suffer(reach, effect, target, mtu);
        }
    }
    return reach;
}

Reach World::reach(Sender from, std::size_t user, const Target& target) const {
    const Wsl& wsl = wsl_[user];
    if (from == Sender::Windows) {
        return target.place == Place::Published ? published(wsl) : from_windows(target);
    }
    return wsl.is_running() ? from_wsl(wsl, target) : nowhere(target, false);
}

/// Windows lets it in; the answer leaves as whatever the guest sends to the LAN.
Reach World::reach_from_peer(std::size_t user) const {
    const Wsl& wsl = wsl_[user];
    const bool is_there = wsl.effective == NetworkingMode::Mirrored && wsl.server_alive;
    return is_there ? reach(Sender::Wsl, user, c_targets[1]) : nowhere(c_targets[1], false);
}

bool World::is_online() const {
    return plugged_in_ && from_windows(c_targets[3]).connects;
}

ProbeResult World::probe(Sender from, std::size_t user, const EndpointSpec& endpoint) const {
    const Target* target = target_of(endpoint.host);
    if (target == nullptr) {
        return {false, "no such host", {}, ProbeStep::Name};
    }
    const Reach found = reach(from, user, *target);
    const bool is_tls = endpoint.kind == EndpointKind::Https;
    const bool is_http = is_tls || endpoint.kind == EndpointKind::Http;
    if (found.resolves == false) {
        return {false, "the name is not known", {}, ProbeStep::Name};
    }
    if (!found.connects) {
        const bool refuses = target->place == Place::Published &&
                             wsl_[user].effective == NetworkingMode::Nat && !wsl_[user].server_alive;
        return refuses ? ProbeResult{false, "connection refused", {}, ProbeStep::Refused}
                       : ProbeResult{false, "connect timeout", {}, ProbeStep::Connect};
    }
    if (is_http && (!found.large || (from == Sender::Wsl && found.proxied_fails))) {
        return {false, "no answer", {}, is_tls ? ProbeStep::Tls : ProbeStep::Answer};
    }
    return {true, {}, c_answer_takes};
}

} // namespace mirrorwatch::world
