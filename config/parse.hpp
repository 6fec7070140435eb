#pragma once

#include "common/settings.hpp"
#include "common/vpn_rules.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mirrorwatch::config {

/// Where a file is wrong, and what would be right there. Lines and columns count from 1.
struct ConfigError {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string message;

    friend bool operator==(const ConfigError&, const ConfigError&) = default;
};

/// "mirrorwatch.toml:3:11: adapters.quiet must be …".
[[nodiscard]] std::string to_string(const ConfigError& error);

[[noreturn]] inline void throw_exception_from_error(const ConfigError& error, const boost::source_location&) {
    throw std::runtime_error(to_string(error));
}

/// What a file says, and what in it has no effect.
template <class T>
struct Parsed {
    T value;
    std::vector<ConfigError> warnings; // unknown keys, in the order of the file
};

/// What is absent keeps its default. The error is the first one in the file.
[[nodiscard]] boost::system::result<Parsed<Settings>, ConfigError> parse_settings(std::string_view text,
                                                                                  std::string_view file_name);
[[nodiscard]] boost::system::result<Parsed<VpnRules>, ConfigError>
parse_vpn_rules(std::string_view text, std::string_view file_name);

} // namespace mirrorwatch::config
