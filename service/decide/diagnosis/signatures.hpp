#pragma once

#include "common/fault.hpp"
#include "service/decide/diagnosis/judgement.hpp"
#include "service/decide/diagnosis/scene.hpp"

#include <span>

/// One function for each fault that can be recognised. None changes anything, and each stands alone: what
/// follows from what is the catalogue's.
namespace mirrorwatch::decide {

// of Windows itself
[[nodiscard]] Judgement host_offline(const Scene& scene);
[[nodiscard]] Judgement forwarding_loop(const Scene& scene);
[[nodiscard]] Judgement wsl_breaks_vpn(const Scene& scene);
// of WSL's mode, and of what makes its network
[[nodiscard]] Judgement silent_nat(const Scene& scene);
[[nodiscard]] Judgement ipv6_disabled(const Scene& scene);
[[nodiscard]] Judgement config_mistake(const Scene& scene);
[[nodiscard]] Judgement mode_locked(const Scene& scene);
[[nodiscard]] Judgement no_networking(const Scene& scene);
[[nodiscard]] Judgement stale_hns(const Scene& scene);
[[nodiscard]] Judgement duplicate_mac(const Scene& scene);
// of the guest's network
[[nodiscard]] Judgement hyperv_blocked(const Scene& scene);
[[nodiscard]] Judgement interface_constraint(const Scene& scene);
[[nodiscard]] Judgement adapter_hidden(const Scene& scene);
[[nodiscard]] Judgement after_resume(const Scene& scene);
[[nodiscard]] Judgement neighbour_fails(const Scene& scene);
[[nodiscard]] Judgement security_filter(const Scene& scene);
// of the guest's routes and packets
[[nodiscard]] Judgement large_packets_lost(const Scene& scene);
[[nodiscard]] Judgement nat_routes_overlap(const Scene& scene);
[[nodiscard]] Judgement halves_not_mirrored(const Scene& scene);
[[nodiscard]] Judgement tunnel_replies_dropped(const Scene& scene);
// of names
[[nodiscard]] Judgement dns_tunnel_broken(const Scene& scene);
[[nodiscard]] Judgement synthetic_dns(const Scene& scene);
[[nodiscard]] Judgement split_dns_bypassed(const Scene& scene);
// of servers and ports
[[nodiscard]] Judgement ports_reserved(const Scene& scene);
[[nodiscard]] Judgement loopback_proxy(const Scene& scene);
[[nodiscard]] Judgement loopback_v6(const Scene& scene);
[[nodiscard]] Judgement published_port(const Scene& scene);
[[nodiscard]] Judgement server_dead(const Scene& scene);
// of a VPN
[[nodiscard]] Judgement vpn_traps_host(const Scene& scene);
[[nodiscard]] Judgement vpn_cuts_wsl(const Scene& scene);
[[nodiscard]] Judgement vpn_targets_cut(const Scene& scene);

struct Signature {
    Fault fault = Fault::HostOffline;
    Judgement (*judge)(const Scene&) = nullptr;
    bool names_endpoints = true; // as the last arguments of the finding
};

/// The most specific first: the order of findings.
[[nodiscard]] std::span<const Signature> signatures();

} // namespace mirrorwatch::decide
