// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include "common/ip_address.hpp"
#include "tests/support/world/exclusion.hpp"

#include <algorithm>
#include <array>

/// Which packets arrive.
namespace mirrorwatch::world {
namespace {

constexpr std::uint32_t c_nat_guest = 0xAC1C'0005; // 172.28.0.5/20
constexpr std::uint8_t c_nat_length = 20;
constexpr std::chrono::milliseconds c_answer_takes{3};

constexpr std::array<Target, 8> c_targets{{
    {"127.0.0.1", Place::Published, false, 0x7F00'0001, "127.0.0.1"},
    {"192.168.77.20", Place::Lan, false, 0xC0A8'4D14, "192.168.77.20"},
    {"www.example", Place::Internet, true, 0xCB00'710A, "203.0.113.10"},
    {"203.0.113.20", Place::Internet, false, 0xCB00'7114, "203.0.113.20"},
    {"git.corp.example", Place::BehindVpn, true, 0x0A14'0005, "10.20.0.5"},
    {"10.20.0.7", Place::BehindVpn, false, 0x0A14'0007, "10.20.0.7"},
    {"192.168.77.1", Place::Published, false, 0x7F00'0001, "192.168.77.1", false},
    {"::1", Place::Published, false, 0x7F00'0001, "::1", false},
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
    Reach reach;
    reach.resolves = target.is_name ? std::optional{resolves} : std::nullopt;
    return reach;
}

Reach everywhere(const Target& target) {
    Reach reach;
    reach.resolves = target.is_name ? std::optional{true} : std::nullopt;
    reach.connects = reach.large = true;
    return reach;
}

std::uint32_t synthetic_of(const Effect& effect) {
    const auto address = parse_ip(effect.answer.empty() ? "6.6.0.17" : effect.answer);
    std::uint32_t number = 0;
    for (std::size_t i = 0; address && i < 4; ++i) {
        number = number << 8 | address->bytes[i];
    }
    return number;
}

EndpointSpec endpoint(const char* name, EndpointKind kind, std::string_view host, std::uint16_t port,
                      EndpointFrom from) {
    EndpointSpec spec;
    spec.name = name;
    spec.kind = kind;
    spec.host = host;
    spec.port = port;
    spec.from = from;
    const Target* target = target_of(host);
    spec.when =
        target != nullptr && target->place == Place::BehindVpn ? EndpointWhen::Vpn : EndpointWhen::Always;
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
    } else if (profile == Profile::Local) {
        result.push_back(endpoint("own", EndpointKind::Http, "192.168.77.1", 8080, EndpointFrom::Windows));
        result.push_back(endpoint("six", EndpointKind::Http, "::1", 8080, EndpointFrom::Windows));
    } else if (profile == Profile::Network) {
        result.push_back(endpoint("names", EndpointKind::Dns, "www.example", 0, EndpointFrom::Both));
        result.push_back(endpoint("wsl", EndpointKind::WslNetwork, "", 0, EndpointFrom::Wsl));
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

/// `wsl`: the one that is concerned; null: none runs.
bool World::acts(const Effect& effect, const Wsl* wsl) const {
    const std::optional<Time> begin = since(effect);
    if (!begin || !is_in_its_time(effect, now_ - *begin, evens_out_)) {
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

Reach World::from_windows(const Target& target) const {
    if (!is_connected()) {
        return nowhere(target, false);
    }
    bool is_there = target.place == Place::Lan ? lan_alive_ && network_ == 77 : internet_alive_;
    if (target.place == Place::BehindVpn) {
        is_there = reaches_corp();
        if (!is_there || !corp_alive_ || (target.is_name && !is_dns_there())) {
            return nowhere(target, is_there && is_dns_there());
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

/// WSL's rules and its tables 127 and 128 come before main: the answers never go by a VPN's device. Of this
/// machine's addresses a mirrored WSL shares 127.0.0.1 alone.
Reach World::published(const Wsl& wsl, const Target& target) const {
    const bool is_shared = target.is_shared || wsl.effective != NetworkingMode::Mirrored;
    if (!wsl.server_alive || wsl.effective == NetworkingMode::None || !is_shared) {
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
    if (network_before(wsl, target.address) != nullptr) {
        Reach lost = windows;
        lost.connects = lost.large = false;
        lost.error = "no route to host";
        return lost;
    }
    const auto leg = is_mirrored ? way(wsl, target.address) : std::nullopt;
    const Device* device = leg ? &wsl.devices[leg->device] : nullptr;
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
        reach.error = device == nullptr ? "network is unreachable" : reach.error;
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
        return target.place == Place::Published ? published(wsl, target) : from_windows(target);
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
    return is_connected() && from_windows(c_targets[3]).connects;
}

bool World::has_network(const Wsl& wsl) const {
    if (wsl.effective != NetworkingMode::Mirrored) {
        return wsl.effective != NetworkingMode::None;
    }
    return !wsl.devices.empty() && !suffers(wsl, Cuts::Devices) && way(wsl, c_targets[3].address);
}

ProbeResult World::failed(const Reach& found, const Target& target, const Wsl& wsl) const {
    const std::string said = found.error;
    if (found.resolves == false) {
        return {false, said.empty() ? "the name is not known" : said, {}, ProbeStep::Name};
    }
    const bool refuses =
        target.place == Place::Published && wsl.effective == NetworkingMode::Nat && !wsl.server_alive;
    if (refuses) {
        return {false, "connection refused", {}, ProbeStep::Refused};
    }
    return {false, said.empty() ? "connect timeout" : said, {}, ProbeStep::Connect};
}

ProbeResult World::probe(Sender from, std::size_t user, const EndpointSpec& endpoint) const {
    if (endpoint.kind == EndpointKind::WslNetwork) {
        return has_network(wsl_[user]) ? ProbeResult{true, {}, c_answer_takes}
                                       : ProbeResult{false, "no default route", {}, ProbeStep::Network};
    }
    const Target* target = target_of(endpoint.host);
    if (target == nullptr) {
        return {false, "no such host", {}, ProbeStep::Name};
    }
    const Reach found = reach(from, user, *target);
    const bool is_tls = endpoint.kind == EndpointKind::Https;
    const bool is_http = is_tls || endpoint.kind == EndpointKind::Http;
    const bool is_name_enough = endpoint.kind == EndpointKind::Dns;
    if (found.resolves == false || (!found.connects && !is_name_enough)) {
        return failed(found, *target, wsl_[user]);
    }
    const ProbeStep later = is_tls ? ProbeStep::Tls : ProbeStep::Answer;
    if (is_http && (!found.large || (from == Sender::Wsl && found.proxied_fails))) {
        return {false, found.error.empty() ? "no answer" : found.error, {}, later};
    }
    if (is_tls && !found.is_trusted) {
        return {false, "the certificate is not trusted", {}, ProbeStep::Tls};
    }
    if (found.delay >= endpoint.timeout) {
        return {false, "no answer in time", {}, is_http ? later : ProbeStep::Connect};
    }
    return {true, {}, c_answer_takes + found.delay};
}

} // namespace mirrorwatch::world
