// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include <algorithm>
#include <array>
#include <iterator>

/// What can be seen of the machine: raw, and no more than a real one would show.
namespace mirrorwatch::world {
namespace {

std::string dotted(std::uint32_t address) {
    return std::to_string(address >> 24) + "." + std::to_string(address >> 16 & 255) + "." +
           std::to_string(address >> 8 & 255) + "." + std::to_string(address & 255);
}

/// Windows' end of WSL's own network.
Adapter switch_of_nat() {
    Adapter adapter;
    adapter.guid = "{00000099-0000-0000-0000-000000000000}";
    adapter.index = 99;
    adapter.friendly_name = "vEthernet (WSL (Hyper-V firewall))";
    adapter.description = "Hyper-V Virtual Ethernet Adapter";
    adapter.if_type = 6;
    adapter.mac = "00-15-5D-00-00-02";
    adapter.up = true;
    adapter.mtu = 1'500;
    adapter.addresses = {{"172.28.0.1", 20}};
    return adapter;
}

constexpr std::uint32_t c_ppp = 23;
const std::vector<std::string> c_vpns_servers{"10.20.0.53"};

bool is_loopback(std::uint32_t address) {
    return address >> 24 == 127;
}

bool has_eth0_of_its_own(const Wsl& wsl) {
    return wsl.effective == NetworkingMode::Nat || wsl.effective == NetworkingMode::VirtioProxy;
}

std::string guest_name(std::size_t device) {
    return "eth" + std::to_string(device);
}

} // namespace

void World::show_card(Adapter& adapter, const Device& device) const {
    constexpr std::array<const char*, 3> c_names{"Ethernet", "Ethernet 2", "Wi-Fi"};
    const bool is_wifi = device.card == 2;
    adapter.friendly_name = c_names.at(device.card);
    adapter.index = static_cast<std::uint32_t>(10 + device.card);
    if (device.card == 0 && temporary_address_ != 0) {
        adapter.addresses.push_back({"2001:db8:77::" + std::to_string(temporary_address_), 64});
    }
    adapter.description = is_wifi ? "Intel(R) Wi-Fi 6 AX201 160MHz" : "Intel(R) Ethernet Connection";
    adapter.if_type = is_wifi ? 71 : 6;
    adapter.physical_medium = is_wifi ? "Native 802.11" : "802.3";
    adapter.hardware_interface = adapter.connector_present = true;
    adapter.component_id = is_wifi ? "PCI\\VEN_8086&DEV_A0F0" : "PCI\\VEN_8086&DEV_15B7";
    adapter.gateways = {"192.168." + std::to_string(network_) + ".254"};
    adapter.dns_servers = adapter.gateways;
    adapter.metric_ipv4 = is_wifi ? lan_metric_ + 20 : lan_metric_;
    adapter.forwarding = behaviour_->machine.forwarding && any_mirrored() != nullptr;
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        const VpnClient& client = behaviour_->vpns[vpn];
        if (client.takes_dns && has_come(vpn, client.dns_after_ms)) {
            adapter.dns_servers = c_vpns_servers;
        }
    }
}

void World::show_vpn(Adapter& adapter, std::size_t number) const {
    const VpnClient& client = behaviour_->vpns[number];
    const VpnDevice& vpn = *client.device;
    adapter.index = static_cast<std::uint32_t>(20 + number);
    adapter.friendly_name = vpn.name;
    adapter.description = vpn.description;
    adapter.if_type = vpn.if_type;
    adapter.nlm_connected = vpn.nlm_connected;
    adapter.metric_ipv4 = vpn.metric;
    adapter.component_id = vpn.component_id;
    adapter.service = vpn.service;
    adapter.physical_medium = vpn.physical_medium;
    adapter.hardware_interface = vpn.hardware_interface;
    adapter.connector_present = vpn.connector_present;
    if (has_come(number, client.dns_after_ms)) {
        adapter.dns_servers = vpn.dns_servers;
        adapter.dns_suffix = vpn.dns_suffix;
    }
}

