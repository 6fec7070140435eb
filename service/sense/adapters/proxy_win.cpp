// SPDX-License-Identifier: MIT
#include "service/sense/adapters/proxy_win.hpp"

#include "common/handle_win.hpp"
#include "common/text_win.hpp"

#include <windows.h>
#include <winhttp.h>

#include <array>

namespace mirrorwatch::sense {
namespace {

struct GlobalPolicy {
    using Type = wchar_t*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type memory) noexcept { GlobalFree(memory); }
};

constexpr const wchar_t* c_policy =
    L"SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
constexpr const wchar_t* c_settings = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";

DWORD number_in(const wchar_t* key, const wchar_t* name, DWORD otherwise) {
    DWORD value = 0;
    DWORD size = sizeof value;
    constexpr DWORD c_flags = RRF_RT_REG_DWORD | RRF_SUBKEY_WOW6464KEY;
    const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, key, name, c_flags, nullptr, &value, &size);
    return status == ERROR_SUCCESS ? value : otherwise;
}

std::string text_in(const wchar_t* key, const wchar_t* name) {
    std::array<wchar_t, 2048> text{};
    DWORD size = sizeof text;
    constexpr DWORD c_flags = RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY;
    const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, key, name, c_flags, nullptr, text.data(), &size);
    return status == ERROR_SUCCESS ? narrow(text.data()) : std::string{};
}

} // namespace

std::optional<ProxyRow> machine_proxy() {
    WINHTTP_PROXY_INFO info{};
    if (WinHttpGetDefaultProxyConfiguration(&info) == FALSE) {
        return std::nullopt;
    }
    const UniqueHandle<GlobalPolicy> proxy{info.lpszProxy};
    const UniqueHandle<GlobalPolicy> bypass{info.lpszProxyBypass};
    ProxyRow row;
    if (info.dwAccessType == WINHTTP_ACCESS_TYPE_NAMED_PROXY && proxy) {
        row.winhttp = narrow(proxy.get());
        row.winhttp_bypass = bypass ? narrow(bypass.get()) : std::string{};
    }
    if (number_in(c_policy, L"ProxySettingsPerUser", 1) == 0) {
        if (number_in(c_settings, L"ProxyEnable", 0) != 0) {
            row.machine = text_in(c_settings, L"ProxyServer");
        }
        row.machine_script = text_in(c_settings, L"AutoConfigURL");
    }
    return row;
}

} // namespace mirrorwatch::sense
