// SPDX-License-Identifier: MIT
#include "tests/support/fault_cases.hpp"

#include <array>
#include <chrono>

namespace mirrorwatch::support {
namespace {

using namespace std::chrono_literals;
using enum Fault;

std::vector<std::string> only(const char* text) {
    return {text};
}

void names_fail(Observed& o) {
    for (const char* name : {"git", "web"}) {
        o.trial(name).name_resolves = false;
        o.trial(name).resolved.clear();
        o.trial(name).connects.reset();
        o.probe_failed(name, ProbeStep::Name, "the name does not resolve");
    }
}

void everything_is_cut(Observed& o) {
    o.git();
    o.web();
    names_fail(o);
}

void proxy_fails(Observed& o) {
    o.vpn_is_absent();
    o.web().spec.kind = EndpointKind::Https;
    o.trial("web").connects = true;
    o.probe_failed("web", ProbeStep::Connect, "the proxy cannot be reached");
    o.guest().http_proxy = "http://127.0.0.1:9999";
    o.endpoint("web").wsl->broke_with_vpn = false;
}

void server_is_gone(Observed& o) {
    o.server("api", 8080, true).windows->failed = ProbeStep::Refused;
    o.trial("api").listens_here = false;
    o.trial("api").answers_here = false;
}

void unreached_by_both(Observed& o) {
    o.git().windows = decide::Side{EndpointState::Down, ProbeStep::Connect, "no answer"};
}

void woke_up_dead(Observed& o) {
    everything_is_cut(o);
    for (const char* name : {"git", "web"}) {
        o.endpoint(name).wsl->broke_with_vpn = false;
        o.endpoint(name).wsl->broke_with_resume = true;
    }
    o.rest.since_resume = 60s;
    o.rest.vpn_up_for = 8h;
    o.eth0().up = false;
    o.eth1().up = false;
}

void nat_overlaps(Observed& o) {
    o.mode(NetworkingMode::Nat, NetworkingMode::Nat);
    o.web();
    const GuestDevice nat{"eth0", {}, "00-15-5D-01-02-03", true, 1500, {{"172.28.16.5", 20}}};
    o.guest().devices = std::vector{nat};
    o.guest().routes = std::vector<GuestRoute>{{{"0.0.0.0", 0}, "eth0", "172.28.16.1", 0},
                                               {{"172.28.16.0", 20}, "eth0", "", 0}};
    for (const char* half : {"172.28.16.0", "172.28.24.0"}) {
        o.table.routes.push_back({{half, 21}, "0.0.0.0", 9, 1});
    }
}

void card_is_forwarding(Observed& o) {
    o.rest.host_offline = true;
    o.rest.since_wsl_start = 40s;
    o.ethernet().forwarding = true;
    o.vpn_is_tun();
    o.vpn_is_full();
}

void split_names_fail(Observed& o) {
    o.git();
    o.web(false);
    o.trial("git").name_resolves = false;
    o.trial("git").resolved.clear();
    o.trial("git").connects.reset();
    o.probe_failed("git", ProbeStep::Name, "the name does not resolve");
    o.guest().resolv_conf_is_generated = false;
    o.host().has_nrpt_rules = true;
}

void twins(Observed& o) {
    o.web();
    Adapter dock = o.ethernet();
    dock.guid = "{D0000000-0000-0000-0000-000000000003}";
    dock.index = 5;
    dock.friendly_name = "Ethernet 2";
    dock.addresses = {{"192.168.1.21", 24}};
    o.table.adapters.push_back(dock);
    o.eth0().up = false;
    o.host().hns_errors = only("0xC0010022");
}

void host_only_network(Observed& o) {
    Adapter host_only = o.ethernet();
    host_only.guid = "{B0000000-0000-0000-0000-000000000004}";
    host_only.index = 6;
    host_only.friendly_name = "VirtualBox Host-Only Network";
    host_only.mac = "0A-00-27-00-00-05";
    host_only.addresses = {{"192.168.56.1", 24}};
    host_only.nlm_connected = false;
    o.table.adapters.push_back(host_only);
    o.table.routes.push_back({{"192.168.56.0", 24}, "0.0.0.0", 6, 0});
    o.guest().devices->push_back({"eth2", host_only.guid, host_only.mac, false, 1500, {}});
    o.site("box", "192.168.56.10", "192.168.56.10", true).wsl->broke_with_vpn = false;
}

/// podman machine with user-mode networking.
void network_is_taken(Observed& o) {
    o.git();
    o.guest().devices->push_back({"tap0", "", "5A-94-EF-E4-0C-EE", true, 1500, {{"192.168.127.2", 24}}});
    o.guest().routes->push_back({{"0.0.0.0", 0}, "tap0", "192.168.127.1", 0});
    o.trial("git").leaves_by = "tap0";
    o.trial("git").connects = false;
}

/// tailscaled runs in Windows and in WSL.
void tunnels_are_nested(Observed& o) {
    o.git();
    o.guest().devices->push_back({"tailscale0", "", "", true, 1280, {{"100.64.0.7", 32}}});
    o.eth0().mtu = 1280;
    o.trial("git").leaves_by = "tailscale0";
    o.trial("git").connects = true;
    o.trial("git").large_answer = false;
    o.probe_failed("git", ProbeStep::Body, "no answer within 5 s");
}

void downloads_stall(Observed& o) {
    o.mode(NetworkingMode::Nat, NetworkingMode::Nat);
    o.vpn_is_absent();
    o.web();
    o.trial("web").connects = true;
    o.trial("web").large_answer = false;
    o.probe_failed("web", ProbeStep::Body, "no answer within 5 s");
}

void only_lo(Observed& o) {
    everything_is_cut(o);
    o.guest_has_only_lo();
}

constexpr std::array c_cases{
    FaultCase{"Windows itself is offline", HostOffline, [](Observed& o) { o.rest.host_offline = true; },
              [](Observed& o) { o.rest.host_offline = false; }},
    FaultCase{"neither side reaches a target", HostOffline, unreached_by_both,
              [](Observed& o) { o.endpoint("git").windows->state = EndpointState::Up; }},
    FaultCase{"a server in WSL is cut off by the VPN", VpnCutsWsl,
              [](Observed& o) { o.server("api", 8080, true); },
              [](Observed& o) { o.endpoint("api").windows->broke_with_vpn = false; }},
    FaultCase{"a site in the Internet is cut off by the VPN", VpnCutsWsl, [](Observed& o) { o.web(); },
              [](Observed& o) { o.endpoint("web").windows->state = EndpointState::Down; }},
    FaultCase{"a target behind the VPN is cut off", VpnTargetsCut, [](Observed& o) { o.git(); },
              [](Observed& o) { o.trial("git").connects = true; }},
    FaultCase{"the gateway does not answer", NeighbourFails,
              [](Observed& o) {
                  o.git();
                  o.probe_failed("git", ProbeStep::Connect, "network or host unreachable (connecting)");
                  o.guest().gateway = NeighbourState::Failed;
                  o.host().os_revision = 7171;
              },
              [](Observed& o) { o.guest().gateway = NeighbourState::Stale; }},
    FaultCase{"replies through a TUN are dropped", TunnelRepliesDropped,
              [](Observed& o) {
                  o.vpn_is_tun();
                  o.git();
              },
              [](Observed& o) { o.eth1().up = false; }},
    FaultCase{"large packets are lost", LargePacketsLost,
              [](Observed& o) {
                  o.git();
                  o.vpn_adapter().mtu = 9000;
                  o.trial("git").connects = true;
                  o.trial("git").large_answer = false;
                  o.probe_failed("git", ProbeStep::Tls, "no answer within 5 s (agreeing on TLS)");
              },
              [](Observed& o) { o.trial("git").large_answer = true; }},
    FaultCase{"a card forwards into a tunnel", ForwardingLoop, card_is_forwarding,
              [](Observed& o) { o.ethernet().forwarding = false; }},
    FaultCase{"a kill switch blocks WSL", HypervBlocked,
              [](Observed& o) {
                  o.git();
                  o.web();
                  o.host().hyperv_block_rules = only("Mullvad VPN outbound block-all rule");
              },
              [](Observed& o) { o.host().hyperv_block_rules = only("Mullvad VPN inbound block-all rule"); }},
    FaultCase{"a policy lets nothing out of WSL", HypervBlocked,
              [](Observed& o) {
                  o.web();
                  o.host().hyperv_outbound_blocked = true;
              },
              [](Observed& o) { o.trial("web").connects = true; }},
    FaultCase{"names do not resolve", DnsTunnelBroken,
              [](Observed& o) {
                  everything_is_cut(o);
                  o.site("router", "192.168.1.1", "192.168.1.1", false);
              },
              [](Observed& o) {
                  o.endpoint("router").wsl =
                      decide::Side{EndpointState::Down, ProbeStep::Connect, "no answer", true};
              }},
    FaultCase{"names resolve to what only Windows can use", SyntheticDns,
              [](Observed& o) {
                  o.git();
                  o.service_runs("Global Secure Access", Trait::SyntheticAddresses);
                  o.trial("git").resolved = {"6.6.0.12"};
              },
              [](Observed& o) { o.trial("git").resolved = {"10.1.2.3"}; }},
    FaultCase{"private names bypass the VPN", SplitDnsBypassed, split_names_fail,
              [](Observed& o) { o.guest().resolv_conf_is_generated = true; }},
    FaultCase{"WSL fell back to NAT", SilentNat,
              [](Observed& o) {
                  o.mode(NetworkingMode::Mirrored, NetworkingMode::Nat);
                  o.host().wsl_warnings = std::vector{
                      WslWarning{{}, "Spiegelung wird nicht unterstützt. Es wird NAT verwendet."}};
              },
              [](Observed& o) { o.host().wsl_warnings->clear(); }},
    FaultCase{"IPv6 is off, and WSL runs with NAT", Ipv6Disabled,
              [](Observed& o) {
                  o.mode(NetworkingMode::Mirrored, NetworkingMode::Nat);
                  o.host().wsl_warnings = std::vector{WslWarning{{}, "Mirrored is not supported: NAT"}};
                  o.host().disabled_components = 0xFF;
              },
              [](Observed& o) { o.host().disabled_components = 0x20; }},
    FaultCase{"IPv6 is off, and WSL has only lo", Ipv6Disabled,
              [](Observed& o) {
                  only_lo(o);
                  o.host().disabled_components = 0xFF;
              },
              [](Observed& o) { o.host().disabled_components = 0; }},
    FaultCase{".wslconfig has a mistake", ConfigMistake,
              [](Observed& o) { o.rest.config_mistakes = {"line 3: networkMode looks like a mistake"}; },
              [](Observed& o) { o.rest.config_mistakes.clear(); }},
    FaultCase{"a policy decides the mode", ModeLocked,
              [](Observed& o) {
                  o.mode(NetworkingMode::Mirrored, NetworkingMode::Nat);
                  o.host().mode_is_locked = true;
                  o.host().policy_mode = NetworkingMode::Nat;
              },
              [](Observed& o) { o.mode(NetworkingMode::Nat, NetworkingMode::Nat); }},
    FaultCase{"WSL has no networking", NoNetworking,
              [](Observed& o) { o.mode(NetworkingMode::Mirrored, NetworkingMode::None); },
              [](Observed& o) { o.mode(NetworkingMode::None, NetworkingMode::None); }},
    FaultCase{"the host network service is stuck", StaleHns,
              [](Observed& o) {
                  only_lo(o);
                  o.host().hns_errors = only("0x803B0007");
              },
              [](Observed& o) { o.host().hns_errors = only("0x803B0015"); }},
    FaultCase{"two cards have one MAC address", DuplicateMac, twins,
              [](Observed& o) {
                  o.table.adapters.back().mac = "A0-B1-C2-D3-E4-F6";
                  o.host().hns_errors->clear();
              }},
    FaultCase{"a host-only network is left out", AdapterHidden, host_only_network,
              [](Observed& o) { o.table.adapters.back().nlm_connected = true; }},
    FaultCase{"WSL did not survive sleep", AfterResume, woke_up_dead,
              [](Observed& o) { o.rest.since_wsl_start = 30s; }},
    FaultCase{"WSL keeps a VPN from connecting", WslBreaksVpn,
              [](Observed& o) {
                  unreached_by_both(o);
                  o.vpn_is_absent();
                  o.table.phonebook = {{"Office", RasKind::Vpn}};
                  o.host().ras_error_651 = RasFailure{std::chrono::sys_seconds{1'800'000'000s}, "Office"};
              },
              [](Observed& o) { o.mode(NetworkingMode::Nat, NetworkingMode::Nat); }},
    FaultCase{"the VPN covers WSL's NAT network", NatRoutesOverlap, nat_overlaps,
              [](Observed& o) {
                  o.table.routes.resize(o.table.routes.size() - 2);
                  o.table.routes.push_back({{"172.16.0.0", 12}, "0.0.0.0", 9, 1}); // wider: WSL's own wins
              }},
    FaultCase{"half of the routes is missing", HalvesNotMirrored,
              [](Observed& o) {
                  o.vpn_is_full();
                  o.web().behind_vpn = true;
                  std::erase_if(*o.guest().routes, [](const GuestRoute& route) {
                      return route.destination == AddressPrefix{"0.0.0.0", 1};
                  });
              },
              [](Observed& o) {
                  o.guest().routes->push_back({{"0.0.0.0", 1}, "eth1", "", 1});
              }},
    FaultCase{"Windows hands out the server's port", PortsReserved,
              [](Observed& o) {
                  server_is_gone(o);
                  o.host().dynamic_port_start = 1024;
              },
              [](Observed& o) { o.host().dynamic_port_start = 49152; }},
    FaultCase{"the proxy is on the loopback", LoopbackProxy, proxy_fails,
              [](Observed& o) { o.guest().http_proxy = "http://proxy.corp.example:8080"; }},
    FaultCase{"a server is asked by ::1", LoopbackV6,
              [](Observed& o) {
                  o.server("api", 8080, true).spec.host = "::1";
                  o.endpoint("api").windows->broke_with_vpn = false;
              },
              [](Observed& o) { o.endpoint("api").spec.host = "127.0.0.1"; }},
    FaultCase{"a published port is asked by the host's own address", PublishedPort,
              [](Observed& o) {
                  o.server("docker", 5000, true).spec.host = "192.168.1.20";
                  o.endpoint("docker").windows->broke_with_vpn = false;
                  o.server("docker on loopback", 5000, false);
              },
              [](Observed& o) { o.endpoint("docker").spec.host = "192.168.1.99"; }},
    FaultCase{"a filter lets only names through", SecurityFilter,
              [](Observed& o) {
                  o.web();
                  o.vpn_is_absent();
              },
              [](Observed& o) { o.site("router", "192.168.1.1", "192.168.1.1", false); }},
    FaultCase{"Check Point takes all traffic", VpnTrapsHost,
              [](Observed& o) {
                  o.web();
                  o.git();
                  o.vpns.front().traits = {Trait::TakesWholeHost};
              },
              [](Observed& o) { o.site("router", "192.168.1.1", "192.168.1.1", false); }},
    FaultCase{"WSL may use one adapter only", InterfaceConstraint,
              [](Observed& o) {
                  o.git();
                  o.host().external_interface_constraint = "Ethernet";
              },
              [](Observed& o) { o.host().external_interface_constraint = "ethernet 4"; }},
    FaultCase{"WSL has lost its default route", NoDefaultRoute,
              [](Observed& o) {
                  o.web();
                  o.vpn_is_absent();
                  o.table.routes.push_back({{"0.0.0.0", 0}, "192.168.1.1", o.ethernet().index, 0});
                  std::erase_if(*o.guest().routes,
                                [](const GuestRoute& route) { return route.destination.length == 0; });
                  o.guest().gateway.reset();
              },
              [](Observed& o) {
                  o.guest().routes->push_back({{"0.0.0.0", 0}, "eth0", "192.168.1.1", 0});
              }},
    FaultCase{"Docker has the company's addresses", BridgeCoversTarget,
              [](Observed& o) {
                  o.git();
                  o.trial("git").leaves_by = "docker0";
              },
              [](Observed& o) { o.trial("git").leaves_by = "eth1"; }},
    FaultCase{"Clash answers with addresses of its own", FakeIpDns,
              [](Observed& o) {
                  o.web();
                  o.trial("web").resolved = only("198.18.0.23");
              },
              [](Observed& o) { o.trial("web").resolved = only("198.51.100.23"); }},
    FaultCase{"the proxy does not serve WSL", ProxyRefuses,
              [](Observed& o) {
                  proxy_fails(o);
                  o.guest().http_proxy = "http://proxy.corp.example:8080";
                  o.probe_failed("web", ProbeStep::Connect, "the proxy refuses the connection");
              },
              [](Observed& o) { o.probe_failed("web", ProbeStep::Connect, "no answer within 5 s"); }},
    FaultCase{"WSL does not trust a certificate", CertificateNotTrusted,
              [](Observed& o) {
                  o.web();
                  o.trial("web").connects = true;
                  o.probe_failed("web", ProbeStep::Tls, "the certificate is not trusted");
              },
              [](Observed& o) { o.probe_failed("web", ProbeStep::Tls, "no answer within 5 s"); }},
    FaultCase{"a server in WSL is dead", ServerDead, server_is_gone,
              [](Observed& o) {
                  o.trial("api").listens_here = true;
                  o.trial("api").answers_here = true;
              }},
    FaultCase{"another program has WSL's network", NetworkTaken, network_is_taken,
              [](Observed& o) { o.trial("git").leaves_by = "eth1"; }},
    FaultCase{"a tunnel inside WSL runs over one of the same width", NestedTunnel, tunnels_are_nested,
              [](Observed& o) { o.eth0().mtu = o.eth1().mtu = 1500; }},
    FaultCase{"NAT stalls large answers", NatStalls, downloads_stall,
              [](Observed& o) { o.guest().tcp_timestamps = false; }},
    FaultCase{"Hyper-V's firewall lets nothing in, and Windows does not reach a server in WSL",
              LoopbackFiltered,
              [](Observed& o) {
                  o.vpn_is_absent();
                  o.server("api", 8080, true).windows->broke_with_vpn = false;
                  o.host().hyperv_inbound_blocked = true;
              },
              [](Observed& o) { o.host().hyperv_inbound_blocked = false; }},
};

} // namespace

std::span<const FaultCase> fault_cases() {
    return c_cases;
}

} // namespace mirrorwatch::support
