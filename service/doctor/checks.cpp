// SPDX-License-Identifier: MIT
#include "service/doctor/judges.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace mirrorwatch::doctor {
namespace {

using enum Need;

const std::vector<CheckRow> c_checks{
    {"windows-version", "Windows", {Windows}, windows_version},
    {"windows-loopback", "Windows' loopback", {Windows}, windows_loopback},
    {"wsl-version", "WSL's version", {Wsl}, wsl_version},
    {"wsl-kernel", "WSL's kernel", {Wsl}, wsl_kernel, {"wsl-version"}},
    {"wsl-vpn-routes", "WSL's mends for VPNs", {Wsl, Network}, wsl_vpn_routes, {"wsl-version"}},
    {"mirrored-support", "Mirroring by Windows", {Support}, mirrored_support, {"windows-version"}},
    {"hyperv-firewall", "The Hyper-V firewall", {Support}, hyperv_firewall_support, {"windows-version"}},
    {"ipv6-enabled", "IPv6 in Windows", {Support}, ipv6_enabled},
    {"interface-constraint", "Interfaces allowed", {Support}, interface_constraint},
    {"wsl-policy", "Policy for WSL", {Wsl, Config}, wsl_policy},
    {"wslconfig", ".wslconfig", {Config}, wslconfig_file},
    {"mode",
     "Networking mode",
     {Config, Running},
     networking_mode,
     {"windows-version", "wsl-version", "wsl-kernel", "mirrored-support", "hyperv-firewall", "ipv6-enabled",
      "wsl-policy"}},
    {"interfaces", "Interfaces in WSL", {Guest, Network}, interfaces, {"mode"}},
    {"default-route", "WSL's default route", {Guest, Network}, default_route, {"mode", "interfaces"}},
    {"ipv6-route", "IPv6 in WSL", {Guest, Network}, ipv6_route, {"mode", "interfaces"}},
    {"names", "Names in WSL", {Guest, Network}, names, {"default-route"}},
    {"internet", "The Internet from WSL", {Guest, Network}, internet, {"default-route", "names"}},
    {"loopback-to-windows", "127.0.0.1 from WSL to Windows", {Guest}, loopback_to_windows, {"mode"}},
    {"loopback-to-wsl",
     "127.0.0.1 from Windows to WSL",
     {Config, Listeners},
     loopback_to_wsl,
     {"mode", "firewall-loopback"}},
    {"dns-tunneling", "DNS tunneling", {Support, Config, Network}, dns_tunneling},
    {"auto-proxy", "The proxy", {Support, Config, Network}, auto_proxy},
    {"vpn-versions", "Known bad versions", {Programs}, bad_versions},
    {"vpn-pairs", "Known bad pairs", {Config, Network}, bad_pairs},
    {"port-clashes", "Ports used twice", {Config, Listeners, Ports}, port_clashes, {"mode"}},
    {"excluded-ports", "Ports that Windows keeps", {Ports}, excluded_ports},
    {"exposure", "Servers open to the network", {Listeners, Network, Firewall}, exposure, {"mode"}},
    {"firewall-loopback", "Firewall: 127.0.0.1", {Firewall}, firewall_loopback},
    {"firewall-outbound", "Firewall: what goes out", {Firewall}, firewall_outbound},
    {"firewall-merge", "Firewall: Windows' own rules", {Firewall}, firewall_merge},
    {"hns-errors", "Windows' network service", {Recent}, hns_errors},
    {"nat-fallback", "A fall back to NAT", {Support}, nat_fallback},
    {"docker-version", "Docker Desktop", {Docker}, docker_version},
    {"docker-engine", "Docker's engine", {Docker}, docker_engine, {"docker-version"}},
    {"docker-integration",
     "Docker in your distros",
     {Docker, Running},
     docker_integration,
     {"docker-engine"}},
    {"docker-restart", "Docker's restart", {Docker}, docker_restart},
    {"docker-published", "A published port", {Docker}, docker_published, {"docker-engine"}},
    {"service", "Mirrorwatch's service", {Product}, product_service},
    {"pipe", "Talking to the service", {Product}, product_pipe, {"service"}},
    {"tray", "Mirrorwatch's tray program", {Product}, product_tray, {"service"}},
    {"settings", "Mirrorwatch's settings", {Product}, product_settings},
    {"policy", "Mirrorwatch's policy", {Product}, product_policy},
    {"findings", "What the service has found", {Product}, product_findings, {"service", "pipe"}},
    {"troubles", "What hinders Mirrorwatch", {Product}, product_troubles, {"service", "pipe"}},
};

Judgement missing(const DoctorFacts& facts, Need need) {
    const auto found = facts.missing.find(need);
    return unknown(found == facts.missing.end() ? "It could not be looked at." : found->second);
}

Judgement judged(const CheckRow& row, const DoctorFacts& facts) {
    for (const Need need : row.needs) {
        if (!is_known(facts, need)) {
            return missing(facts, need);
        }
    }
    return row.judge(facts);
}

/// The first of those before it that stops it. Nothing: none does.
std::optional<std::string_view> stopped_by(const CheckRow& row, const std::set<std::string_view>& stopping) {
    const auto found =
        std::ranges::find_if(row.after, [&](std::string_view id) { return stopping.contains(id); });
    return found == row.after.end() ? std::nullopt : std::optional{*found};
}

/// What is wrong may be a consequence of what is wrong before it.
Judgement as_consequence(const Judgement& judgement, std::string_view before) {
    if (judgement.result != CheckResult::Fail && judgement.result != CheckResult::Warn) {
        return judgement;
    }
    Judgement open = unknown("First see to " + std::string{before} + ".");
    open.stops = true;
    return open;
}

/// Each behind those that it comes after, wherever the table has them. An id that is none would end nowhere:
/// a test looks.
std::vector<const CheckRow*> in_order_of_judging() {
    std::vector<const CheckRow*> rows;
    std::set<std::string_view> placed;
    while (rows.size() < c_checks.size()) {
        for (const CheckRow& row : c_checks) {
            if (!placed.contains(row.id) &&
                std::ranges::all_of(row.after, [&](std::string_view id) { return placed.contains(id); })) {
                placed.insert(row.id);
                rows.push_back(&row);
            }
        }
    }
    return rows;
}

} // namespace

