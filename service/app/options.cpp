#include "service/app/options.hpp"

#include "config/parse.hpp"
#include "config/shipped.hpp"

#include <fstream>
#include <iterator>
#include <optional>

namespace mirrorwatch::app {
namespace {

namespace fs = std::filesystem;

std::string name_of(const fs::path& file) {
    const std::u8string name = file.u8string();
    return {name.begin(), name.end()};
}

std::optional<std::string> read(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    return stream.is_open() && !stream.bad() ? std::optional{std::move(text)} : std::nullopt;
}

} // namespace

VpnTable load_vpn_table(const fs::path& users_file) {
    constexpr const char* c_shipped_counts = " The built-in VPN table is in force.";
    VpnTable table{config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml")->value, {}};
    std::error_code error;
    if (!fs::exists(users_file, error) && !error) {
        return table;
    }
    const std::optional<std::string> text = read(users_file);
    if (!text) {
        table.warnings.push_back(name_of(users_file) + " cannot be read." + c_shipped_counts);
        return table;
    }
    auto users = config::parse_vpn_rules(*text, name_of(users_file));
    if (!users) {
        table.warnings.push_back(config::to_string(users.error()) + c_shipped_counts);
        return table;
    }
    for (const config::ConfigError& warning : users->warnings) {
        table.warnings.push_back(config::to_string(warning));
    }
    add_users_rules(table.rules, std::move(users->value));
    return table;
}

Configuration load_configuration(const fs::path& file, bool must_exist) {
    Configuration configuration;
    configuration.settings = config::parse_settings(config::shipped_settings(), "mirrorwatch.toml")->value;
    VpnTable table = load_vpn_table(file.parent_path() / "vpn-adapters.toml");
    configuration.rules = std::move(table.rules);
    configuration.warnings = std::move(table.warnings);
    std::error_code error;
    if (!must_exist && !fs::exists(file, error)) {
        return configuration;
    }
    const std::optional<std::string> text = read(file);
    if (!text) {
        configuration.warnings.push_back(name_of(file) +
                                         " cannot be read. The built-in settings are in force.");
        return configuration;
    }
    auto parsed = config::parse_settings(*text, name_of(file));
    if (!parsed) {
        configuration.warnings.push_back(config::to_string(parsed.error()) +
                                         " The built-in settings are in force.");
        return configuration;
    }
    configuration.settings = std::move(parsed->value);
    for (const config::ConfigError& warning : parsed->warnings) {
        configuration.warnings.push_back(config::to_string(warning));
    }
    return configuration;
}

} // namespace mirrorwatch::app
