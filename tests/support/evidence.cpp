// SPDX-License-Identifier: MIT
#include "tests/support/evidence.hpp"

#include "tests/support/shipped_rules.hpp"

#include <algorithm>
#include <stdexcept>

namespace mirrorwatch::support {
namespace {

using namespace std::chrono_literals;

Adapter ethernet_card() {
    Adapter adapter;
    adapter.guid = "{E0000000-0000-0000-0000-000000000001}";
    adapter.index = 3;
    adapter.friendly_name = "Ethernet";
    adapter.description = "Intel(R) Ethernet Connection";
    adapter.if_type = 6;
    adapter.mac = "A0-B1-C2-D3-E4-F5";
    adapter.up = true;
    adapter.addresses = {{"192.168.1.20", 24}};
    adapter.gateways = {"192.168.1.1"};
    adapter.hardware_interface = true;
    adapter.metric_ipv4 = 25;
    adapter.mtu = 1500;
    adapter.component_id = "PCI\\VEN_8086&DEV_15B7";
    adapter.nlm_connected = true;
    return adapter;
}

Adapter cisco() {
    Adapter adapter;
    adapter.guid = "{C0000000-0000-0000-0000-000000000002}";
    adapter.index = 9;
    adapter.friendly_name = "Ethernet 4";
    adapter.description = "Cisco Secure Client Virtual Miniport Adapter for Windows x64";
    adapter.if_type = 6;
    adapter.mac = "00-05-9A-3C-7A-00";
    adapter.up = true;
    adapter.addresses = {{"10.8.0.2", 24}};
    adapter.dns_suffix = "corp.example";
    adapter.metric_ipv4 = 1;
    adapter.mtu = 1420;
    adapter.service = "vpnva";
    adapter.nlm_connected = true;
    return adapter;
}

} // namespace

HostFacts healthy_host() {
    HostFacts facts;
    facts.os_build = 26100;
    facts.os_revision = 8000;
    facts.disabled_components = 0;
    facts.mode_is_locked = false;
    facts.external_interface_constraint = "";
    facts.hyperv_block_rules = std::vector<std::string>{};
    facts.hyperv_outbound_blocked = false;
    facts.hyperv_loopback_blocked = false;
    facts.hyperv_inbound_blocked = false;
    facts.wsl_warnings = std::vector<WslWarning>{};
    facts.hns_errors = std::vector<std::string>{};
    facts.ras_error_651 = RasFailure{};
    facts.dynamic_port_start = 49152;
    facts.has_nrpt_rules = false;
    facts.sharing_is_disabled = false;
    return facts;
}

GuestFacts healthy_guest(const Adapter& ethernet, const Adapter& vpn) {
    GuestFacts facts;
    facts.devices = {{"eth0", ethernet.guid, ethernet.mac, true, 1500, ethernet.addresses},
                     {"eth1", vpn.guid, vpn.mac, true, 1420, vpn.addresses}};
    facts.routes = {{{"0.0.0.0", 0}, "eth0", "192.168.1.1", 25}, {{"10.0.0.0", 8}, "eth1", "", 1}};
    facts.gateway = NeighbourState::Reachable;
    facts.resolv_conf_is_generated = true;
    facts.http_proxy = "";
    facts.terminal_in_use = false;
    facts.tcp_timestamps = true;
    return facts;
}

Observed::Observed() {
    static const VpnRules c_shipped = shipped_rules();
    rest.synthetic = c_shipped.synthetic_dns;
    table.adapters = {ethernet_card(), cisco()};
    table.routes = {{{"0.0.0.0", 0}, "192.168.1.1", 3, 0}, {{"10.0.0.0", 8}, "0.0.0.0", 9, 1}};
    table.services = std::vector<std::string>{};
    table.proxy = "";
    decide::Vpn vpn;
    vpn.adapter = vpn_adapter();
    vpn.identity = identity_of(vpn.adapter);
    vpn.client = "Cisco Secure Client";
    vpn.seen = {"+50 the adapter of Cisco Secure Client"};
    vpn.epoch = 1;
    vpns = {vpn};
    rest.vpn_up_for = 20s;
    rest.settled = true;
    rest.since_wsl_start = 2h;
    rest.mode_known = true;
    rest.wsl_running = true;
    mode(NetworkingMode::Mirrored, NetworkingMode::Mirrored);
    rest.host.facts = healthy_host();
    rest.guest.facts = healthy_guest(ethernet(), vpn_adapter());
}

decide::Evidence Observed::evidence() const {
    decide::Evidence evidence = rest;
    evidence.adapters = &table;
    evidence.vpns = &vpns;
    evidence.vpn = has_vpn ? &vpns.front() : nullptr;
    return evidence;
}

decide::Diagnosis Observed::diagnosis() const {
    return decide::diagnose(evidence());
}

decide::Comparison& Observed::server(const std::string& name, std::uint16_t port, bool broken) {
    decide::Comparison endpoint;
    endpoint.spec.name = name;
    endpoint.spec.host = "127.0.0.1";
    endpoint.spec.port = port;
    endpoint.windows = decide::Side{EndpointState::Up};
    if (broken) {
        endpoint.windows = decide::Side{EndpointState::Down, ProbeStep::Connect, "no answer", true};
        guest().trials.push_back({name, {}, {}, {}, {}, true, true});
    }
    rest.endpoints.push_back(endpoint);
    return rest.endpoints.back();
}

decide::Comparison& Observed::site(const std::string& name, const std::string& host,
                                   const std::string& address, bool broken) {
    decide::Comparison endpoint;
    endpoint.spec.name = name;
    endpoint.spec.kind = EndpointKind::Tcp;
    endpoint.spec.host = host;
    endpoint.spec.port = 443;
    endpoint.spec.from = EndpointFrom::Both;
    endpoint.windows = decide::Side{EndpointState::Up};
    endpoint.wsl = decide::Side{EndpointState::Up};
    if (broken) {
        endpoint.wsl = decide::Side{EndpointState::Down, ProbeStep::Connect, "no answer", true};
        const bool is_literal = host == address;
        guest().trials.push_back({name,
                                  is_literal ? std::nullopt : std::optional{true},
                                  is_literal ? std::vector<std::string>{} : std::vector{address},
                                  false,
                                  {},
                                  {},
                                  {}});
    }
    rest.endpoints.push_back(endpoint);
    return rest.endpoints.back();
}

decide::Comparison& Observed::git(bool broken) {
    decide::Comparison& endpoint = site("git", "git.corp.example", "10.1.2.3", broken);
    endpoint.behind_vpn = true;
    return endpoint;
}

decide::Comparison& Observed::web(bool broken) {
    return site("web", "web.example", "93.184.216.34", broken);
}

decide::Comparison& Observed::endpoint(const std::string& name) {
    for (decide::Comparison& endpoint : rest.endpoints) {
        if (endpoint.spec.name == name) {
            return endpoint;
        }
    }
    throw std::logic_error{"no endpoint is called " + name};
}

GuestTrial& Observed::trial(const std::string& endpoint) {
    for (GuestTrial& trial : guest().trials) {
        if (trial.endpoint == endpoint) {
            return trial;
        }
    }
    guest().trials.push_back({endpoint, {}, {}, {}, {}, {}, {}});
    return guest().trials.back();
}

void Observed::vpn_is_absent() {
    has_vpn = false;
    vpns.clear();
    vpn_adapter().up = false;
    table.routes.pop_back();
    rest.vpn_up_for.reset();
    for (decide::Comparison& endpoint : rest.endpoints) {
        endpoint.behind_vpn = false;
        if (endpoint.windows) {
            endpoint.windows->broke_with_vpn = false;
        }
        if (endpoint.wsl) {
            endpoint.wsl->broke_with_vpn = false;
        }
    }
}

void Observed::service_runs(const std::string& client, Trait trait) {
    decide::Vpn& vpn = vpns.emplace_back();
    vpn.kind = VpnKind::Service;
    vpn.client = client;
    vpn.traits = {trait};
}

void Observed::vpn_is_tun() {
    vpn_adapter().description = "Wintun Userspace Tunnel";
    vpn_adapter().if_type = 53;
    vpn_adapter().mac.clear();
    vpn_adapter().service = "wintun";
    vpns.front().client = "OpenVPN";
    vpns.front().adapter = vpn_adapter();
    eth1().mac.clear();
}

void Observed::vpn_is_full() {
    for (const char* half : {"0.0.0.0", "128.0.0.0"}) {
        table.routes.push_back({{half, 1}, "0.0.0.0", 9, 1});
        guest().routes->push_back({{half, 1}, "eth1", "", 1});
    }
    vpns.front().full_tunnel = true;
}

void Observed::guest_has_only_lo() {
    guest().devices->clear();
    guest().routes->clear();
    guest().gateway.reset();
}

void Observed::mode(NetworkingMode configured, NetworkingMode effective) {
    rest.configured = configured;
    rest.effective = effective;
}

void Observed::probe_failed(const std::string& name, ProbeStep step, const std::string& error) {
    endpoint(name).wsl->failed = step;
    endpoint(name).wsl->error = error;
}

std::vector<Fault> faults(const decide::Diagnosis& diagnosis) {
    std::vector<Fault> result;
    for (const Finding& finding : diagnosis.findings) {
        result.push_back(finding.fault);
    }
    return result;
}

std::optional<Finding> find(const decide::Diagnosis& diagnosis, Fault fault) {
    const auto found = std::find_if(diagnosis.findings.begin(), diagnosis.findings.end(),
                                    [&](const Finding& finding) { return finding.fault == fault; });
    return found == diagnosis.findings.end() ? std::nullopt : std::optional{*found};
}

bool has_line(const std::vector<std::string>& lines, const std::string& part) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

} // namespace mirrorwatch::support