Judgement ok(std::string fact) {
    return {CheckResult::Ok, std::move(fact)};
}

Judgement warn(std::string fact, std::string why, std::string command) {
    return {CheckResult::Warn, std::move(fact), std::move(why), std::move(command)};
}

Judgement fail(std::string fact, std::string why, std::string command) {
    return {CheckResult::Fail, std::move(fact), std::move(why), std::move(command), true};
}

Judgement unknown(std::string fact) {
    return {CheckResult::Unknown, std::move(fact)};
}

bool is_known(const DoctorFacts& facts, Need need) {
    switch (need) {
    case Windows:
        return facts.windows.has_value();
    case Wsl:
        return facts.wsl.has_value();
    case Support:
        return facts.support.has_value();
    case Config:
        return facts.config.has_value();
    case Running:
        return facts.running.has_value();
    case Guest:
        return facts.guest.has_value();
    case Listeners:
        return facts.listeners.has_value();
    case Network:
        return facts.network.has_value();
    case Ports:
        return facts.ports.has_value();
    case Firewall:
        return facts.firewall.has_value();
    case Recent:
        return facts.recent.has_value();
    case Programs:
        return facts.programs.has_value();
    case Docker:
        return facts.docker.has_value();
    case Product:
        break;
    }
    return facts.product.has_value();
}

std::span<const CheckRow> check_table() {
    return c_checks;
}

std::vector<CheckLine> run_checks(const DoctorFacts& facts) {
    std::map<std::string_view, Judgement> judgements;
    std::set<std::string_view> stopping;
    for (const CheckRow* row : in_order_of_judging()) {
        Judgement judgement = judged(*row, facts);
        if (const auto before = stopped_by(*row, stopping)) {
            judgement = as_consequence(judgement, *before);
        }
        if (judgement.stops) {
            stopping.insert(row->id);
        }
        judgements.emplace(row->id, std::move(judgement));
    }
    std::vector<CheckLine> lines;
    lines.reserve(c_checks.size());
    for (const CheckRow& row : c_checks) {
        lines.push_back({std::string{row.id}, std::string{row.title}, std::move(judgements.at(row.id))});
    }
    return lines;
}

} // namespace mirrorwatch::doctor
