// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/config_store.hpp"
#include "service/agent/config/file_calls_win.hpp"

#include <string>

namespace mirrorwatch::agent {

/// Windows' files, without state; for whoever needs them.
[[nodiscard]] AgentFileCalls& windows_files();

/// Error: Windows knows no profile of this user. UTF-8.
[[nodiscard]] Result<std::string> user_config_path();      // .wslconfig in the profile
[[nodiscard]] Result<std::string> user_history_folder();   // %LocalAppData%\Mirrorwatch\wslconfig-history
[[nodiscard]] Result<std::string> user_settings_path();    // %LocalAppData%\Mirrorwatch\mirrorwatch.toml
[[nodiscard]] Result<std::string> user_settings_history(); // %LocalAppData%\Mirrorwatch\settings-history

/// .wslconfig in the profile of the user who runs this process.
class UserConfig : public ConfigStore {
public:
    /// Throws std::runtime_error with a sentence when there is no profile.
    UserConfig();

    /// Another file than the profile's, where WSL would not look for it. Relative paths are taken from the
    /// present folder.
    explicit UserConfig(const std::wstring& path);
};

class UserBackups : public BackupFolder {
public:
    /// Throws like UserConfig.
    UserBackups();

    explicit UserBackups(const std::wstring& folder);
};

} // namespace mirrorwatch::agent
