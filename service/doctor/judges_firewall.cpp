// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "service/doctor/judges.hpp"

namespace mirrorwatch::doctor {
namespace {

/// PowerShell, elevated; the id is WSL's, as Microsoft documents it.
std::string set_for_wsl(const std::string& what) {
    return "Set-NetFirewallHyperVVMSetting -Name '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' " + what;
}

} // namespace

Judgement firewall_loopback(const DoctorFacts& facts) {
    if (facts.firewall->loopback_blocked) {
        return fail("The Hyper-V firewall keeps Windows from WSL on 127.0.0.1 (LoopbackEnabled is False).",
                    "No server in WSL can be reached from Windows then, with or without a VPN.",
                    set_for_wsl("-LoopbackEnabled True"));
    }
    return ok("The Hyper-V firewall lets 127.0.0.1 through.");
}

Judgement firewall_outbound(const DoctorFacts& facts) {
    const FirewallFacts& firewall = *facts.firewall;
    if (firewall.outbound_blocked) {
        return fail("The Hyper-V firewall blocks what WSL sends (DefaultOutboundAction is Block).",
                    "WSL reaches only what a rule allows.", set_for_wsl("-DefaultOutboundAction Allow"));
    }
    if (!firewall.block_rules.empty()) {
        return warn("The Hyper-V firewall has rules against what WSL sends: " +
                        text::list_of(firewall.block_rules) + ".",
                    "VPN clients set such rules so that nothing passes beside their tunnel.",
                    "Get-NetFirewallHyperVRule -PolicyStore ActiveStore -Action Block");
    }
    return ok("The Hyper-V firewall lets WSL send.");
}

Judgement firewall_merge(const DoctorFacts& facts) {
    const FirewallFacts& firewall = *facts.firewall;
    const std::string rest = firewall.inbound_blocked
                                 ? "What comes in from other machines and has no rule is "
                                   "blocked (DefaultInboundAction is Block)."
                                 : "What comes in from other machines is let in "
                                   "(DefaultInboundAction is Allow).";
    if (!firewall.merges_host_rules) {
        return warn("Rules of Windows' own firewall do not count for WSL (AllowHostPolicyMerge is False). " +
                        rest,
                    "New-NetFirewallRule, as guides advise it, does nothing for a server in WSL then; a rule "
                    "of the Hyper-V firewall does, and \"mirrorwatch firewall allow\" makes both.",
                    set_for_wsl("-AllowHostPolicyMerge True"));
    }
    return ok("Rules of Windows' own firewall count for WSL too. " + rest);
}

} // namespace mirrorwatch::doctor
