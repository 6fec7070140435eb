// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "service/doctor/judges.hpp"

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

constexpr Version c_oldest_wsl{{2, 0, 4, 0}};
constexpr Version c_oldest_kernel{{5, 10, 0, 0}};
// WSL's commit 722fb02e3 is in 2.7.2 and later, and in 2.8.5 and later.
constexpr Version c_vpn_routes{{2, 7, 2, 0}};
constexpr Version c_next_line{{2, 8, 0, 0}};
constexpr Version c_vpn_routes_of_next_line{{2, 8, 5, 0}};
constexpr const char* c_update = "wsl --update";
constexpr const char* c_apply = "mirrorwatch apply";

using enum NetworkingMode;

std::string name_of(NetworkingMode mode) {
    return std::string{text::label(mode)};
}

bool has_vpn_routes(const Version& wsl) {
    return wsl >= c_vpn_routes_of_next_line || (wsl >= c_vpn_routes && wsl < c_next_line);
}

/// What is told of a line: our own sentence, if there is one, as it says what was meant.
const ConfigFinding& to_tell(const ConfigFinding& first, const std::vector<ConfigFinding>& findings) {
    const auto ours = std::ranges::find_if(findings, [&](const ConfigFinding& finding) {
        return !finding.is_wsls && finding.line == first.line;
    });
    return ours == findings.end() ? first : *ours;
}

/// "Line 3: …", with how many more there are.
std::string told(const ConfigFinding& first, const std::vector<ConfigFinding>& findings) {
    const std::string place = first.line == 0 ? "" : "Line " + std::to_string(first.line) + ": ";
    const auto more = std::ranges::count_if(
        findings, [&](const ConfigFinding& finding) { return finding.line != first.line; });
    return place + to_tell(first, findings).sentence +
           (more == 0 ? "" : " And " + std::to_string(more) + " more.");
}

std::string last_warning(const DoctorFacts& facts) {
    return facts.recent && !facts.recent->wsl_warnings.empty()
               ? " WSL said last: " + facts.recent->wsl_warnings.front()
               : std::string{};
}

Judgement fell_back(const DoctorFacts& facts) {
    const ConfigFacts& config = *facts.config;
    return fail("WSL runs with " + name_of(facts.running->effective) + ", though .wslconfig says " +
                    name_of(config.written) + ".",
                "Either it was not restarted since the file was changed, or it could not start that mode and "
                "fell back." +
                    last_warning(facts),
                c_apply);
}

} // namespace

Judgement wsl_version(const DoctorFacts& facts) {
    const WslFacts& wsl = *facts.wsl;
    if (wsl.kind == WslKind::Missing) {
        return fail("WSL is not installed.", "There is nothing whose network could be mirrored.",
                    "wsl --install");
    }
    if (wsl.kind == WslKind::Inbox) {
        return fail("This is the WSL that came with Windows.",
                    "It has no mirrored mode; the one from the Store, or from GitHub, has.", c_update);
    }
    if (wsl.version < c_oldest_wsl) {
        return fail("WSL is " + to_string(wsl.version) + ".", "Mirrored mode needs WSL 2.0.4 or newer.",
                    c_update);
    }
    return ok("WSL " + to_string(wsl.version) + ".");
}

Judgement wsl_kernel(const DoctorFacts& facts) {
    const auto& kernel = facts.wsl->kernel;
    if (!kernel) {
        return unknown("WSL does not say which kernel it has.");
    }
    if (*kernel < c_oldest_kernel) {
        return fail("WSL's kernel is " + to_string(*kernel) + ".",
                    "Mirrored mode needs 5.10 or newer, with seccomp; else WSL falls back to NAT.", c_update);
    }
    return ok("Kernel " + to_string(*kernel) + ".");
}

Judgement wsl_vpn_routes(const DoctorFacts& facts) {
    const Version& wsl = facts.wsl->version;
    if (!facts.network->vpns.empty() && !has_vpn_routes(wsl)) {
        return warn("WSL is " + to_string(wsl) + ", and a VPN is connected.",
                    "WSL 2.7.2 and 2.8.5 mend how routes of VPNs get into WSL.", c_update);
    }
    return ok(facts.network->vpns.empty() ? "No VPN is connected." : "It has the mends for VPNs' routes.");
}

