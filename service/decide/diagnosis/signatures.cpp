#include "service/decide/diagnosis/signatures.hpp"

#include <array>

namespace mirrorwatch::decide {
namespace {

constexpr std::array c_signatures{
    Signature{Fault::ForwardingLoop, forwarding_loop, false},
    Signature{Fault::WslBreaksVpn, wsl_breaks_vpn, false},
    Signature{Fault::Ipv6Disabled, ipv6_disabled, false},
    Signature{Fault::StaleHns, stale_hns, false},
    Signature{Fault::DuplicateMac, duplicate_mac, false},
    Signature{Fault::ModeLocked, mode_locked, false},
    Signature{Fault::NoNetworking, no_networking, false},
    Signature{Fault::InterfaceConstraint, interface_constraint},
    Signature{Fault::HypervBlocked, hyperv_blocked},
    Signature{Fault::SyntheticDns, synthetic_dns},
    Signature{Fault::SplitDnsBypassed, split_dns_bypassed},
    Signature{Fault::DnsTunnelBroken, dns_tunnel_broken},
    Signature{Fault::LoopbackProxy, loopback_proxy},
    Signature{Fault::LoopbackV6, loopback_v6},
    Signature{Fault::PublishedPort, published_port},
    Signature{Fault::AdapterHidden, adapter_hidden},
    Signature{Fault::LargePacketsLost, large_packets_lost},
    Signature{Fault::HalvesNotMirrored, halves_not_mirrored},
    Signature{Fault::NatRoutesOverlap, nat_routes_overlap},
    Signature{Fault::NeighbourFails, neighbour_fails},
    Signature{Fault::AfterResume, after_resume},
    Signature{Fault::VpnTrapsHost, vpn_traps_host},
    Signature{Fault::TunnelRepliesDropped, tunnel_replies_dropped},
    // An exclusion cures what the second is about, and not what the first is: another mode cures both.
    Signature{Fault::VpnTargetsCut, vpn_targets_cut},
    Signature{Fault::VpnCutsWsl, vpn_cuts_wsl},
    Signature{Fault::SecurityFilter, security_filter},
    Signature{Fault::SilentNat, silent_nat, false},
    Signature{Fault::PortsReserved, ports_reserved},
    Signature{Fault::ServerDead, server_dead},
    Signature{Fault::ConfigMistake, config_mistake, false},
    Signature{Fault::HostOffline, host_offline},
};

} // namespace

std::span<const Signature> signatures() {
    return c_signatures;
}

} // namespace mirrorwatch::decide
