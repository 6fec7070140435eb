// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "service/doctor/judges.hpp"

namespace mirrorwatch::doctor {
namespace {

constexpr std::uint32_t c_first_windows_11 = 22000;
constexpr std::uint32_t c_build_22h2 = 22621;
constexpr std::uint32_t c_revision_22h2 = 2359; // Microsoft's own footnote to mirrored mode
// Insider builds in which 127.0.0.1 from WSL to Windows times out (microsoft/WSL#40343)
constexpr std::uint32_t c_first_bad_loopback = 29500;
constexpr std::uint32_t c_last_bad_loopback = 29599;
constexpr std::uint32_t c_ipv6_is_off = 0xFF;
constexpr const char* c_update = "start ms-settings:windowsupdate";
constexpr const char* c_to_nat = "mirrorwatch mode nat";

/// "Windows 11 Professional, build 26100.7171"
std::string name_of(const WindowsFacts& windows) {
    const std::string family = windows.is_server                     ? "Windows Server"
                               : windows.build >= c_first_windows_11 ? "Windows 11"
                                                                     : "Windows 10";
    return family + (windows.edition.empty() ? "" : " " + windows.edition) + ", build " +
           std::to_string(windows.build) + "." + std::to_string(windows.revision);
}

} // namespace

Judgement windows_version(const DoctorFacts& facts) {
    const WindowsFacts& windows = *facts.windows;
    if (windows.is_server) {
        return fail("This is " + name_of(windows) + ".", "Windows Server has no mirrored mode.", c_to_nat);
    }
    if (windows.build < c_build_22h2) {
        return fail("This is " + name_of(windows) + ".",
                    "Mirrored mode needs Windows 11 22H2, build 22621, or newer.", c_update);
    }
    if (windows.build == c_build_22h2 && windows.revision < c_revision_22h2) {
        return warn("This is " + name_of(windows) + ".",
                    "Microsoft asks for build 22621.2359 or newer for mirrored mode.", c_update);
    }
    return ok(name_of(windows) + ".");
}

Judgement windows_loopback(const DoctorFacts& facts) {
    const WindowsFacts& windows = *facts.windows;
    if (windows.build >= c_first_bad_loopback && windows.build <= c_last_bad_loopback) {
        return warn("This is " + name_of(windows) + ".",
                    "In Insider builds of this kind WSL cannot reach Windows on 127.0.0.1 "
                    "(microsoft/WSL#40343); no VPN and no setting is to blame for that.",
                    c_update);
    }
    return ok("This build is none of those that are known to break 127.0.0.1.");
}

Judgement mirrored_support(const DoctorFacts& facts) {
    if (!facts.support->has_mirroring_exports) {
        return fail("ComputeNetwork.dll does not have what WSL needs for mirrored mode.",
                    "WSL looks for it when it starts, and falls back to NAT without it.", c_update);
    }
    return ok("Windows can mirror its interfaces.");
}

Judgement hyperv_firewall_support(const DoctorFacts& facts) {
    const SupportFacts& support = *facts.support;
    constexpr const char* why = "WSL starts mirrored mode only with the Hyper-V firewall, and falls back to "
                                "NAT without it.";
    if (support.hyperv_firewall_disabled) {
        return fail("The Hyper-V firewall is turned off (HyperVFirewallDisable is 1).", why,
                    R"(reg delete HKLM\SYSTEM\CurrentControlSet\Services\MpsSvc\Parameters /v )"
                    "HyperVFirewallDisable /f");
    }
    if (!support.has_hyperv_firewall) {
        return unknown("Windows does not say whether it has one.");
    }
    if (!*support.has_hyperv_firewall) {
        return fail("Windows has no Hyper-V firewall.", why, c_update);
    }
    return ok("Windows has it, and it is on.");
}

Judgement ipv6_enabled(const DoctorFacts& facts) {
    if (facts.support->disabled_components == c_ipv6_is_off) {
        return fail("IPv6 is turned off for all of Windows (DisabledComponents is 0xFF).",
                    "WSL falls back to NAT then. 0x20 prefers IPv4 and keeps IPv6; restart Windows after it.",
                    R"(reg add HKLM\SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters /v )"
                    "DisabledComponents /t REG_DWORD /d 0x20 /f");
    }
    return ok("IPv6 is not turned off.");
}

Judgement interface_constraint(const DoctorFacts& facts) {
    const std::string& constraint = facts.support->interface_constraint;
    if (!constraint.empty()) {
        return fail("WSL may use the interface \"" + constraint + "\" alone (ExternalInterfaceConstraint).",
                    "All others reach their own network only, and without that interface WSL has no network.",
                    R"(reg delete HKLM\Software\Microsoft\Windows\CurrentVersion\Lxss /v )"
                    "ExternalInterfaceConstraint /f");
    }
    return ok("WSL may use all of Windows' interfaces.");
}

Judgement hns_errors(const DoctorFacts& facts) {
    const auto& errors = facts.recent->hns_errors;
    if (!errors.empty()) {
        return warn(
            "Windows' Host Network Service has failed within the last hour: " + text::list_of(errors) + ".",
            "WSL gets its network from it. A restart of Windows mends most of what it is stuck in.",
            "shutdown /r /t 0");
    }
    return ok("The Host Network Service has no error of the last hour.");
}

Judgement nat_fallback(const DoctorFacts& facts) {
    if (facts.support->sharing_is_disabled) {
        return warn("The service SharedAccess is disabled.",
                    "NAT cannot start without it, so that falling back to NAT would leave WSL without the "
                    "network that it should give; VirtioProxy does not need it.",
                    "sc.exe config SharedAccess start= demand");
    }
    return ok("NAT could start if it were needed.");
}

} // namespace mirrorwatch::doctor
