#include "common/text_faults.hpp"

#include "common/text_parts.hpp"

#include <array>
#include <cstddef>

namespace mirrorwatch::text {
namespace {

constexpr Parts c_endpoints{Part::Endpoints, Part::Nothing};
constexpr Parts c_mode{Part::Mode, Part::Nothing};
constexpr Parts c_detail{Part::Detail, Part::Nothing};
constexpr Parts c_vpn_endpoints{Part::Vpn, Part::Endpoints};
constexpr Parts c_detail_endpoints{Part::Detail, Part::Endpoints};

struct Row {
    Fault fault;
    std::string_view label;
    Parts parts;
    std::string_view what;
    std::string_view what_in_general; // when an argument is missing; empty: a general word takes its place
    std::string_view advice;
};

constexpr std::array c_rows{
    Row{Fault::HostOffline, "Windows is offline", c_endpoints, "Windows itself does not reach {endpoints}.",
        "Windows itself has no network.",
        "Nothing is wrong with WSL as far as this goes. Check the network, and whether a VPN that you need "
        "is "
        "connected. Nothing is changed meanwhile."},
    Row{Fault::VpnCutsWsl,
        "The VPN cuts WSL off",
        c_vpn_endpoints,
        "{vpn} broke mirrored networking: there is no answer from {endpoints} any more.",
        {},
        "Exclude the VPN from WSL: that needs no restart, and takes only the VPN away from WSL. If that does "
        "not help, NAT networking usually does; WSL restarts for that."},
    Row{Fault::VpnTargetsCut,
        "What is behind the VPN is cut off",
        c_vpn_endpoints,
        "WSL does not reach what is behind {vpn}: there is no answer from {endpoints}.",
        {},
        "Windows reaches it, so the VPN itself is fine. Switch WSL to NAT networking, and to VirtioProxy if "
        "that does not help. Excluding the VPN would be no cure."},
    Row{Fault::NeighbourFails,
        "The gateway does not answer WSL",
        c_endpoints,
        "WSL gets no answer from its gateway, so it does not reach {endpoints}.",
        {},
        "Install the current updates of Windows: KB5072033 mended this in December 2025. A newer client of "
        "the VPN helps as well, with Cisco 5.1.13.177. Use NAT networking until then."},
    Row{Fault::TunnelRepliesDropped,
        "Replies from the tunnel get lost",
        c_vpn_endpoints,
        "Replies through {vpn} get lost before they reach WSL: there is no answer from {endpoints}.",
        {},
        "This is known of TUN and TAP adapters. Switch WSL to VirtioProxy networking: its connections are "
        "then made by Windows itself."},
    Row{Fault::LargePacketsLost,
        "Large packets get lost",
        c_endpoints,
        "WSL gets connections to {endpoints}, but large packets do not arrive.",
        {},
        "Lower the largest packet size (MTU) of the VPN to 1280 in WSL, or to 1400 in the VPN's own "
        "settings. "
        "The networking mode need not be changed."},
    Row{Fault::ForwardingLoop, "Forwarding is on", c_detail,
        "Windows has lost its network because forwarding is on for {detail} while a tunnel is up.",
        "Windows has lost its network because forwarding is on for a network card while a tunnel is up.",
        "WSL switched forwarding on. Switch it off as an administrator: Set-NetIPInterface -InterfaceAlias "
        "NAME -Forwarding Disabled. If it comes back, use NAT networking with this tunnel."},
    Row{Fault::HypervBlocked, "The Hyper-V firewall blocks WSL", c_detail_endpoints,
        "The Hyper-V firewall blocks WSL ({detail}): there is no answer from {endpoints}.",
        "The Hyper-V firewall blocks WSL.",
        "A kill switch of the VPN or a policy of your organisation does this: look for lockdown mode or "
        "local network sharing in the VPN's client. If LoopbackEnabled is False, set it to True with "
        "PowerShell's "
        "Set-NetFirewallHyperVVMSetting, as an administrator. Another networking mode would not help."},
    Row{Fault::DnsTunnelBroken,
        "Names do not resolve in WSL",
        c_endpoints,
        "WSL cannot look up names any more, so it does not reach {endpoints}.",
        {},
        "Addresses still work. Set dnsTunneling=false under [wsl2] in .wslconfig and restart WSL; the "
        "networking mode can stay."},
    Row{Fault::SyntheticDns,
        "Names lead to Global Secure Access",
        c_endpoints,
        "Global Secure Access gives WSL addresses that only Windows can use: {endpoints} cannot be reached.",
        {},
        "Set dnsTunneling=false under [wsl2] in .wslconfig and restart WSL. If that does not help, use NAT "
        "networking. There is no adapter to exclude."},
    Row{Fault::SplitDnsBypassed,
        "Private names bypass the VPN",
        c_endpoints,
        "WSL cannot look up private names, because its resolv.conf is not WSL's own: {endpoints} cannot be "
        "reached.",
        {},
        "Let WSL write resolv.conf: remove generateResolvConf=false from /etc/wsl.conf, delete "
        "/etc/resolv.conf, leave dnsTunneling on, and restart WSL."},
    Row{Fault::SilentNat, "WSL fell back to another mode", c_mode,
        "WSL is set to mirrored networking, and runs with {mode} networking.",
        "WSL is set to mirrored networking, and runs with another mode.",
        "If .wslconfig was changed while WSL ran, the next start of WSL brings it in force. Otherwise this "
        "Windows or WSL could not do it: bring both up to date, and look into the Application log, source "
        "WSL. Setting the mode again does not help."},
    Row{Fault::Ipv6Disabled,
        "IPv6 is switched off",
        c_no_parts,
        "Mirrored networking cannot work because IPv6 is switched off for all of Windows.",
        {},
        "Set DisabledComponents below HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters to 0x20 "
        "instead of 0xFF, which prefers IPv4, and restart Windows. If your organisation wants it off, stay "
        "with NAT networking."},
    Row{Fault::ConfigMistake, ".wslconfig has a mistake", c_detail,
        ".wslconfig has a line that has no effect: {detail}.", ".wslconfig has a line that has no effect.",
        "Correct the line and restart WSL. This shows what is meant: mirrorwatch config check."},
    Row{Fault::ModeLocked, "A policy decides the mode", c_mode,
        "Your organisation decides WSL's networking mode: it runs with {mode} networking.",
        "Your organisation decides WSL's networking mode.",
        "What .wslconfig says of the mode has no effect, so Mirrorwatch does not change it. Whoever manages "
        "this computer can allow it."},
    Row{Fault::NoNetworking, "WSL runs without networking", c_detail,
        "WSL could not set its network up, and runs without any: {detail}.",
        "WSL runs without any networking.",
        "Restarting WSL once is worth a try, more often is not. Look into the Application log, source WSL, "
        "for the error. Windows Server cannot do mirrored networking: use NAT there. safeMode=true in "
        ".wslconfig has the same effect."},
    Row{Fault::StaleHns, "The host network service is stuck", c_detail,
        "Windows' host network service cannot make WSL's network ({detail}).",
        "Windows' host network service cannot make WSL's network.",
        "Run wsl --shutdown, then as an administrator: net stop hns, net start hns. Only if a restart of "
        "Windows does not help either, ask your administrator to reset the service's state."},
    Row{Fault::DuplicateMac, "Two cards have one MAC address", c_detail,
        "Hyper-V's switch does not take all network cards into WSL: {detail}.",
        "Hyper-V's switch does not take all network cards into WSL.",
        "Two cards with one MAC address cannot both be mirrored: disable the one that you do not use, or "
        "turn "
        "off the dock's MAC address pass-through. Then restart WSL."},
    Row{Fault::AdapterHidden, "WSL leaves an adapter out", c_detail_endpoints,
        "Windows does not count {detail} as connected, so WSL leaves it out: there is no answer from "
        "{endpoints}.",
        "Windows does not count an adapter as connected, so WSL leaves it out.",
        "This is how WSL works: only what Windows has in a network is mirrored. For a host-only network use "
        "NAT networking. Setting the device up inside WSL does not last."},
    Row{Fault::AfterResume,
        "WSL did not survive sleep",
        c_endpoints,
        "WSL has had no network since the machine woke up: there is no answer from {endpoints}.",
        {},
        "Wait a minute or two: it often comes back. If it does not, restart WSL when nothing in it is "
        "needed: "
        "wsl --shutdown."},
    Row{Fault::WslBreaksVpn,
        "WSL keeps the VPN from connecting",
        c_no_parts,
        "A VPN could not connect (error 651), which happens while WSL runs with mirrored networking.",
        {},
        "Run wsl --shutdown, connect the VPN, then start WSL again. NAT networking avoids this for good. The "
        "VPN's profile is fine."},
    Row{Fault::NatRoutesOverlap,
        "The VPN takes WSL's own network",
        c_vpn_endpoints,
        "{vpn} takes the addresses of WSL's own network: there is no answer from {endpoints}.",
        {},
        "NAT networking cannot work next to these routes. Switch WSL to VirtioProxy networking, which has no "
        "network of its own."},
    Row{Fault::HalvesNotMirrored,
        "Half of the routes is missing in WSL",
        c_vpn_endpoints,
        "WSL lacks a route through {vpn} for half of all addresses: there is no answer from {endpoints}.",
        {},
        "Update WSL: wsl --update. Use NAT networking until then. Changing metrics does not help."},
    Row{Fault::OnlyPing,
        "Only ping fails",
        c_no_parts,
        "Only ping fails from WSL.",
        {},
        "Nothing needs to be done: many networks and VPNs drop pings."},
    Row{Fault::InboundBlocked,
        "The LAN does not reach WSL",
        c_no_parts,
        "Other machines do not reach the servers in WSL.",
        {},
        "The Hyper-V firewall blocks this unless a rule allows it. As an administrator, add one for the port "
        "with New-NetFirewallHyperVRule. NAT networking would make it worse."},
    Row{Fault::PortsReserved,
        "Windows hands out the port",
        c_endpoints,
        "WSL may not take the ports of {endpoints}, because Windows hands them out to its own programs.",
        {},
        "Put the dynamic ports back to where they usually are, as an administrator: netsh int ipv4 set "
        "dynamicport tcp start=49152 num=16384. Update WSL, and restart it. No VPN is involved."},
    Row{Fault::LoopbackProxy, "The proxy is on the loopback", c_detail_endpoints,
        "WSL is told to use the proxy {detail}, which it does not reach: there is no answer from "
        "{endpoints}.",
        "WSL is told to use a proxy that listens only inside Windows.",
        "Set autoProxy=false under [wsl2] in .wslconfig and restart WSL, or set http_proxy in the distro to "
        "an address that WSL reaches. NAT networking would not help."},
    Row{Fault::LoopbackV6, "The address is not shared with WSL", c_detail_endpoints,
        "{detail} is not shared between Windows and WSL: {endpoints} cannot be reached that way.",
        "This address is not shared between Windows and WSL.",
        "Use 127.0.0.1. For Windows' own IPv4 address, hostAddressLoopback=true under [experimental] in "
        ".wslconfig helps; for ::1 nothing does."},
    Row{Fault::PublishedPort, "The server answers on 127.0.0.1 only", c_detail_endpoints,
        "By {detail}, which is Windows' own address, there is no answer from {endpoints}.",
        "By Windows' own address there is no answer from a server in WSL.",
        "Use 127.0.0.1, or set hostAddressLoopback=true under [experimental] in .wslconfig and restart WSL. "
        "Of Docker, have the current version. No VPN is involved."},
    Row{Fault::SecurityFilter,
        "A security product blocks WSL",
        c_endpoints,
        "Names resolve in WSL, but no connection comes about: there is no answer from {endpoints}.",
        {},
        "A security product that filters the network probably blocks WSL. Ask for an exception for WSL's "
        "virtual machine. Another networking mode would not help for long."},
    Row{Fault::VpnTrapsHost,
        "The VPN takes the host's traffic",
        c_vpn_endpoints,
        "{vpn} takes the traffic of the whole machine, WSL's too: there is no answer from {endpoints}.",
        {},
        "Switch WSL to NAT networking, and to VirtioProxy if the VPN's routes break that as well."},
    Row{Fault::InterfaceConstraint, "WSL may use one adapter only", c_detail_endpoints,
        "WSL may use no adapter but {detail}: there is no answer from {endpoints}.",
        "WSL may use one adapter only.",
        "ExternalInterfaceConstraint below HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss says so. "
        "Remove the value as an administrator and restart WSL, or ask whoever set it. It holds with NAT "
        "networking too."},
    Row{Fault::ServerDead,
        "The server does not run",
        c_endpoints,
        "There is no answer from {endpoints} inside WSL either.",
        {},
        "Start the server, or look into its log. Neither the VPN nor WSL's network is to blame."},
};

constexpr bool in_order_of_faults() {
    for (std::size_t i = 0; i < c_rows.size(); ++i) {
        if (static_cast<std::size_t>(c_rows[i].fault) != i) {
            return false;
        }
    }
    return c_rows.size() == static_cast<std::size_t>(Fault::ServerDead) + 1;
}

static_assert(in_order_of_faults(), "one row for each fault, in the order of Fault");

const Row& row_of(Fault fault) {
    return c_rows.at(static_cast<std::size_t>(fault));
}

} // namespace

std::string what(const Finding& finding) {
    const Row& row = row_of(finding.fault);
    const bool is_general = !row.what_in_general.empty() && is_any_missing(row.parts, finding.arguments);
    return is_general ? std::string{row.what_in_general} : filled(row.what, row.parts, finding.arguments);
}

std::string advice(const Finding& finding) {
    return std::string{row_of(finding.fault).advice};
}

std::string_view label(Fault fault) {
    return row_of(fault).label;
}

std::string_view label(Severity severity) {
    constexpr std::array<std::string_view, 3> c_labels{"Hint", "Warning", "Error"};
    return c_labels.at(static_cast<std::size_t>(severity));
}

std::string_view label(Confidence confidence) {
    constexpr std::array<std::string_view, 3> c_labels{"Possible", "Likely", "Certain"};
    return c_labels.at(static_cast<std::size_t>(confidence));
}

} // namespace mirrorwatch::text
