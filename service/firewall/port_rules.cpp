// SPDX-License-Identifier: MIT
#include "service/firewall/port_rules.hpp"

#include "common/number.hpp"
#include "common/wsl/command.hpp"

#include <fmt/format.h>

#include <string_view>

namespace mirrorwatch::firewall {
namespace {

constexpr std::string_view c_wsl = "{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}";

/// Windows before 11 22H2 has no such cmdlets, and no Hyper-V firewall.
constexpr std::string_view c_if_hyperv =
    "if (Get-Command New-NetFirewallHyperVRule -ErrorAction SilentlyContinue)";

constexpr const char* c_needs_administrator =
    "This changes Windows' firewall, which needs administrator rights. Run it again from an elevated "
    "console.";
constexpr const char* c_governed =
    "Your organisation sets Windows' firewall, and rules of this machine's own do not count. Only the "
    "administrator can open a port.";

std::string rule_name(std::uint16_t port) {
    return fmt::format("Mirrorwatch-{}", port);
}

std::string_view profiles(Networks networks) {
    return networks == Networks::All ? "Any" : "Domain,Private";
}

/// $r becomes the rules of one firewall, then those of the other, and `then` is done with each.
std::string for_both(const std::string& windows, const std::string& hyperv, std::string_view then_windows,
                     std::string_view then_hyperv) {
    return fmt::format("$r = @(Get-NetFirewallRule {} -ErrorAction SilentlyContinue); $n += $r.Count; {}"
                       "{} {{ $r = @(Get-NetFirewallHyperVRule -ErrorAction SilentlyContinue | "
                       "Where-Object {{ $_.Name -like '{}' }}); $n += $r.Count; {}}}; ",
                       windows, then_windows, c_if_hyperv, hyperv, then_hyperv);
}

/// Takes the rules away that this finds by their names, and counts them in $n.
std::string removal(const std::string& windows, const std::string& hyperv) {
    return for_both(windows, hyperv, "$r | Remove-NetFirewallRule; ", "$r | Remove-NetFirewallHyperVRule ");
}

std::string removal_of(std::uint16_t port) {
    return removal("-Name '" + rule_name(port) + "'", rule_name(port));
}

std::string count_of(std::uint16_t port) {
    return "$n = 0; " + for_both("-Name '" + rule_name(port) + "'", rule_name(port), "", "") +
           "Write-Output $n";
}

std::optional<Error> refusal(const Ground& ground) {
    if (ground.is_governed) {
        return Error{c_governed};
    }
    return ground.is_elevated ? std::nullopt : std::optional{Error{c_needs_administrator}};
}

/// The last line of what PowerShell complains about.
std::string complaint(const agent::RunResult& result) {
    std::string text = wsl::to_utf8(result.errors.empty() ? result.output : result.errors);
    const auto end = text.find_last_not_of("\r\n ");
    text.resize(end == std::string::npos ? 0 : end + 1);
    return text.empty() ? "exit code " + std::to_string(result.exit_code) : text.substr(0, 400);
}

/// How many rules the script has made or taken away, by its own word: that it ended well proves nothing.
Result<int> run_it(const std::string& script, const RunScript& run) {
    const auto result = run(script);
    if (!result) {
        return result.error();
    }
    if (result->exit_code != 0) {
        return Error{"Windows did not change its firewall: " + complaint(*result)};
    }
    const std::string text = wsl::to_utf8(result->output);
    const auto count = number_from<int>(text.substr(0, text.find_first_not_of("0123456789")));
    return count ? Result<int>{*count} : Error{"PowerShell did not say what it did."};
}

std::string whose(std::optional<std::uint16_t> port) {
    return port ? "port " + std::to_string(*port) : std::string{"any port"};
}

} // namespace

std::string display_name(std::uint16_t port) {
    return fmt::format("Mirrorwatch: port {} of WSL", port);
}

/// Either both rules are there at its end, or none.
std::string allow_script(std::uint16_t port, Networks networks) {
    const std::string common = fmt::format("-Name '{}' -DisplayName '{}' -Direction Inbound -Protocol TCP",
                                           rule_name(port), display_name(port));
    return "$ErrorActionPreference = 'Stop'; $n = 0; " + removal_of(port) +
           fmt::format(
               "try {{ New-NetFirewallRule {0} -Group 'Mirrorwatch' -LocalPort {1} -Profile {2} "
               "-Action Allow | Out-Null; "
               "{3} {{ New-NetFirewallHyperVRule {0} -VMCreatorId '{4}' -LocalPorts {1} -Profiles {2} "
               "-Action Allow | Out-Null }} }} "
               "catch {{ {5} throw }}; ",
               common, port, profiles(networks), c_if_hyperv, c_wsl, removal_of(port)) +
           count_of(port);
}

std::string remove_script(std::uint16_t port) {
    return "$ErrorActionPreference = 'Stop'; $n = 0; " + removal_of(port) + "Write-Output $n";
}

std::string remove_all_script() {
    return "$ErrorActionPreference = 'Stop'; $n = 0; " + removal("-Group 'Mirrorwatch'", "Mirrorwatch-*") +
           "Write-Output $n";
}

Result<std::string> allow_port(std::uint16_t port, Networks networks, const Ground& ground,
                               const RunScript& run) {
    if (const auto why = refusal(ground)) {
        return *why;
    }
    const auto made = run_it(allow_script(port, networks), run);
    if (!made) {
        return made.error();
    }
    if (*made == 0) {
        return Error{"Windows made no rule, and does not say why."};
    }
    const std::string where = networks == Networks::All ? "on all networks, public ones too,"
                                                        : "on private networks and your organisation's";
    const std::string half = *made == 1 ? " The Hyper-V firewall has no rule for it." : "";
    return text_result(
        fmt::format("Port {0} of WSL is open {1} now.{2} To close it: mirrorwatch firewall remove "
                    "{0}",
                    port, where, half));
}

Result<std::string> remove_rules(std::optional<std::uint16_t> port, const Ground& ground,
                                 const RunScript& run) {
    if (!ground.is_elevated) {
        return Error{c_needs_administrator};
    }
    const auto count = run_it(port ? remove_script(*port) : remove_all_script(), run);
    if (!count) {
        return count.error();
    }
    return text_result(*count == 0 ? "There is no rule of Mirrorwatch's for " + whose(port) + "."
                                   : fmt::format("{} rule{} of Mirrorwatch's {} taken away.", *count,
                                                 *count == 1 ? "" : "s", *count == 1 ? "was" : "were"));
}

} // namespace mirrorwatch::firewall
