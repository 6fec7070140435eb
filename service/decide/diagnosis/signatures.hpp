#pragma once

#include "common/fault.hpp"
#include "service/decide/diagnosis/diagnosis_context.hpp"
#include "service/decide/diagnosis/judgement.hpp"

#include <span>

/// One function for each fault that can be recognised. None changes anything, and each stands alone: what
/// follows from what is the catalogue's.
namespace mirrorwatch::decide {

// of Windows itself
[[nodiscard]] Judgement host_offline(const DiagnosisContext& context);
[[nodiscard]] Judgement forwarding_loop(const DiagnosisContext& context);
[[nodiscard]] Judgement wsl_breaks_vpn(const DiagnosisContext& context);
// of WSL's mode, and of what makes its network
[[nodiscard]] Judgement silent_nat(const DiagnosisContext& context);
[[nodiscard]] Judgement ipv6_disabled(const DiagnosisContext& context);
[[nodiscard]] Judgement config_mistake(const DiagnosisContext& context);
[[nodiscard]] Judgement mode_locked(const DiagnosisContext& context);
[[nodiscard]] Judgement no_networking(const DiagnosisContext& context);
[[nodiscard]] Judgement stale_hns(const DiagnosisContext& context);
[[nodiscard]] Judgement duplicate_mac(const DiagnosisContext& context);
// of the guest's network
[[nodiscard]] Judgement hyperv_blocked(const DiagnosisContext& context);
[[nodiscard]] Judgement interface_constraint(const DiagnosisContext& context);
[[nodiscard]] Judgement adapter_hidden(const DiagnosisContext& context);
[[nodiscard]] Judgement after_resume(const DiagnosisContext& context);
[[nodiscard]] Judgement neighbour_fails(const DiagnosisContext& context);
[[nodiscard]] Judgement security_filter(const DiagnosisContext& context);
// of the guest's routes and packets
[[nodiscard]] Judgement large_packets_lost(const DiagnosisContext& context);
[[nodiscard]] Judgement nat_routes_overlap(const DiagnosisContext& context);
[[nodiscard]] Judgement halves_not_mirrored(const DiagnosisContext& context);
[[nodiscard]] Judgement tunnel_replies_dropped(const DiagnosisContext& context);
// of names
[[nodiscard]] Judgement dns_tunnel_broken(const DiagnosisContext& context);
[[nodiscard]] Judgement synthetic_dns(const DiagnosisContext& context);
[[nodiscard]] Judgement split_dns_bypassed(const DiagnosisContext& context);
// of servers and ports
[[nodiscard]] Judgement ports_reserved(const DiagnosisContext& context);
[[nodiscard]] Judgement loopback_proxy(const DiagnosisContext& context);
[[nodiscard]] Judgement loopback_v6(const DiagnosisContext& context);
[[nodiscard]] Judgement published_port(const DiagnosisContext& context);
[[nodiscard]] Judgement server_dead(const DiagnosisContext& context);
// of a VPN
[[nodiscard]] Judgement vpn_traps_host(const DiagnosisContext& context);
[[nodiscard]] Judgement vpn_cuts_wsl(const DiagnosisContext& context);
[[nodiscard]] Judgement vpn_targets_cut(const DiagnosisContext& context);

struct Signature {
    Fault fault = Fault::HostOffline;
    Judgement (*judge)(const DiagnosisContext&) = nullptr;
    bool names_endpoints = true; // as the last arguments of the finding
};

/// The most specific first: the order of findings.
[[nodiscard]] std::span<const Signature> signatures();

} // namespace mirrorwatch::decide
