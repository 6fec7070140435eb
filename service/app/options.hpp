#pragma once

#include "common/log.hpp"
#include "common/settings.hpp"
#include "common/vpn_rules.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace mirrorwatch::app {

/// Where the service runs, and what the command line says.
struct Options {
    bool in_console = false;
    std::filesystem::path config; // empty: mirrorwatch.toml in %ProgramData%\Mirrorwatch
    LogLevel log_level = LogLevel::Info;
};

/// What is watched and how, with all that is to be said about the file it came from.
struct Configuration {
    Settings settings;
    VpnRules rules;
    std::vector<std::string> warnings;
};

struct VpnTable {
    VpnRules rules;
    std::vector<std::string> warnings;
};

/// The shipped table with the rows of the user's own file, which win. No such file: the shipped one alone.
/// One that cannot be read or understood is a warning, and the shipped table counts.
[[nodiscard]] VpnTable load_vpn_table(const std::filesystem::path& users_file);

/// Reads the settings' file, and vpn-adapters.toml beside it. Without one the built-in settings count. One
/// that cannot be read or understood is a warning with its line and column, and the built-in settings count
/// too: nothing is half in force. `must_exist`: the file was named by the user.
[[nodiscard]] Configuration load_configuration(const std::filesystem::path& file, bool must_exist);

} // namespace mirrorwatch::app
