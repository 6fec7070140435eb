// SPDX-License-Identifier: MIT
#include "service/app/options.hpp"

#include "config/parse.hpp"

#include <optional>
#include <utility>

namespace mirrorwatch::app {
namespace {

namespace fs = std::filesystem;

std::string name_of(const fs::path& file) {
    const std::u8string name = file.u8string();
    return {name.begin(), name.end()};
}

} // namespace

VpnTable load_vpn_table(const fs::path& users_file, const act::FileCalls& files) {
    VpnTable table{config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml")->value, {}, {}};
    const Result<std::optional<std::string>> text = files.read(users_file);
    if (!text) {
        table.error = name_of(users_file) + " cannot be read: " + text.error().message;
        return table;
    }
    if (!text->has_value()) {
        return table;
    }
    auto users = config::parse_vpn_rules(**text, name_of(users_file));
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
    SettingsSource source{place, files};
    SettingsSource::Start start = source.start();
    fs::path vpn_file = place.file.parent_path() / "vpn-adapters.toml";
    VpnTable table = load_vpn_table(vpn_file, files);
    return {std::move(source), std::move(start), std::move(vpn_file), std::move(table), std::move(files)};
}

} // namespace mirrorwatch::app
