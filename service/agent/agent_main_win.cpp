// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "common/probe/winhttp_win.hpp"
#include "common/text_win.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/agent/runner_win.hpp"
#include "service/agent/user_settings.hpp"

#include <windows.h>

#include <winhttp.h>

#include <string>

namespace mirrorwatch::agent {
namespace {

constexpr std::size_t c_request_cap = std::size_t{1024} * 1024;

Result<std::string> read_request() {
    std::string text;
    char buffer[16 * 1024];
    DWORD got = 0;
    while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), buffer, sizeof buffer, &got, nullptr) && got > 0) {
        text.append(buffer, got);
        if (text.size() > c_request_cap) {
            return Error{"The request is larger than a megabyte."};
        }
    }
    return text_result(std::move(text));
}

bool write_reply(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        DWORD done = 0;
        if (!WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text.data() + at,
                       static_cast<DWORD>(text.size() - at), &done, nullptr)) {
            return false;
        }
        at += done;
    }
    return true;
}

Reply refusal(const Error& error) {
    return Refusal{Message{MessageId::AgentFailed, {error.message}}};
}

Result<std::optional<std::string>> read_own_settings() {
    const auto path = user_settings_path();
    if (path.has_error()) {
        return path.error();
    }
    return read_settings_file(windows_files(), *path);
}

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

/// Where the network is to say it, the network is asked (DHCP and DNS), which takes up to some seconds.
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

Reply answer() {
    const auto text = read_request();
    if (text.has_error()) {
        return refusal(text.error());
    }
    const auto request = request_from_json(*text);
    if (request.has_error()) {
        return refusal(request.error());
    }
    const auto file = user_config_path();
    if (file.has_error()) {
        return refusal(file.error());
    }
    const auto folder = user_history_folder();
    if (folder.has_error()) {
        return refusal(folder.error());
    }
    WslExe wsl;
    ConfigStore config{windows_files(), *file};
    BackupFolder history{windows_files(), *folder};
    Ports ports{wsl, config, history};
    ports.ask_system = probe::probe_by_winhttp;
    ports.read_settings = read_own_settings;
    ports.proxy_settings = own_proxy_settings;
    return handle(*request, ports);
}

} // namespace

int run_agent() {
    return write_reply(to_json(answer()) + "\n") ? 0 : 1;
}

} // namespace mirrorwatch::agent
