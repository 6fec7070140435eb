// SPDX-License-Identifier: MIT
#pragma once

#include "common/log.hpp"
#include "common/vpn_rules.hpp"
#include "service/app/settings_source.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace mirrorwatch::app {

/// Where the service runs, and what the command line says.
struct AppOptions {
    bool in_console = false;
    std::filesystem::path config; // empty: mirrorwatch.toml in %ProgramData%\Mirrorwatch
    LogLevel log_level = LogLevel::Info;
};

struct VpnTable {
    VpnRules rules;
    std::vector<std::string> warnings;
    std::string
        error; // not empty: why the user's file cannot be read or understood, and the shipped one counts
};

/// The shipped table with the rows of the user's own file, which win. No such file: the shipped one alone.
[[nodiscard]] VpnTable load_vpn_table(const std::filesystem::path& users_file, const act::FileCalls& files);

/// What the machine's files said at the start: mirrorwatch.toml, and vpn-adapters.toml beside it.
struct Configuration {
    SettingsSource source;
    SettingsSource::Start start;
    std::filesystem::path vpn_file;
    VpnTable vpn_table;
    act::FileCalls files; // by which they are read
};

[[nodiscard]] Configuration load_configuration(const SettingsPlace& place, act::FileCalls files);

} // namespace mirrorwatch::app
