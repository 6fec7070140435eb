// SPDX-License-Identifier: MIT
#include "tests/support/doctor_worlds.hpp"

namespace mirrorwatch::doctor {
namespace {

using Facts = DoctorFacts;

HostAdapter ethernet() {
    return {"Ethernet",
            "{11111111-2222-3333-4444-555555555555}",
            "AA-BB-CC-00-00-01",
            {{"192.168.1.5", 24}, {"2a01:db8::5", 64}},
            true,
            NetworkCategory::Private};
}

HostAdapter cisco() {
    return {"Ethernet 4",
            "{37217669-42DA-4657-A55B-0D995D328250}",
            "00-05-9A-3C-7A-00",
            {{"10.8.0.2", 32}},
            true,
            NetworkCategory::Domain};
}

GuestDevice device(const std::string& name, const HostAdapter& adapter) {
    return {name, adapter.guid, adapter.mac, true, 1500, adapter.addresses};
}

GuestFactsSeen guest() {
    GuestFactsSeen seen;
    seen.devices = {device("eth0", ethernet()), device("eth1", cisco())};
    seen.routes = {{{"0.0.0.0", 0}, "eth0", "192.168.1.1", 25}, {{"::", 0}, "eth0", "fe80::1", 25}};
    seen.name_resolves = seen.internet_opens = seen.windows_answers = true;
    seen.proxy = "http://proxy:8080";
    return seen;
}

NetworkFacts network() {
    NetworkFacts seen;
    seen.adapters = {ethernet(), cisco()};
    seen.vpns = {{"Ethernet 4", "Cisco Secure Client", false}};
    seen.has_default_ipv4 = seen.has_default_ipv6 = true;
    seen.proxy = "proxy:8080";
    seen.internet_host = "www.msftconnecttest.com";
    seen.name_resolves = seen.internet_opens = true;
    seen.has_nrpt_rules = true;
    return seen;
}

} // namespace

DoctorFacts healthy() {
    Facts facts;
    facts.windows = WindowsFacts{26100, 7171, "Professional", false};
    facts.wsl = WslFacts{WslKind::Store, {{2, 9, 4, 0}}, Version{{6, 6, 87, 2}}, false};
    facts.support = SupportFacts{true, true, false, 0, true, true};
    facts.config = ConfigFacts{R"(C:\Users\jane\.wslconfig)",
                               {},
                               NetworkingMode::Mirrored,
                               false,
                               NetworkingMode::Nat,
                               true,
                               true,
                               {9000}};
    facts.running = RunningFacts{{"Ubuntu", "docker-desktop"}, NetworkingMode::Mirrored};
    facts.guest = guest();
    facts.listeners = std::vector<GuestListener>{
        {8080, "nginx", true, true}, {5432, "postgres", false, true}, {9000, "node", false, false}};
    facts.network = network();
    facts.ports = PortFacts{{135, 445, 9000}, {{50000, 50059}}, {{"web", 8080}}};
    facts.firewall = FirewallFacts{};
    facts.recent = RecentFacts{};
    facts.programs =
        ProgramFacts{{{"Cisco Secure Client", {{5, 1, 7, 80}}}, {"OpenVPN 2.7", {{2, 7, 1, 0}}}}};
    facts.docker = DockerFacts{
        Version{{4, 45, 0, 0}}, true, true, {}, false, DockerTrial{true, true, "nginx on 127.0.0.1:49153"}};
    facts.product = ProductFacts{ServiceState::Running, "", true};
    return facts;
}

namespace {

const std::vector<WrongWorld> c_worlds{
    {"Windows 10", "windows-version", [](Facts& f) { f.windows->build = 19045; }},
    {"Windows Server", "windows-version", [](Facts& f) { f.windows->is_server = true; }},
    {"Windows 11 before its update", "windows-version",
     [](Facts& f) {
         f.windows->build = 22621;
         f.windows->revision = 2358;
     }},
    {"an Insider build without loopback", "windows-loopback", [](Facts& f) { f.windows->build = 29576; },
     "windows-version"},
    {"no WSL", "wsl-version", [](Facts& f) { f.wsl->kind = WslKind::Missing; }},
    {"the WSL of Windows", "wsl-version", [](Facts& f) { f.wsl->kind = WslKind::Inbox; }},
    {"WSL 2.0.3", "wsl-version",
     [](Facts& f) {
         f.wsl->version = {{2, 0, 3, 0}};
     }},
    {"an old kernel", "wsl-kernel",
     [](Facts& f) {
         f.wsl->kernel = Version{{5, 4, 72, 0}};
     }},
    {"WSL 2.7.1 with a VPN", "wsl-vpn-routes",
     [](Facts& f) {
         f.wsl->version = {{2, 7, 1, 0}};
     },
     "wsl-version"},
    {"WSL 2.8.4 with a VPN", "wsl-vpn-routes",
     [](Facts& f) {
         f.wsl->version = {{2, 8, 4, 0}};
     },
     "wsl-version"},
    {"no mirroring in Windows", "mirrored-support",
     [](Facts& f) { f.support->has_mirroring_exports = false; }},
    {"no Hyper-V firewall", "hyperv-firewall", [](Facts& f) { f.support->has_hyperv_firewall = false; }},
    {"the Hyper-V firewall turned off", "hyperv-firewall",
     [](Facts& f) { f.support->hyperv_firewall_disabled = true; }},
    {"IPv6 turned off", "ipv6-enabled", [](Facts& f) { f.support->disabled_components = 0xFF; }},
    {"one interface allowed", "interface-constraint",
     [](Facts& f) { f.support->interface_constraint = "Wi-Fi"; }},
    {"WSL forbidden", "wsl-policy", [](Facts& f) { f.wsl->is_forbidden = true; }},
    {"the mode locked", "wsl-policy", [](Facts& f) { f.config->mode_is_locked = true; }},
    {"a broken line", "wslconfig",
     [](Facts& f) {
         f.config->findings = {{3, true, "Expected an equals sign."}};
     }},
    {"a line that WSL ignores", "wslconfig",
     [](Facts& f) {
         f.config->findings = {{3, false, "It excludes nothing."}};
     }},
    {"WSL not restarted, or fallen back", "mode",
     [](Facts& f) { f.running->effective = NetworkingMode::Nat; }},
    {"a change that waits", "mode", [](Facts& f) { f.config->written = NetworkingMode::Bridged; }},
    {"NAT on purpose", "mode",
     [](Facts& f) { f.config->written = f.running->effective = NetworkingMode::Bridged; }},
    {"an interface not mirrored", "interfaces", [](Facts& f) { f.guest->devices.pop_back(); }},
    {"an interface down", "interfaces", [](Facts& f) { f.guest->devices[1].up = false; }},
    {"no default route", "default-route", [](Facts& f) { f.guest->routes.erase(f.guest->routes.begin()); }},
    {"no IPv6", "ipv6-route", [](Facts& f) { f.guest->routes.pop_back(); }},
    {"no names", "names", [](Facts& f) { f.guest->name_resolves = false; }},
    {"no Internet", "internet", [](Facts& f) { f.guest->internet_opens = false; }},
    {"no way to Windows", "loopback-to-windows", [](Facts& f) { f.guest->windows_answers = false; }},
    {"no way to WSL", "loopback-to-wsl", [](Facts& f) { f.listeners->front().windows_opens = false; }},
    {"no DNS tunneling in .wslconfig", "dns-tunneling", [](Facts& f) { f.config->dns_tunneling = false; }},
    {"no DNS tunneling in Windows", "dns-tunneling", [](Facts& f) { f.support->can_tunnel_dns = false; }},
    {"Global Secure Access", "dns-tunneling", [](Facts& f) { f.network->secure_access_runs = true; }},
    {"no autoProxy in .wslconfig", "auto-proxy", [](Facts& f) { f.config->auto_proxy = false; }},
    {"no autoProxy in Windows", "auto-proxy", [](Facts& f) { f.support->can_follow_proxy = false; }},
    {"an OpenVPN that Microsoft warns of", "vpn-versions",
     [](Facts& f) {
         f.programs->programs.push_back({"OpenVPN 2.6.5-I501 amd64", {{2, 6, 501, 0}}});
     }},
    {"Tailscale on both sides", "vpn-pairs",
     [](Facts& f) {
         f.network->vpns.push_back({"Tailscale", "Tailscale", false});
         f.guest->devices.insert(f.guest->devices.begin(), {"tailscale0", "", "", true, 1280, {}});
     }},
    {"podman's own network", "vpn-pairs",
     [](Facts& f) {
         f.running->distros.insert(f.running->distros.begin() + 1, "podman-net-usermode");
         f.docker->integrated.emplace_back("podman-net-usermode");
     }},
    {"a VPN that takes the whole host", "vpn-pairs",
     [](Facts& f) { f.network->vpns.front().takes_whole_host = true; }},
    {"a port used twice", "port-clashes", [](Facts& f) { f.ports->windows_listens.push_back(5432); }},
    {"a port that Windows keeps", "excluded-ports",
     [](Facts& f) {
         f.ports->excluded.push_back({8000, 8099});
     }},
    {"a server open to strangers", "exposure",
     [](Facts& f) {
         f.network->adapters.front().category = NetworkCategory::Public;
         f.firewall->windows_rules.push_back({"WSL2 Service", "8080", true, {}});
         f.firewall->hyperv_rules.push_back({"WSL2 Service", "8080", true, {}});
     }},
    {"loopback blocked by the firewall", "firewall-loopback",
     [](Facts& f) { f.firewall->loopback_blocked = true; }},
    {"all blocked that goes out", "firewall-outbound", [](Facts& f) { f.firewall->outbound_blocked = true; }},
    {"a rule against what goes out", "firewall-outbound",
     [](Facts& f) { f.firewall->block_rules = {"Kill switch"}; }},
    {"Windows' rules do not count", "firewall-merge",
     [](Facts& f) { f.firewall->merges_host_rules = false; }},
    {"HNS in trouble", "hns-errors", [](Facts& f) { f.recent->hns_errors = {"0x803B0007"}; }},
    {"NAT cannot start", "nat-fallback", [](Facts& f) { f.support->sharing_is_disabled = true; }},
    {"an old Docker Desktop", "docker-version",
     [](Facts& f) {
         f.docker->version = Version{{4, 25, 2, 0}};
     }},
    {"Docker on Hyper-V", "docker-engine", [](Facts& f) { f.docker->uses_wsl_engine = false; }},
    {"Docker not in the distro", "docker-integration",
     [](Facts& f) { f.docker->integrates_default = false; }},
    {"Docker not restarted", "docker-restart", [](Facts& f) { f.docker->config_is_newer = true; }},
    {"a published port out of reach", "docker-published",
     [](Facts& f) { f.docker->trial->windows_opens = false; }},
    {"no service", "service", [](Facts& f) { f.product->service = ServiceState::Missing; }},
    {"a stopped service", "service", [](Facts& f) { f.product->service = ServiceState::Stopped; }},
    {"a service that does not answer", "pipe", [](Facts& f) { f.product->pipe_error = "Access is denied."; }},
    {"no tray", "tray", [](Facts& f) { f.product->tray_runs = false; }},
    {"wrong settings", "settings",
     [](Facts& f) { f.product->settings_errors = {"mirrorwatch.toml:3: unknown key."}; }},
    {"a wrong policy", "policy", [](Facts& f) { f.product->policy_errors = {"Action: no such word."}; }},
    {"a service that has found something", "findings",
     [](Facts& f) { f.product->findings = {"Cisco Secure Client cuts WSL off."}; }},
    {"a service in trouble", "troubles",
     [](Facts& f) { f.product->troubles = {"The journal cannot be written."}; }},
};

} // namespace

const std::vector<WrongWorld>& wrong_worlds() {
    return c_worlds;
}

} // namespace mirrorwatch::doctor
