#pragma once

#include <string>
#include <vector>

namespace mirrorwatch {

/// What can be wrong: the causes that users of mirrored networking have reported, and what follows from them.
/// service/decide/diagnosis/catalogue.hpp says of each how bad it is, what it depends on, and whether it can
/// be recognised; common/text_faults what is said of it, and what is advised.
enum class Fault {
    HostOffline,          // Windows itself has no network, or not to these targets
    VpnCutsWsl,           // a VPN is up, and targets that are not behind it died
    VpnTargetsCut,        // targets behind the VPN work from Windows and not from WSL
    NeighbourFails,       // the guest gets no answer to ARP; Windows updates of late 2025
    TunnelRepliesDropped, // replies that come out of a TUN never reach the guest
    LargePacketsLost,     // small ones pass: MTU
    ForwardingLoop,       // WSL turned forwarding on, and the host loops
    HypervBlocked,        // a kill switch or policy blocks WSL's virtual machine
    DnsTunnelBroken,      // addresses work, names do not
    SyntheticDns,         // names resolve to what only the host can use (Global Secure Access)
    SplitDnsBypassed,     // private names only, because resolv.conf is not WSL's
    SilentNat,            // configured as mirrored, runs with NAT
    Ipv6Disabled,         // DisabledComponents is 0xFF, so mirrored cannot be had
    ConfigMistake,        // .wslconfig has a line that has no effect
    ModeLocked,           // a policy decides the mode
    NoNetworking,         // the effective mode is none
    StaleHns,             // the host network service cannot make WSL's network
    DuplicateMac,         // two adapters, one MAC address: the switch refuses
    AdapterHidden,        // Windows does not count the adapter as connected, so WSL does not mirror it
    AfterResume,          // nothing works since the machine woke up
    WslBreaksVpn,         // the VPN cannot connect while WSL runs mirrored
    NatRoutesOverlap,     // the VPN's routes cover WSL's own NAT network
    HalvesNotMirrored,    // 0.0.0.0/1 and 128.0.0.0/1 are missing in the guest
    OnlyPing,             // nothing else fails
    InboundBlocked,       // from the LAN into WSL
    PortsReserved,        // a server cannot bind its port
    LoopbackProxy,        // the proxy listens on Windows' loopback only
    LoopbackV6,           // ::1 or the host's own address
    PublishedPort,        // Docker's ports by the host's own address
    SecurityFilter,       // a filter product lets names and ping through, and no TCP
    VpnTrapsHost,         // the VPN takes all of the host's traffic (Check Point)
    InterfaceConstraint,  // ExternalInterfaceConstraint is set: all other adapters are cut off
    ServerDead,           // it does not answer inside WSL either
};

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
    std::vector<std::string> arguments = {}; // of the fault's row in common/text_faults, in its order
    Severity severity = Severity::Warning;
    Confidence confidence = Confidence::Possible;
    std::vector<std::string> endpoints = {}; // those concerned, in the order of the configuration
    std::vector<std::string> evidence = {};  // one observation each
    std::vector<RuledOut> ruled_out = {};

    friend bool operator==(const Finding&, const Finding&) = default;
};

} // namespace mirrorwatch
