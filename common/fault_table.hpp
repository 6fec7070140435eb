// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace mirrorwatch {

/// All that is said of one fault. What the core knows of it is in service/decide/diagnosis/faults.hpp.
struct FaultText {
    Fault fault = Fault::HostOffline;
    std::string_view name;  // in JSON, and on the command line
    std::string_view label; // in a list
    // With the arguments of the finding in its braces; endpoints are the last of those.
    std::string_view what;
    std::string_view advice; // what you can do, or why there is nothing to be done
    // When an argument is missing; empty: a general word takes its place.
    std::string_view what_in_general = {};
};

/// One row for each fault, in the order of Fault.
inline constexpr auto c_fault_texts = std::to_array<FaultText>({
    {Fault::HostOffline, "host_offline", "Windows is offline", "Windows itself does not reach {endpoints}.",
     "Nothing is wrong with WSL as far as this goes. Check the network, and whether a VPN that you need is "
     "connected. Nothing is changed meanwhile.",
     "Windows itself has no network."},
    {Fault::VpnCutsWsl, "vpn_cuts_wsl", "The VPN cuts WSL off",
     "{vpn} broke mirrored networking: there is no answer from {endpoints} any more.",
     "Exclude the VPN from WSL: that needs no restart, and takes only the VPN away from WSL. If that does "
     "not help, NAT networking usually does; WSL restarts for that."},
    {Fault::VpnTargetsCut, "vpn_targets_cut", "What is behind the VPN is cut off",
     "WSL does not reach what is behind {vpn}: there is no answer from {endpoints}.",
     "Windows reaches it, so the VPN itself is fine. Switch WSL to NAT networking, and to VirtioProxy if "
     "that does not help. Excluding the VPN would be no cure."},
    {Fault::NeighbourFails, "neighbour_fails", "The gateway does not answer WSL",
     "WSL gets no answer from its gateway, so it does not reach {endpoints}.",
     "Install the current updates of Windows: KB5072033 mended this in December 2025. A newer client of the "
     "VPN helps as well, with Cisco 5.1.13.177. Use NAT networking until then."},
    {Fault::TunnelRepliesDropped, "tunnel_replies_dropped", "Replies from the tunnel get lost",
     "Replies through {vpn} get lost before they reach WSL: there is no answer from {endpoints}.",
     "TUN and TAP adapters are known for this. Switch WSL to VirtioProxy networking: its connections are "
     "then made by Windows itself."},
    {Fault::LargePacketsLost, "large_packets_lost", "Large packets get lost",
     "WSL gets connections to {endpoints}, but large packets do not arrive.",
     "Lower the largest packet size (MTU) of the VPN to 1280 in WSL, or to 1400 in the VPN's own settings. "
     "The networking mode need not be changed."},
    {Fault::ForwardingLoop, "forwarding_loop", "Forwarding is on",
     "Windows has lost its network because forwarding is on for {detail} while a tunnel is up.",
     "WSL switched forwarding on. Switch it off as an administrator: Set-NetIPInterface -InterfaceAlias "
     "NAME -Forwarding Disabled. If it comes back, use NAT networking with this tunnel.",
     "Windows has lost its network because forwarding is on for a network card while a tunnel is up."},
    {Fault::HypervBlocked, "hyperv_blocked", "The Hyper-V firewall blocks WSL",
     "The Hyper-V firewall blocks WSL ({detail}): there is no answer from {endpoints}.",
     "A kill switch of the VPN or a policy of your organisation does this: look for lockdown mode or local "
     "network sharing in the VPN's client. If LoopbackEnabled is False, set it to True with PowerShell's "
     "Set-NetFirewallHyperVVMSetting, as an administrator. Another networking mode would not help.",
     "The Hyper-V firewall blocks WSL."},
    {Fault::DnsTunnelBroken, "dns_tunnel_broken", "Names do not resolve in WSL",
     "WSL cannot look up names any more: there is no answer from {endpoints}.",
     "Addresses still work. Set dnsTunneling=false under [wsl2] in .wslconfig and restart WSL; the "
     "networking mode can stay."},
    {Fault::SyntheticDns, "synthetic_dns", "Names lead to Global Secure Access",
     "Global Secure Access gives WSL addresses that only Windows can use: {endpoints} cannot be reached.",
     "Set dnsTunneling=false under [wsl2] in .wslconfig and restart WSL. If that does not help, use NAT "
     "networking. There is no adapter to exclude."},
    {Fault::SplitDnsBypassed, "split_dns_bypassed", "Private names bypass the VPN",
     "WSL cannot look up private names, because its resolv.conf is not WSL's own: {endpoints} cannot be "
     "reached.",
     "Let WSL write resolv.conf: remove generateResolvConf=false from /etc/wsl.conf, delete "
     "/etc/resolv.conf, leave dnsTunneling on, and restart WSL."},
    {Fault::SilentNat, "silent_nat", "WSL fell back to another mode",
     "WSL is set to mirrored networking, and runs with {mode} networking.",
     "If .wslconfig was changed while WSL ran, the next start of WSL brings it in force. Otherwise this "
     "Windows or WSL could not do it: bring both up to date, and look into the Application log, source WSL. "
     "Setting the mode again does not help.",
     "WSL is set to mirrored networking, and runs with another mode."},
    {Fault::Ipv6Disabled, "ipv6_disabled", "IPv6 is switched off",
     "Mirrored networking cannot work because IPv6 is switched off for all of Windows.",
     "Set DisabledComponents below HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters to 0x20 "
     "instead of 0xFF, which prefers IPv4, and restart Windows. If your organisation wants it off, stay "
     "with NAT networking."},
    {Fault::ConfigMistake, "config_mistake", ".wslconfig has a mistake",
     ".wslconfig has a line that has no effect: {detail}.",
     "Correct the line and restart WSL. This shows what is meant: mirrorwatch wslconfig check.",
     ".wslconfig has a line that has no effect."},
    {Fault::ModeLocked, "mode_locked", "A policy decides the mode",
     "Your organisation decides WSL's networking mode: it runs with {mode} networking.",
     "What .wslconfig says of the mode has no effect, so Mirrorwatch does not change it. Whoever manages "
     "this computer can allow it.",
     "Your organisation decides WSL's networking mode."},
    {Fault::NoNetworking, "no_networking", "WSL runs without networking",
     "WSL could not set its network up, and runs without any: {detail}.",
     "Restart WSL once: it may help, and a second time does not. Look into the Application log, source "
     "WSL, for the error. Windows Server cannot do mirrored networking: use NAT there. safeMode=true in "
     ".wslconfig "
     "has the same effect.",
     "WSL runs without any networking."},
    {Fault::StaleHns, "stale_hns", "The host network service is stuck",
     "Windows' host network service cannot make WSL's network ({detail}).",
     "Run wsl --shutdown, then as an administrator: net stop hns, net start hns. Only if a restart of "
     "Windows does not help either, ask your administrator to reset the service's state.",
     "Windows' host network service cannot make WSL's network."},
    {Fault::DuplicateMac, "duplicate_mac", "Two cards have one MAC address",
     "Hyper-V's switch does not take all network cards into WSL: {detail}.",
     "Two cards with one MAC address cannot both be mirrored: disable the one that you do not use, or turn "
     "off the dock's MAC address pass-through. Then restart WSL.",
     "Hyper-V's switch does not take all network cards into WSL."},
    {Fault::AdapterHidden, "adapter_hidden", "WSL leaves an adapter out",
     "Windows does not count {detail} as connected, so WSL leaves it out: there is no answer from "
     "{endpoints}.",
     "This is how WSL works: only what Windows has in a network is mirrored. For a host-only network use "
     "NAT networking. Setting the device up inside WSL does not last.",
     "Windows does not count an adapter as connected, so WSL leaves it out."},
    {Fault::AfterResume, "after_resume", "WSL did not survive sleep",
     "WSL has had no network since the machine woke up: there is no answer from {endpoints}.",
     "Wait a minute or two: it often comes back. If it does not, restart WSL when nothing in it is needed: "
     "wsl --shutdown."},
    {Fault::WslBreaksVpn, "wsl_breaks_vpn", "WSL keeps the VPN from connecting",
     "A VPN could not connect (error 651), which happens while WSL runs with mirrored networking.",
     "Run wsl --shutdown, connect the VPN, then start WSL again. NAT networking avoids this for good. The "
     "VPN's profile is fine."},
    {Fault::NatRoutesOverlap, "nat_routes_overlap", "The VPN takes WSL's own network",
     "{vpn} takes the addresses of WSL's own network: there is no answer from {endpoints}.",
     "NAT networking cannot work next to these routes. Switch WSL to VirtioProxy networking, which has no "
     "network of its own."},
    {Fault::HalvesNotMirrored, "halves_not_mirrored", "Half of the routes is missing in WSL",
     "WSL lacks a route through {vpn} for half of all addresses: there is no answer from {endpoints}.",
     "Update WSL: wsl --update. Use NAT networking until then. Changing metrics does not help."},
    {Fault::OnlyPing, "only_ping", "Only ping fails", "Only ping fails from WSL.",
     "Nothing needs to be done: many networks and VPNs drop pings."},
    {Fault::InboundBlocked, "inbound_blocked", "The LAN does not reach WSL",
     "Other machines do not reach the servers in WSL.",
     "The Hyper-V firewall blocks this unless a rule allows it. As an administrator, add one for the port "
     "with New-NetFirewallHyperVRule. NAT networking would make it worse."},
    {Fault::PortsReserved, "ports_reserved", "Windows hands out the port",
     "WSL may not take the ports of {endpoints}, because Windows hands them out to its own programs.",
     "Put the dynamic ports back to where they usually are, as an administrator: netsh int ipv4 set "
     "dynamicport tcp start=49152 num=16384. Update WSL, and restart it. No VPN is involved."},
    {Fault::LoopbackProxy, "loopback_proxy", "The proxy is on the loopback",
     "WSL is told to use the proxy {detail}, which it does not reach: there is no answer from {endpoints}.",
     "Set autoProxy=false under [wsl2] in .wslconfig and restart WSL, or set http_proxy in the distro to an "
     "address that WSL reaches. NAT networking would not help.",
     "WSL is told to use a proxy that listens only inside Windows."},
    {Fault::LoopbackV6, "loopback_v6", "The address is not shared with WSL",
     "{detail} is not shared between Windows and WSL: {endpoints} cannot be reached that way.",
     "Use 127.0.0.1. For Windows' own IPv4 address, hostAddressLoopback=true under [experimental] in "
     ".wslconfig helps; for ::1 nothing does.",
     "This address is not shared between Windows and WSL."},
    {Fault::PublishedPort, "published_port", "The server answers on 127.0.0.1 only",
     "By {detail}, which is Windows' own address, there is no answer from {endpoints}.",
     "Use 127.0.0.1, or set hostAddressLoopback=true under [experimental] in .wslconfig and restart WSL. If "
     "Docker publishes the port, bring Docker up to date. No VPN is involved.",
     "By Windows' own address there is no answer from a server in WSL."},
    {Fault::SecurityFilter, "security_filter", "A security product blocks WSL",
     "Names resolve in WSL, but no connection comes about: there is no answer from {endpoints}.",
     "A security product that filters the network probably blocks WSL. Ask for an exception for WSL's "
     "virtual machine. Another networking mode would not help for long."},
    {Fault::VpnTrapsHost, "vpn_traps_host", "The VPN takes the host's traffic",
     "{vpn} takes the traffic of the whole machine, WSL's too: there is no answer from {endpoints}.",
     "Switch WSL to NAT networking, and to VirtioProxy if the VPN's routes break that as well."},
    {Fault::InterfaceConstraint, "interface_constraint", "WSL may use one adapter only",
     "WSL may use no adapter but {detail}: there is no answer from {endpoints}.",
     "ExternalInterfaceConstraint below HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss says so. "
     "Remove the value as an administrator and restart WSL, or ask whoever set it. It holds with NAT "
     "networking too.",
     "WSL may use one adapter only."},
    {Fault::ServerDead, "server_dead", "The server does not run",
     "There is no answer from {endpoints} inside WSL either.",
     "Start the server, or look into its log. Neither the VPN nor WSL's network is to blame."},
    {Fault::NoDefaultRoute, "no_default_route", "WSL has lost its default route",
     "Windows has a default route, and WSL has none: there is no answer from {endpoints}.",
     "WSL loses it when the network changes: another Wi-Fi, a dock, a cable. Restart WSL when nothing "
     "in it is needed: wsl --shutdown. No VPN is to blame."},
    {Fault::BridgeCoversTarget, "bridge_covers_target", "A container network takes the address",
     "Inside WSL the container network {detail} has the addresses of {endpoints}.",
     "Move the container network to addresses that your own network does not use: set bip and "
     "default-address-pools in Docker's daemon.json, or the subnet of the Compose network, and restart "
     "Docker. Another networking mode does not help.",
     "Inside WSL a container network has addresses of your own network."},
    {Fault::FakeIpDns, "fake_ip_dns", "Names lead to a proxy's own addresses",
     "Names resolve to addresses that only Windows' own traffic can use ({detail}): WSL does not reach "
     "{endpoints}.",
     "A program like Clash or Zscaler gives names such addresses. Switch WSL to VirtioProxy networking: its "
     "connections are then made by Windows itself. NAT networking would not help.",
     "Names resolve to addresses that only Windows' own traffic can use."},
    {Fault::ProxyRefuses, "proxy_refuses", "The proxy does not serve WSL",
     "WSL is told to use the proxy {detail}, which does not serve it: there is no answer from {endpoints}.",
     "Windows gets through by the same proxy. It may want you to sign in as Windows does, or not know "
     "WSL: ask whoever runs it. autoProxy=false under [wsl2] in .wslconfig makes WSL go without a "
     "proxy, where that is allowed.",
     "WSL is told to use a proxy that does not serve it."},
    {Fault::CertificateNotTrusted, "certificate_not_trusted", "WSL does not trust a certificate",
     "Windows trusts the certificate of {endpoints}, and WSL does not.",
     "A security product that looks into HTTPS shows a certificate of its own. Export its root "
     "certificate from Windows, put it into /usr/local/share/ca-certificates in the distro, and run "
     "update-ca-certificates."},
    {Fault::NetworkTaken, "network_taken", "Another program has WSL's network",
     "Inside WSL another program takes the network ({detail}): there is no answer from {endpoints}.",
     "A program like podman's user-mode networking or wsl-vpnkit, or a VPN inside WSL, sends all of WSL's "
     "traffic its own way. Stop it or look into its log: wsl --terminate NAME ends its distro. Mirrorwatch "
     "changes nothing meanwhile, as it would undo what that program does.",
     "Inside WSL another program takes the network."},
    {Fault::NestedTunnel, "nested_tunnel", "A tunnel inside WSL has no room",
     "Large packets get lost, because the tunnel inside WSL is as wide as the device below it "
     "({detail}): there is no answer from {endpoints}.",
     "A VPN runs in Windows and another one inside WSL. Give the device below more room, in WSL: sudo "
     "ip link set dev NAME mtu 1500. Or run the VPN in one of the two places only. A smaller packet "
     "size makes it worse.",
     "Large packets get lost, because the tunnel inside WSL is as wide as the device below it."},
    {Fault::NatStalls, "nat_stalls", "NAT loses large answers",
     "With NAT networking large answers from {endpoints} stop half way, and small ones arrive.",
     "This is known of NAT while TCP timestamps are on. In WSL: sudo sysctl -w "
     "net.ipv4.tcp_timestamps=0. To keep it, write net.ipv4.tcp_timestamps=0 into "
     "/etc/sysctl.d/99-nat.conf. The packet size is not to blame."},
    {Fault::LoopbackFiltered, "loopback_filtered", "A firewall may keep Windows out",
     "Windows gets no answer from {endpoints}, which answers inside WSL.",
     "The Hyper-V firewall may do this. As an administrator, set DefaultInboundAction of WSL's virtual "
     "machines to Allow with PowerShell's Set-NetFirewallHyperVVMSetting. Other machines may get in as "
     "well then. No VPN is to blame."},
});

[[nodiscard]] consteval bool has_row_for_each_fault() {
    for (std::size_t i = 0; i < c_fault_texts.size(); ++i) {
        if (static_cast<std::size_t>(c_fault_texts[i].fault) != i) {
            return false;
        }
    }
    return c_fault_texts.size() == c_fault_count;
}

static_assert(has_row_for_each_fault());

} // namespace mirrorwatch
