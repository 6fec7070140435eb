// SPDX-License-Identifier: MIT
#include "service/app/options.hpp"

#include "config/parse.hpp"

#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

namespace mirrorwatch::app {
namespace {

namespace fs = std::filesystem;

std::string name_of(const fs::path& file) {
    const std::u8string name = file.u8string();
    return {name.begin(), name.end()};
}

std::optional<std::string> read(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    if (stream.peek() != std::ifstream::traits_type::eof()) { // a stream calls the end of nothing a failure
        text << stream.rdbuf();
    }
    return stream.is_open() && !stream.bad() && !text.bad() ? std::optional{text.str()} : std::nullopt;
}

} // namespace

VpnTable load_vpn_table(const fs::path& users_file) {
    VpnTable table{config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml")->value, {}, {}};
    std::error_code error;
    if (!fs::exists(users_file, error) && !error) {
        return table;
    }
    const std::optional<std::string> text = read(users_file);
    if (!text) {
        table.error = name_of(users_file) + " cannot be read";
        return table;
    }
    auto users = config::parse_vpn_rules(*text, name_of(users_file));
    if (!users) {
        table.error = config::to_string(users.error());
        return table;
    }
    for (const config::ConfigError& warning : users->warnings) {
        table.warnings.push_back(config::to_string(warning));
    }
    add_users_rules(table.rules, std::move(users->value));
    return table;
}

Configuration load_configuration(const SettingsPlace& place, act::FileCalls files) {
    SettingsSource source{place, std::move(files)};
    SettingsSource::Start start = source.start();
    fs::path vpn_file = place.file.parent_path() / "vpn-adapters.toml";
    VpnTable table = load_vpn_table(vpn_file);
    return {std::move(source), std::move(start), std::move(vpn_file), std::move(table)};
}

} // namespace mirrorwatch::app
