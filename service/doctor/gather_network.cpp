// SPDX-License-Identifier: MIT
#include "service/doctor/firewall_objects.hpp"
#include "service/doctor/gather.hpp"

#include "common/masked.hpp"
#include "service/decide/network/routes.hpp"
#include "service/decide/network/vpn.hpp"

#include <algorithm>
#include <chrono>

namespace mirrorwatch::doctor {
namespace {

constexpr std::uint32_t c_loopback_if_type = 24;
constexpr std::uint16_t c_http_port = 80; // of Windows' own test
constexpr std::chrono::seconds c_patience{4};
constexpr std::string_view c_secure_access = "GlobalSecureAccessTunnelingService";

bool is_up(const Adapter& adapter, IpFamily family, const AdapterTable& table) {
    return adapter.up && decide::carries_default_route(table, adapter, family);
}

bool has_default(const AdapterTable& table, IpFamily family) {
    return std::ranges::any_of(table.adapters,
                               [&](const Adapter& adapter) { return is_up(adapter, family, table); });
}

/// A switch of Hyper-V's own is between Windows and its virtual machines, unless it carries the real network.
bool is_inner_switch(const Adapter& adapter, const AdapterTable& table) {
    return adapter.friendly_name.starts_with("vEthernet (") && adapter.gateways.empty() &&
           !decide::carries_default_route(table, adapter);
}

/// Link-local ones are on each adapter, connected or not.
std::vector<AddressPrefix> useful_addresses(const Adapter& adapter) {
    std::vector<AddressPrefix> addresses = adapter.addresses;
    std::erase_if(addresses, [](const AddressPrefix& prefix) {
        return prefix.address.starts_with("fe80:") || prefix.address.starts_with("169.254.");
    });
    return addresses;
}

using Categories = std::map<std::uint32_t, NetworkCategory>;

Categories read_categories(const sense::HostCalls& calls) {
    const auto deadline = std::chrono::steady_clock::now() + c_patience;
    const auto answers =
        calls.objects({questions().at(static_cast<std::size_t>(Question::Networks))}, deadline);
    return !answers.empty() && answers.front() ? categories(*answers.front()) : Categories{};
}

HostAdapter described(const Adapter& adapter, const Categories& known) {
    const auto category = known.find(adapter.index);
    return {adapter.friendly_name,
            adapter.guid,
            adapter.mac,
            useful_addresses(adapter),
            adapter.nlm_connected.value_or(true),
            category == known.end() ? NetworkCategory::Unknown : category->second};
}

bool takes_whole_host(const std::vector<Trait>& traits) {
    return std::ranges::count(traits, Trait::TakesWholeHost) > 0;
}

void take_adapters(NetworkFacts& network, const AdapterTable& table, const DoctorPorts& ports) {
    const Categories known = read_categories(ports.host);
    for (const Adapter& adapter : table.adapters) {
        if (!adapter.up || adapter.if_type == c_loopback_if_type || is_inner_switch(adapter, table)) {
            continue;
        }
        network.adapters.push_back(described(adapter, known));
        const auto verdict =
            decide::judge(adapter, ports.vpn_rules, decide::circumstances_of(adapter, table));
        if (verdict.is_vpn()) {
            network.vpns.push_back({adapter.friendly_name, verdict.client, takes_whole_host(verdict.traits)});
        }
    }
}

/// VPNs that have no adapter show themselves by their service alone.
void take_services(NetworkFacts& network, const AdapterTable& table, const VpnRules& rules) {
    const auto running = table.services.value_or(std::vector<std::string>{});
    network.secure_access_runs = std::ranges::count(running, c_secure_access) > 0;
    for (const VpnService& service : rules.services) {
        if (service.without_adapter && std::ranges::count(running, service.name) > 0) {
            network.vpns.push_back({service.name, service.client, takes_whole_host(service.traits)});
        }
    }
}

std::string user_proxy(const DoctorPorts& ports) {
    if (!ports.agent.proxy_settings) {
        return {};
    }
    const agent::ProxySettings settings = ports.agent.proxy_settings();
    return masked(!settings.proxy.empty() ? settings.proxy : settings.script_url);
}

/// What Windows does to find out whether there is an Internet, by its name and by a connection.
void try_internet(NetworkFacts& network, const DoctorPorts& ports) {
    if (network.internet_host.empty()) {
        return;
    }
    EndpointSpec name;
    name.name = "name";
    name.kind = EndpointKind::Dns;
    name.host = network.internet_host;
    EndpointSpec connection = name;
    connection.name = "connection";
    connection.kind = EndpointKind::Tcp;
    connection.port = c_http_port;
    const auto results = ports.probe({name, connection});
    if (results.size() == 2) {
        network.name_resolves = results[0].ok;
        network.internet_opens = results[1].ok;
    }
}

} // namespace

void gather_network(DoctorFacts& facts, const DoctorPorts& ports) {
    const auto table = taken(ports.adapters(), Need::Network, facts);
    if (!table) {
        return;
    }
    NetworkFacts network;
    take_adapters(network, *table, ports);
    take_services(network, *table, ports.vpn_rules);
    network.has_default_ipv4 = has_default(*table, IpFamily::V4);
    network.has_default_ipv6 = has_default(*table, IpFamily::V6);
    network.proxy = table->proxy.value_or("").empty() ? user_proxy(ports) : *table->proxy;
    network.internet_host = table->internet_test.value_or("");
    network.has_nrpt_rules = sense::registry_facts(ports.host).facts.has_nrpt_rules.value_or(false);
    try_internet(network, ports);
    facts.network = std::move(network);
}

} // namespace mirrorwatch::doctor
