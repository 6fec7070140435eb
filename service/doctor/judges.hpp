// SPDX-License-Identifier: MIT
#pragma once

#include "service/doctor/check.hpp"

/// The judges of the table in checks.cpp. Each may rely on the groups that its row needs.
namespace mirrorwatch::doctor {

// judges_windows.cpp
[[nodiscard]] Judgement windows_version(const DoctorFacts& facts);
[[nodiscard]] Judgement windows_loopback(const DoctorFacts& facts);
[[nodiscard]] Judgement mirrored_support(const DoctorFacts& facts);
[[nodiscard]] Judgement hyperv_firewall_support(const DoctorFacts& facts);
[[nodiscard]] Judgement ipv6_enabled(const DoctorFacts& facts);
[[nodiscard]] Judgement interface_constraint(const DoctorFacts& facts);
[[nodiscard]] Judgement hns_errors(const DoctorFacts& facts);
[[nodiscard]] Judgement nat_fallback(const DoctorFacts& facts);

// judges_wsl.cpp
[[nodiscard]] Judgement wsl_version(const DoctorFacts& facts);
[[nodiscard]] Judgement wsl_kernel(const DoctorFacts& facts);
[[nodiscard]] Judgement wsl_vpn_routes(const DoctorFacts& facts);
[[nodiscard]] Judgement wsl_policy(const DoctorFacts& facts);
[[nodiscard]] Judgement wslconfig_file(const DoctorFacts& facts);
[[nodiscard]] Judgement networking_mode(const DoctorFacts& facts);
[[nodiscard]] Judgement dns_tunneling(const DoctorFacts& facts);
[[nodiscard]] Judgement auto_proxy(const DoctorFacts& facts);

// judges_network.cpp
[[nodiscard]] Judgement interfaces(const DoctorFacts& facts);
[[nodiscard]] Judgement default_route(const DoctorFacts& facts);
[[nodiscard]] Judgement ipv6_route(const DoctorFacts& facts);
[[nodiscard]] Judgement names(const DoctorFacts& facts);
[[nodiscard]] Judgement internet(const DoctorFacts& facts);
[[nodiscard]] Judgement loopback_to_windows(const DoctorFacts& facts);
[[nodiscard]] Judgement loopback_to_wsl(const DoctorFacts& facts);

// known_troubles.cpp
[[nodiscard]] Judgement bad_versions(const DoctorFacts& facts);
[[nodiscard]] Judgement bad_pairs(const DoctorFacts& facts);

// judges_ports.cpp
[[nodiscard]] Judgement port_clashes(const DoctorFacts& facts);
[[nodiscard]] Judgement excluded_ports(const DoctorFacts& facts);
[[nodiscard]] Judgement exposure(const DoctorFacts& facts);

// judges_firewall.cpp
[[nodiscard]] Judgement firewall_loopback(const DoctorFacts& facts);
[[nodiscard]] Judgement firewall_outbound(const DoctorFacts& facts);
[[nodiscard]] Judgement firewall_merge(const DoctorFacts& facts);

// judges_docker.cpp
[[nodiscard]] Judgement docker_version(const DoctorFacts& facts);
[[nodiscard]] Judgement docker_engine(const DoctorFacts& facts);
[[nodiscard]] Judgement docker_integration(const DoctorFacts& facts);
[[nodiscard]] Judgement docker_restart(const DoctorFacts& facts);
[[nodiscard]] Judgement docker_published(const DoctorFacts& facts);

// judges_product.cpp
[[nodiscard]] Judgement product_service(const DoctorFacts& facts);
[[nodiscard]] Judgement product_pipe(const DoctorFacts& facts);
[[nodiscard]] Judgement product_tray(const DoctorFacts& facts);
[[nodiscard]] Judgement product_settings(const DoctorFacts& facts);
[[nodiscard]] Judgement product_policy(const DoctorFacts& facts);
[[nodiscard]] Judgement product_findings(const DoctorFacts& facts);
[[nodiscard]] Judgement product_troubles(const DoctorFacts& facts);

} // namespace mirrorwatch::doctor
