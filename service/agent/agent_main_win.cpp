// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/config/config_store_win.hpp"
#include "service/agent/proxy_settings_win.hpp"
#include "service/agent/runner_win.hpp"
#include "service/agent/user_settings.hpp"

#include <windows.h>

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
    ports.read_settings = read_own_settings;
    ports.proxy_settings = own_proxy_settings;
    return handle(*request, ports);
}

} // namespace

int run_agent() {
    return write_reply(to_json(answer()) + "\n") ? 0 : 1;
}

} // namespace mirrorwatch::agent
