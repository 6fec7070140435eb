// SPDX-License-Identifier: MIT
#include "tests/support/world/world.hpp"

#include <algorithm>

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

constexpr std::uint32_t c_synthetic = 0x0606'0011; // 6.6.0.17

bool is_loopback(std::uint32_t address) {
    return address >> 24 == 127;
}

std::string guest_name(std::size_t device) {
    return "eth" + std::to_string(device);
}

} // namespace

AdapterTable World::table() const {
    AdapterTable table;
    std::vector<std::string> services;
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        const Device& device = devices_[i];
        Adapter& adapter = table.adapters.emplace_back();
        adapter.guid = device.guid;
        adapter.index = static_cast<std::uint32_t>(device.vpn ? 20 + *device.vpn : 10 + i);
        adapter.mac = device.mac;
        adapter.up = true;
        adapter.addresses = {{device.address, device.length}};
        adapter.mtu = device.mtu;
        adapter.media = MediaState::Connected;
        adapter.nlm_connected = true;
        adapter.metric_ipv4 = lan_metric_;
        if (device.vpn) {
            const VpnDevice& vpn = *behaviour_->vpns[*device.vpn].device;
            adapter.friendly_name = vpn.name;
            adapter.description = vpn.description;
            adapter.if_type = vpn.if_type;
            adapter.nlm_connected = vpn.nlm_connected;
            adapter.metric_ipv4 = vpn.metric;
            continue;
        }
        adapter.friendly_name = i == 0 ? "Ethernet" : "Ethernet 2";
        if (i == 0 && temporary_address_ != 0) {
            adapter.addresses.push_back({"2001:db8:77::" + std::to_string(temporary_address_), 64});
        }
        adapter.description = "Intel(R) Ethernet Connection";
        adapter.if_type = 6;
        adapter.hardware_interface = adapter.connector_present = true;
        adapter.component_id = "PCI\\VEN_8086&DEV_15B7";
        adapter.gateways = {"192.168." + std::to_string(network_) + ".254"};
        adapter.dns_servers = adapter.gateways;
        adapter.forwarding = behaviour_->machine.forwarding && any_mirrored() != nullptr;
    }
    if (std::any_of(wsl_.begin(), wsl_.end(), [](const Wsl& wsl) {
            return wsl.is_running() && wsl.effective == NetworkingMode::Nat;
        })) {
        table.adapters.push_back(switch_of_nat());
        table.routes.push_back({{"172.28.0.0", 20}, "0.0.0.0", table.adapters.back().index, 5'000});
    }
    for (const Leg& leg : legs_) {
        const Adapter& adapter = table.adapters[leg.device];
        table.routes.push_back(
            {{dotted(leg.network), leg.length},
             leg.length == 0 && !adapter.gateways.empty() ? adapter.gateways.front() : "0.0.0.0",
             adapter.index,
             leg.metric});
    }
    for (std::size_t vpn = 0; vpn < vpn_since_.size(); ++vpn) {
        if (vpn_since_[vpn] && !behaviour_->vpns[vpn].service.empty()) {
            services.push_back(behaviour_->vpns[vpn].service);
        }
    }
    std::sort(services.begin(), services.end());
    table.services = std::move(services);
    table.proxy = proxy();
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
    facts.may_exclude = true;
    return facts;
}

std::optional<std::string> World::leaves_by(std::size_t user, std::uint32_t address) const {
    const Wsl& wsl = wsl_[user];
    if (!wsl.is_running() || wsl.effective == NetworkingMode::None) {
        return is_loopback(address) && wsl.is_running() ? std::optional<std::string>{"lo"} : std::nullopt;
    }
    if (wsl.effective != NetworkingMode::Mirrored) {
        return is_loopback(address) ? "lo" : "eth0";
    }
    if (is_loopback(address)) {
        return "loopback0";
    }
    const Leg* leg = suffers(wsl, Cuts::Devices) ? nullptr : way_out(wsl, address);
    return leg == nullptr ? std::nullopt : std::optional{guest_name(leg->device)};
}

bool World::leaves_by_vpn(std::size_t user, const Target& target) const {
    const Wsl& wsl = wsl_[user];
    const bool is_routed = wsl.effective == NetworkingMode::Mirrored && !is_loopback(target.address);
    const Leg* leg = is_routed ? way_out(wsl, target.address) : nullptr;
    return leg != nullptr && wsl.devices[leg->device].vpn;
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
        trial.resolved = {found.is_synthetic ? "6.6.0.17" : std::string{target->text}};
    }
    if (found.is_synthetic || found.resolves == false) {
        trial.leaves_by = found.is_synthetic ? leaves_by(user, c_synthetic) : std::nullopt;
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

GuestFacts World::guest_facts(std::size_t user, const std::vector<agent::GuestTarget>& targets) const {
    const Wsl& wsl = wsl_[user];
    GuestFacts facts;
    facts.devices.emplace();
    facts.routes.emplace();
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
    for (const Leg& leg : wsl.legs) {
        const bool is_default = leg.length == 0 && !wsl.devices[leg.device].vpn;
        facts.routes->push_back({{dotted(leg.network), leg.length},
                                 guest_name(leg.device),
                                 is_default ? "192.168." + std::to_string(network_) + ".254" : "",
                                 std::max<std::uint32_t>(leg.metric, 1)});
    }
    if (wsl.effective == NetworkingMode::Nat || wsl.effective == NetworkingMode::VirtioProxy) {
        facts.devices->push_back({"eth0", "", "00-15-5D-00-00-01", true, 1'500, {{"172.28.0.5", 20}}});
        facts.routes->push_back({{"0.0.0.0", 0}, "eth0", "172.28.0.1", 1});
    }
    facts.gateway = facts.routes->empty() || are_down ? NeighbourState::Unknown
                    : suffers(wsl, Cuts::Neighbour)   ? NeighbourState::Failed
                                                      : NeighbourState::Reachable;
    for (const agent::GuestTarget& target : targets) {
        facts.trials.push_back(trial(user, target));
    }
    facts.resolv_conf_is_generated = behaviour_->guest.resolv_conf_is_generated;
    facts.http_proxy = wsl.auto_proxy ? proxy() : "";
    facts.terminal_in_use = wsl.in_use;
    return facts;
}

} // namespace mirrorwatch::world