Judgement wsl_policy(const DoctorFacts& facts) {
    const ConfigFacts& config = *facts.config;
    if (facts.wsl->is_forbidden) {
        return fail("Your organisation forbids WSL (AllowWSL is 0).",
                    "Every call of WSL fails. Only the administrator can change that.");
    }
    if (config.mode_is_locked && config.written != config.policy_mode && config.written != None) {
        return fail("Your organisation sets WSL's networking mode: " + name_of(config.policy_mode) + ".",
                    "What .wslconfig says of it, " + name_of(config.written) +
                        ", does not count. Only the administrator can change that.");
    }
    return ok("No policy is against what .wslconfig says.");
}

Judgement wslconfig_file(const DoctorFacts& facts) {
    const std::vector<ConfigFinding>& findings = facts.config->findings;
    if (findings.empty()) {
        return ok("Nothing is wrong in " + facts.config->path + ".");
    }
    constexpr const char* how = "mirrorwatch wslconfig check";
    const auto wsls = std::ranges::find_if(findings, &ConfigFinding::is_wsls);
    return wsls != findings.end()
               ? fail(told(*wsls, findings), "WSL drops such a line, and says so only when it starts.", how)
               : warn(told(findings.front(), findings),
                      "WSL says nothing about it, and does not do what was meant.", how);
}

Judgement networking_mode(const DoctorFacts& facts) {
    const ConfigFacts& config = *facts.config;
    const RunningFacts& running = *facts.running;
    if (running.effective == Unknown) {
        return unknown("WSL does not say with which mode it runs.");
    }
    if (running.effective != config.written) {
        return config.written == Mirrored
                   ? fell_back(facts)
                   : warn(".wslconfig says " + name_of(config.written) + ", and WSL still runs with " +
                              name_of(running.effective) + ".",
                          "A change counts from WSL's next start.", c_apply);
    }
    if (config.written != Mirrored) {
        Judgement chosen = warn("WSL is set to " + name_of(config.written) + ", and runs with it.",
                                "In other modes than mirrored, Windows and WSL do not have the same network.",
                                "mirrorwatch mode mirrored");
        chosen.stops = true;
        return chosen;
    }
    return ok(".wslconfig says mirrored, and WSL runs with it.");
}

Judgement dns_tunneling(const DoctorFacts& facts) {
    const NetworkFacts& network = *facts.network;
    if (!facts.config->dns_tunneling) {
        return network.has_nrpt_rules
                   ? warn("dnsTunneling is off, and Windows has rules that send some names to other servers.",
                          "Those rules, as VPNs set them, count in WSL only with DNS tunneling.",
                          "mirrorwatch wslconfig unset dnsTunneling")
                   : ok("It is off in .wslconfig, and no rule for names needs it.");
    }
    if (!facts.support->can_tunnel_dns) {
        return warn("This Windows cannot tunnel DNS.",
                    "WSL turns it off, and asks Windows' DNS servers "
                    "itself.",
                    "start ms-settings:windowsupdate");
    }
    if (network.secure_access_runs) {
        return warn("Global Secure Access runs.",
                    "WSL turns DNS tunneling off while it does, whatever .wslconfig says.",
                    "mirrorwatch wslconfig set dnsTunneling false");
    }
    return ok("WSL asks names by Windows.");
}

Judgement auto_proxy(const DoctorFacts& facts) {
    const std::string& proxy = facts.network->proxy;
    if (proxy.empty()) {
        return ok("Windows uses no proxy.");
    }
    if (!facts.config->auto_proxy) {
        return warn("Windows uses the proxy " + proxy + ", and autoProxy is off.",
                    "WSL's programs do not learn of it.", "mirrorwatch wslconfig unset autoProxy");
    }
    if (!facts.support->can_follow_proxy) {
        return warn("This Windows cannot tell WSL of its proxy, " + proxy + ".",
                    "autoProxy does nothing then, and nobody says so.", "start ms-settings:windowsupdate");
    }
    return ok("WSL's programs are told of " + proxy + ".");
}

} // namespace mirrorwatch::doctor
