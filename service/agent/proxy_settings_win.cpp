// SPDX-License-Identifier: MIT
#include "service/agent/proxy_settings_win.hpp"

#include "common/text_win.hpp"

#include <windows.h>

#include <winhttp.h>

#include <string>

namespace mirrorwatch::agent {
namespace {

/// Of WinHTTP's, which the caller has to free.
std::string taken(LPWSTR text) {
    const std::string copy = text == nullptr ? std::string{} : narrow(text);
    GlobalFree(text);
    return copy;
}

bool network_names_a_script() {
    LPWSTR url = nullptr;
    constexpr DWORD c_ways = WINHTTP_AUTO_DETECT_TYPE_DHCP | WINHTTP_AUTO_DETECT_TYPE_DNS_A;
    return WinHttpDetectAutoProxyConfigUrl(c_ways, &url) && !taken(url).empty();
}

} // namespace

ProxySettings own_proxy_settings() {
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG found{};
    if (!WinHttpGetIEProxyConfigForCurrentUser(&found)) {
        return {}; // ERROR_FILE_NOT_FOUND: nothing is set
    }
    taken(found.lpszProxyBypass);
    ProxySettings settings;
    settings.proxy = taken(found.lpszProxy);
    settings.script_url = taken(found.lpszAutoConfigUrl);
    const bool is_open = settings.proxy.empty() && settings.script_url.empty();
    settings.is_detected = is_open && found.fAutoDetect && network_names_a_script();
    return settings;
}

} // namespace mirrorwatch::agent
