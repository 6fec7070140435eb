// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/text.hpp"
#include "service/doctor/judges.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::doctor {
namespace {

constexpr const char* c_microsoft_says =
    "Microsoft names it among the programs with which mirrored mode does not work; a newer one may do.";

/// A program as Windows lists it among those that are installed.
struct BadVersion {
    std::string_view part_of_name; // in any case
    Version last;                  // this one and all before
    std::string_view why;
};

// MicrosoftDocs/WSL, networking.md, "Mirrored mode networking".
constexpr std::array<BadVersion, 3> c_bad_versions{{
    {"Bitdefender VPN", {{26, 0, 2, 1}}, c_microsoft_says},
    {"OpenVPN", {{2, 6, 501, 0}}, c_microsoft_says},
    {"McAfee Safe Connect", {{2, 16, 1, 124}}, c_microsoft_says},
}};

/// Two things that are fine alone.
struct BadPair {
    bool (*is_there)(const DoctorFacts& facts);
    std::string_view fact;
    std::string_view why;
    std::string_view command;
};

bool has_vpn_of(const DoctorFacts& facts, std::string_view client) {
    return std::ranges::any_of(facts.network->vpns,
                               [&](const VpnFacts& vpn) { return equal_ignoring_case(vpn.client, client); });
}

/// microsoft/WSL: vscode-tailscale#355, tailscale#7346
bool has_two_tailscales(const DoctorFacts& facts) {
    return has_vpn_of(facts, "Tailscale") && facts.guest &&
           std::ranges::any_of(facts.guest->devices, [](const GuestDevice& device) {
               return device.name.starts_with("tailscale");
           });
}

/// podman#28392
bool has_podmans_network(const DoctorFacts& facts) {
    return facts.running && std::ranges::count(facts.running->distros, "podman-net-usermode") > 0;
}

bool takes_whole_host(const DoctorFacts& facts) {
    return facts.config->written != NetworkingMode::VirtioProxy &&
           std::ranges::any_of(facts.network->vpns, &VpnFacts::takes_whole_host);
}

bool is_nat_with_anyconnect(const DoctorFacts& facts) {
    return facts.config->written == NetworkingMode::Nat &&
           (has_vpn_of(facts, "Cisco Secure Client") || has_vpn_of(facts, "Cisco AnyConnect"));
}

constexpr std::array<BadPair, 4> c_bad_pairs{{
    {has_two_tailscales, "Tailscale runs in Windows and in WSL.",
     "One tunnel goes through the other: small packets pass, large ones do not.",
     "wsl -u root tailscale down"},
    {has_podmans_network, "podman-net-usermode runs, and owns WSL's network.",
     "It puts a way of its own in the place of WSL's, which mirrored mode does not know of.",
     "wsl --terminate podman-net-usermode"},
    {takes_whole_host, "A VPN is connected that takes whatever leaves the host, WSL's packets too.",
     "Replies to WSL get lost then; VirtioProxy sends all as Windows' own.", "mirrorwatch mode virtioproxy"},
    {is_nat_with_anyconnect, "Cisco's client is connected, and WSL is set to NAT.",
     "It breaks NAT; mirrored mode or VirtioProxy fares better with it.", "mirrorwatch mode mirrored"},
}};

/// "Connected: Cisco Secure Client. "
std::string connected(const DoctorFacts& facts) {
    std::vector<std::string> names;
    for (const VpnFacts& vpn : facts.network->vpns) {
        names.push_back(vpn.client.empty() ? vpn.name : vpn.client);
    }
    return names.empty() ? "No VPN is connected. " : "Connected: " + text::list_of(names) + ". ";
}

bool is_bad(const BadVersion& bad, const InstalledProgram& program) {
    return lower(program.name).find(lower(bad.part_of_name)) != std::string::npos &&
           program.version <= bad.last;
}

} // namespace

Judgement bad_versions(const DoctorFacts& facts) {
    for (const BadVersion& bad : c_bad_versions) {
        const auto& programs = facts.programs->programs;
        const auto found = std::ranges::find_if(programs, [&](const auto& one) { return is_bad(bad, one); });
        if (found != programs.end()) {
            return warn(found->name + " " + to_string(found->version) + " is installed.",
                        std::string{bad.why}, "start ms-settings:appsfeatures");
        }
    }
    return ok("None is installed that is known not to go with mirrored mode.");
}

Judgement bad_pairs(const DoctorFacts& facts) {
    for (const BadPair& pair : c_bad_pairs) {
        if (pair.is_there(facts)) {
            return warn(std::string{pair.fact}, std::string{pair.why}, std::string{pair.command});
        }
    }
    return ok(connected(facts) + "Nothing runs together that is known to quarrel.");
}

} // namespace mirrorwatch::doctor
