// SPDX-License-Identifier: MIT
#include "service/sense/adapters/internet_test_win.hpp"

#include "common/registry_win.hpp"

#include <cstdint>

namespace mirrorwatch::sense {
namespace {

constexpr const wchar_t* c_test = L"SYSTEM\\CurrentControlSet\\Services\\NlaSvc\\Parameters\\Internet";
constexpr const wchar_t* c_policy =
    L"SOFTWARE\\Policies\\Microsoft\\Windows\\NetworkConnectivityStatusIndicator";

std::uint32_t number(const wchar_t* key, const wchar_t* name, std::uint32_t otherwise) {
    const auto value = registry_number(HKEY_LOCAL_MACHINE, key, name);
    return value && *value ? **value : otherwise;
}

} // namespace

std::optional<std::string> internet_test_host() {
    if (number(c_policy, L"NoActiveProbe", 0) != 0 || number(c_test, L"EnableActiveProbing", 1) == 0) {
        return std::string{};
    }
    const auto host = registry_text(HKEY_LOCAL_MACHINE, c_test, L"ActiveWebProbeHost");
    return host ? *host : std::nullopt;
}

} // namespace mirrorwatch::sense
