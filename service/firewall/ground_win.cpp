// SPDX-License-Identifier: MIT
#include "service/firewall/ground_win.hpp"

#include "common/registry_win.hpp"
#include "common/token_win.hpp"
#include "service/agent/runner_win.hpp"

#include <windows.h>

#include <array>
#include <chrono>
#include <string>

namespace mirrorwatch::firewall {
namespace {

constexpr std::chrono::seconds c_patience{60};

// Of Group Policy, and of what Intune and others set by the firewall's CSP
constexpr std::array<const wchar_t*, 2> c_roots{
    LR"(SOFTWARE\Policies\Microsoft\WindowsFirewall)",
    LR"(SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\Mdm)"};

/// "StandardProfile" is what the private one was called first, and still is in places.
std::vector<const wchar_t*> profiles_of(Networks networks) {
    std::vector<const wchar_t*> profiles{L"DomainProfile", L"PrivateProfile", L"StandardProfile"};
    if (networks == Networks::All) {
        profiles.push_back(L"PublicProfile");
    }
    return profiles;
}

bool forbids_local_rules(const std::wstring& key) {
    const auto number = registry_number(HKEY_LOCAL_MACHINE, key, L"AllowLocalPolicyMerge");
    return number && *number == 0U;
}

bool is_governed(Networks networks) {
    for (const wchar_t* root : c_roots) {
        for (const wchar_t* profile : profiles_of(networks)) {
            if (forbids_local_rules(std::wstring{root} + L"\\" + profile)) {
                return true;
            }
        }
    }
    return false;
}

bool is_this_elevated() {
    const Result<KernelHandle> token = own_token();
    const auto elevated = token ? is_elevated(token->get()) : Result<bool>{false};
    return elevated && *elevated;
}

} // namespace

Ground ground_here(Networks networks) {
    return {is_this_elevated(), is_governed(networks)};
}

Result<agent::RunResult> run_powershell(const std::string& script) {
    return agent::run_system_program(LR"(WindowsPowerShell\v1.0\powershell.exe)",
                                     {"-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script},
                                     c_patience);
}

} // namespace mirrorwatch::firewall
