// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace mirrorwatch {

/// What can be wrong: the causes that users of mirrored networking have reported, and what follows from them.
/// Each has one row in common/fault_table, with what is said of it, and one in service/decide/diagnosis, with
/// how it is recognised.
enum class Fault {
    HostOffline,           // Windows itself has no network, or not to these targets
    VpnCutsWsl,            // a VPN is up, and targets that are not behind it died
    VpnTargetsCut,         // targets behind the VPN work from Windows and not from WSL
    NeighbourFails,        // the guest gets no answer to ARP; Windows updates of late 2025
    TunnelRepliesDropped,  // replies that come out of a TUN never reach the guest
    LargePacketsLost,      // small ones pass: MTU
    ForwardingLoop,        // WSL turned forwarding on, and the host loops
    HypervBlocked,         // a kill switch or policy blocks WSL's virtual machine
    DnsTunnelBroken,       // addresses work, names do not
    SyntheticDns,          // names resolve to what only the host can use (Global Secure Access)
    SplitDnsBypassed,      // private names only, because resolv.conf is not WSL's
    SilentNat,             // configured as mirrored, runs with NAT
    Ipv6Disabled,          // DisabledComponents is 0xFF, so mirrored cannot be had
    ConfigMistake,         // .wslconfig has a line that has no effect
    ModeLocked,            // a policy decides the mode
    NoNetworking,          // the effective mode is none
    StaleHns,              // the host network service cannot make WSL's network
    DuplicateMac,          // two adapters, one MAC address: the switch refuses
    AdapterHidden,         // Windows does not count the adapter as connected, so WSL does not mirror it
    AfterResume,           // nothing works since the machine woke up
    WslBreaksVpn,          // the VPN cannot connect while WSL runs mirrored
    NatRoutesOverlap,      // the VPN's routes cover WSL's own NAT network
    HalvesNotMirrored,     // 0.0.0.0/1 and 128.0.0.0/1 are missing in the guest
    OnlyPing,              // nothing else fails
    InboundBlocked,        // from the LAN into WSL
    PortsReserved,         // a server cannot bind its port
    LoopbackProxy,         // the proxy listens on Windows' loopback only
    LoopbackV6,            // ::1 or the host's own address
    PublishedPort,         // Docker's ports by the host's own address
    SecurityFilter,        // a filter product lets names and ping through, and no TCP
    VpnTrapsHost,          // the VPN takes all of the host's traffic (Check Point)
    InterfaceConstraint,   // ExternalInterfaceConstraint is set: all other adapters are cut off
    ServerDead,            // it does not answer inside WSL either
    NoDefaultRoute,        // the guest has an adapter and no default route, and Windows has one
    BridgeCoversTarget,    // a container network in the guest has the target's addresses
    FakeIpDns,             // names resolve to what only a proxy in Windows can use (Clash, Zscaler)
    ProxyRefuses,          // the proxy that WSL is told to use does not serve it
    CertificateNotTrusted, // Windows trusts it, WSL does not: a product looks into HTTPS
    NetworkTaken,          // another program inside WSL has the default route
    NestedTunnel,          // a tunnel inside WSL makes packets that are too large for the device below it
    NatStalls,             // NAT loses large answers while TCP timestamps are on
    LoopbackFiltered,      // Windows' 127.0.0.1 does not lead to WSL, and its firewall blocks what comes in
};

inline constexpr std::size_t c_fault_count = static_cast<std::size_t>(Fault::LoopbackFiltered) + 1;

/// The order of findings: the most specific first.
inline constexpr auto c_most_specific_first = [] {
    using enum Fault;
    return std::array{
        ForwardingLoop, WslBreaksVpn, Ipv6Disabled, StaleHns, DuplicateMac, ModeLocked, NoNetworking,
        InterfaceConstraint, NetworkTaken, BridgeCoversTarget, HypervBlocked, FakeIpDns, SyntheticDns,
        SplitDnsBypassed, DnsTunnelBroken, LoopbackProxy, ProxyRefuses, CertificateNotTrusted, LoopbackV6,
        PublishedPort, AdapterHidden, NestedTunnel, NatStalls, LargePacketsLost, HalvesNotMirrored,
        NatRoutesOverlap, NoDefaultRoute, NeighbourFails, AfterResume, VpnTrapsHost, TunnelRepliesDropped,
        // An exclusion cures what the second is about, and not what the first is: another mode cures both.
        VpnTargetsCut, VpnCutsWsl, SecurityFilter, SilentNat, PortsReserved, LoopbackFiltered, ServerDead,
        OnlyPing, InboundBlocked, ConfigMistake, HostOffline};
}();

/// Some of the faults: `{c_no_network, Fault::AfterResume}`.
class FaultSet {
public:
    constexpr FaultSet() = default;

    constexpr FaultSet(Fault fault)
        : bits_(std::uint64_t{1} << static_cast<unsigned>(fault)) {}

    constexpr FaultSet(std::initializer_list<FaultSet> parts) {
        for (const FaultSet part : parts) {
            bits_ |= part.bits_;
        }
    }

    [[nodiscard]] constexpr bool has(Fault fault) const { return (bits_ & FaultSet{fault}.bits_) != 0; }

private:
    std::uint64_t bits_ = 0;
};

static_assert(c_fault_count <= 64);

// Causes that much else follows from: they leave WSL without any network;
inline constexpr FaultSet c_no_network{Fault::Ipv6Disabled, Fault::StaleHns, Fault::DuplicateMac,
                                       Fault::NoNetworking};
// or keep it from everything, or nearly so;
inline constexpr FaultSet c_shut_out{c_no_network, Fault::AfterResume, Fault::HypervBlocked,
                                     Fault::InterfaceConstraint};
// or from what lies behind one adapter or gateway;
inline constexpr FaultSet c_no_way{c_shut_out,
                                   Fault::AdapterHidden,
                                   Fault::NeighbourFails,
                                   Fault::NoDefaultRoute,
                                   Fault::BridgeCoversTarget,
                                   Fault::NetworkTaken};
// or from names.
inline constexpr FaultSet c_no_names{Fault::FakeIpDns, Fault::SyntheticDns, Fault::SplitDnsBypassed,
                                     Fault::DnsTunnelBroken};

enum class Severity { Hint, Warning, Error };

/// How sure a finding is: it fits; it fits and others do not; its cause itself was seen.
enum class Confidence { Possible, Likely, Certain };

/// Something that was considered and is not the case.
struct RuledOut {
    Fault fault = Fault::HostOffline;
    std::string because; // one observation: "Windows reaches git"

    friend bool operator==(const RuledOut&, const RuledOut&) = default;
};

/// Something wrong, with what it rests on.
struct Finding {
    Fault fault = Fault::HostOffline;
    std::vector<std::string> arguments = {}; // of the fault's row in common/fault_table, in its order
    Severity severity = Severity::Warning;
    Confidence confidence = Confidence::Possible;
    std::vector<std::string> endpoints = {}; // those concerned, in the order of the configuration
    std::vector<std::string> evidence = {};  // one observation each
    std::vector<RuledOut> ruled_out = {};

    friend bool operator==(const Finding&, const Finding&) = default;
};

} // namespace mirrorwatch