void World::add_nat_switch(AdapterTable& table) const {
    const bool is_there = std::ranges::any_of(
        wsl_, [](const Wsl& wsl) { return wsl.is_running() && wsl.effective == NetworkingMode::Nat; });
    if (is_there) {
        table.adapters.push_back(switch_of_nat());
        table.routes.push_back({{"172.28.0.0", 20}, "0.0.0.0", table.adapters.back().index, 5'000});
    }
}

/// Of the watch list, those that run.
std::vector<std::string> World::services() const {
    std::vector<std::string> services;
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        if (vpn_since_[vpn] && !behaviour_->vpns[vpn].service.empty()) {
            services.push_back(behaviour_->vpns[vpn].service);
        }
    }
    std::sort(services.begin(), services.end());
    return services;
}

Adapter World::shown(const Device& device) const {
    Adapter adapter;
    adapter.guid = device.guid;
    adapter.mac = device.mac;
    adapter.up = true;
    adapter.addresses = {{device.address, device.length}};
    adapter.mtu = device.mtu;
    adapter.media = MediaState::Connected;
    adapter.nlm_connected = true;
    if (device.vpn) {
        show_vpn(adapter, *device.vpn);
    } else {
        show_card(adapter, device);
    }
    return adapter;
}

std::vector<PhonebookEntry> World::phonebook() const {
    std::vector<PhonebookEntry> entries;
    for (const VpnClient& client : behaviour_->vpns) {
        if (client.device && client.device->if_type == c_ppp) {
            entries.push_back({client.device->name, RasKind::Vpn});
        }
    }
    return entries;
}

AdapterTable World::table() const {
    AdapterTable table;
    std::ranges::transform(devices_, std::back_inserter(table.adapters),
                           [&](const Device& device) { return shown(device); });
    add_nat_switch(table);
    for (const Leg& leg : legs_) {
        const Adapter& adapter = table.adapters[leg.device];
        const bool has_gateway = leg.length == 0 && !adapter.gateways.empty();
        table.routes.push_back({{dotted(leg.network), leg.length},
                                has_gateway ? adapter.gateways.front() : "0.0.0.0",
                                adapter.index,
                                leg.metric});
    }
    table.phonebook = phonebook();
    table.services = services();
    table.proxy = proxy();
    table.internet_test = "www.example";
    return table;
}

HostFacts World::host_facts() const {
    const Machine& machine = behaviour_->machine;
    const std::chrono::sys_seconds epoch{};
    HostFacts facts;
    facts.os_build = machine.os_build;
    facts.os_revision = machine.os_revision;
    facts.disabled_components = machine.disabled_components.value_or(0);
    facts.mode_is_locked = machine.mode_is_locked;
    facts.policy_mode = machine.policy_mode;
    facts.external_interface_constraint = machine.external_interface_constraint;
    facts.hyperv_block_rules = is_any_vpn_up() ? machine.hyperv_block_rules : std::vector<std::string>{};
    facts.hyperv_outbound_blocked = machine.hyperv_outbound_blocked;
    facts.hyperv_inbound_blocked = true; // as Windows has it
    facts.hyperv_loopback_blocked = is_any_vpn_up() && machine.hyperv_loopback_blocked;
    facts.wsl_warnings = warnings_;
    facts.hns_errors = machine.hns_errors;
    facts.ras_error_651 =
        vpn_refused_ ? RasFailure{std::chrono::sys_seconds{std::chrono::duration_cast<std::chrono::seconds>(
                                      *vpn_refused_ + std::chrono::hours{1})},
                                  {}}
                     : RasFailure{epoch};
    facts.dynamic_port_start = machine.dynamic_port_start;
    facts.has_nrpt_rules = machine.nrpt;
    facts.sharing_is_disabled = false;
    return facts;
}

std::optional<std::string> World::leaves_by(std::size_t user, std::uint32_t address) const {
    const Wsl& wsl = wsl_[user];
    if (const GuestNetwork* network = network_before(wsl, address)) {
        return network->device;
    }
    if (!wsl.is_running() || wsl.effective == NetworkingMode::None) {
        return is_loopback(address) && wsl.is_running() ? std::optional<std::string>{"lo"} : std::nullopt;
    }
    if (wsl.effective != NetworkingMode::Mirrored) {
        return is_loopback(address) ? "lo" : "eth0";
    }
    if (is_loopback(address)) {
        return "loopback0";
    }
    const auto leg = suffers(wsl, Cuts::Devices) ? std::nullopt : way(wsl, address);
    return leg ? std::optional{guest_name(leg->device)} : std::nullopt;
}

bool World::leaves_by_vpn(std::size_t user, const Target& target) const {
    const Wsl& wsl = wsl_[user];
    const bool is_routed = wsl.effective == NetworkingMode::Mirrored && !is_loopback(target.address);
    const auto leg = is_routed ? way(wsl, target.address) : std::nullopt;
    return leg && wsl.devices[leg->device].vpn;
}

bool World::leaves_by_vpn(std::size_t user, std::string_view host) const {
    const Target* target = target_of(host);
    if (target == nullptr) {
        return false;
    }
    Target resolved = *target;
    const std::uint32_t synthetic = reach(Sender::Wsl, user, *target).synthetic;
    resolved.address = synthetic != 0 ? synthetic : target->address;
    return leaves_by_vpn(user, resolved);
}

GuestTrial World::trial(std::size_t user, const agent::GuestTarget& asked) const {
    GuestTrial trial;
    trial.endpoint = asked.name;
    const Target* target = target_of(asked.host);
    if (target == nullptr) {
        trial.name_resolves = false;
        return trial;
    }
    trial.leaves_by = leaves_by(user, target->address);
    if (target->place == Place::Published) {
        trial.listens_here = trial.answers_here = wsl_[user].server_alive;
        return trial;
    }
    const Reach found = reach(Sender::Wsl, user, *target);
    trial.name_resolves = found.resolves;
    if (found.resolves == true) {
        trial.resolved = {found.synthetic != 0 ? dotted(found.synthetic) : std::string{target->text}};
    }
    if (found.synthetic != 0 || found.resolves == false) {
        trial.leaves_by = found.synthetic != 0 ? leaves_by(user, found.synthetic) : std::nullopt;
    }
    if (asked.port == 0) {
        return trial; // a name alone: there is nothing to connect to
    }
    if (found.resolves != false) {
        trial.connects = found.connects;
    }
    if (found.connects) {
        trial.large_answer = found.large; // nobody's proxy is asked
    }
    return trial;
}

bool World::suffers(const Wsl& wsl, Cuts cuts) const {
    const auto& effects = behaviour_->effects;
    return std::any_of(effects.begin(), effects.end(), [&](const Effect& effect) {
        return effect.from == Sender::Wsl && effect.cuts == cuts && acts(effect, &wsl);
    });
}

void World::add_devices(GuestFacts& facts, const Wsl& wsl) const {
    facts.devices.emplace();
    const bool are_down = suffers(wsl, Cuts::Devices);
    for (std::size_t i = 0; i < wsl.devices.size(); ++i) {
        const Device& device = wsl.devices[i];
        const std::uint32_t lowered = device.vpn ? wsl.lowered_mtu[*device.vpn] : 0;
        facts.devices->push_back({guest_name(i),
                                  device.guid,
                                  device.mac,
                                  !are_down,
                                  lowered == 0 ? device.mtu : lowered,
                                  {{device.address, device.length}}});
    }
    if (has_eth0_of_its_own(wsl)) {
        facts.devices->push_back({"eth0", "", "00-15-5D-00-00-01", true, 1'500, {{"172.28.0.5", 20}}});
    }
    for (const GuestNetwork& network : behaviour_->guest.networks) {
        if (is_there(network, wsl)) {
            const Leg leg = leg_of(network.prefix);
            facts.devices->push_back({network.device,
                                      "",
                                      "02-42-AC-00-00-01",
                                      true,
                                      network.mtu == 0 ? 1'500 : network.mtu,
                                      {{dotted(leg.network + 1), leg.length}}});
        }
    }
}

void World::add_routes(GuestFacts& facts, const Wsl& wsl) const {
    facts.routes.emplace();
    const bool lacks_default = suffers(wsl, Cuts::DefaultRoute);
    for (const Leg& leg : wsl.legs) {
        const bool is_default = leg.length == 0 && !wsl.devices[leg.device].vpn;
        if (!is_default || !lacks_default) {
            facts.routes->push_back({{dotted(leg.network), leg.length},
                                     guest_name(leg.device),
                                     is_default ? "192.168." + std::to_string(network_) + ".254" : "",
                                     std::max<std::uint32_t>(leg.metric, 1)});
        }
    }
    if (has_eth0_of_its_own(wsl)) {
        facts.routes->push_back({{"0.0.0.0", 0}, "eth0", "172.28.0.1", 1});
    }
    for (const GuestNetwork& network : behaviour_->guest.networks) {
        if (is_there(network, wsl)) {
            const Leg leg = leg_of(network.prefix);
            facts.routes->push_back({{dotted(leg.network), leg.length}, network.device, "", 0});
        }
    }
}

GuestFacts World::guest_facts(std::size_t user, const std::vector<agent::GuestTarget>& targets) const {
    const Wsl& wsl = wsl_[user];
    GuestFacts facts;
    add_devices(facts, wsl);
    add_routes(facts, wsl);
    const bool has_gateway =
        std::ranges::any_of(*facts.routes, [](const GuestRoute& route) { return !route.gateway.empty(); });
    facts.gateway = !has_gateway || suffers(wsl, Cuts::Devices) ? NeighbourState::Unknown
                    : suffers(wsl, Cuts::Neighbour)             ? NeighbourState::Failed
                                                                : NeighbourState::Reachable;
    for (const agent::GuestTarget& target : targets) {
        facts.trials.push_back(trial(user, target));
    }
    facts.resolv_conf_is_generated = behaviour_->guest.resolv_conf_is_generated;
    facts.http_proxy = wsl.auto_proxy ? proxy() : "";
    facts.terminal_in_use = wsl.in_use;
    facts.tcp_timestamps = true;
    return facts;
}

} // namespace mirrorwatch::world
