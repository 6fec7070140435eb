// SPDX-License-Identifier: MIT
#include "service/agent/config/config_store_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"

#include <windows.h>

#include <knownfolders.h>
#include <objbase.h>
#include <shlobj.h>

namespace mirrorwatch::agent {
namespace {

Result<std::string> below_known_folder(const KNOWNFOLDERID& id, std::string_view name) {
    PWSTR text = nullptr;
    // Not from the environment, which WSL does not ask either.
    const HRESULT result = SHGetKnownFolderPath(id, KF_FLAG_DEFAULT, nullptr, &text);
    const std::string folder = SUCCEEDED(result) ? narrow(text) : "";
    CoTaskMemFree(text);
    if (folder.empty()) {
        return Error{"This user's profile folder cannot be found (" +
                     error_sentence("SHGetKnownFolderPath", static_cast<DWORD>(result)) + ")."};
    }
    return text_result(folder + std::string{name});
}

std::string full_path(const std::wstring& path) {
    const DWORD needed = GetFullPathNameW(path.c_str(), 0, nullptr, nullptr);
    std::wstring full(needed, L'\0');
    const DWORD length = GetFullPathNameW(path.c_str(), needed, full.data(), nullptr);
    if (length == 0 || length >= needed) {
        return narrow(path); // the next call that uses it says what is wrong with it
    }
    full.resize(length);
    return narrow(full);
}

} // namespace

AgentFileCalls& windows_files() {
    static WindowsFileCalls calls;
    return calls;
}

Result<std::string> user_config_path() {
    return below_known_folder(FOLDERID_Profile, R"(\.wslconfig)");
}

Result<std::string> user_history_folder() {
    return below_known_folder(FOLDERID_LocalAppData, R"(\Mirrorwatch\wslconfig-history)");
}

Result<std::string> user_settings_history() {
    return below_known_folder(FOLDERID_LocalAppData, R"(\Mirrorwatch\settings-history)");
}

Result<std::string> user_settings_path() {
    return below_known_folder(FOLDERID_LocalAppData, R"(\Mirrorwatch\mirrorwatch.toml)");
}

UserConfig::UserConfig()
    : ConfigStore(windows_files(), user_config_path().value()) {}

UserConfig::UserConfig(const std::wstring& path)
    : ConfigStore(windows_files(), full_path(path)) {}

UserBackups::UserBackups()
    : BackupFolder(windows_files(), user_history_folder().value()) {}

UserBackups::UserBackups(const std::wstring& folder)
    : BackupFolder(windows_files(), full_path(folder)) {}

} // namespace mirrorwatch::agent
