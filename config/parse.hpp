// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/settings.hpp"
#include "common/vpn_rules.hpp"

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
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

/// "mirrorwatch.toml:3:11: adapters.quiet must be …". Never holds a secret of the file.
[[nodiscard]] std::string to_string(const ConfigError& error);

[[noreturn]] inline void throw_exception_from_error(const ConfigError& error, const boost::source_location&) {
    throw std::runtime_error(to_string(error));
}

/// What a file says, and what in it has no effect.
template <class T>
struct Parsed {
    T value;
    std::vector<ConfigError> warnings;   // in the order of the file
    std::vector<ConfigError> notes = {}; // the same
};

/// The names of endpoints, and where each stands.
using Names = std::map<std::string, ConfigError, std::less<>>;

/// All that there is to say about a file with endpoints, in the order of the file. With an error in it
/// nothing of it is to be in force; `value` is what could be read.
template <class T>
struct Checked {
    T value;
    std::vector<ConfigError> errors;
    std::vector<ConfigError> warnings;
    std::vector<ConfigError> notes; // that something is not what one might think, though it is right
    Names names;
    std::optional<Language> language = {}; // of a user's own: what it says of it
};

/// The machine's mirrorwatch.toml. What is absent keeps its default.
[[nodiscard]] Checked<Settings> check_settings(std::string_view text, std::string_view file_name);

/// A user's own, in which only endpoints, groups, [health] and the language count. `taken`: the names of the
/// machine's.
[[nodiscard]] Checked<std::vector<EndpointSpec>>
check_user_settings(std::string_view text, std::string_view file_name, const Names& taken);

/// An endpoint with nothing but an address, such as "http://host/path" or "tcp://host:port", and defaults.
[[nodiscard]] Result<EndpointSpec> endpoint_at(std::string_view url);

/// The same as check_settings, for who wants all or nothing. The error is the first one in the file.
[[nodiscard]] boost::system::result<Parsed<Settings>, ConfigError> parse_settings(std::string_view text,
                                                                                  std::string_view file_name);
[[nodiscard]] boost::system::result<Parsed<VpnRules>, ConfigError>
parse_vpn_rules(std::string_view text, std::string_view file_name);

// The files of this folder as they were when the program was built, so that it runs without them beside it.
[[nodiscard]] std::string_view shipped_settings();  // mirrorwatch.toml
[[nodiscard]] std::string_view shipped_vpn_rules(); // vpn-adapters.toml

/// "500ms", "30s", "5m" or "24h": digits and a unit, nothing else. Nothing for anything else, or above a
/// year.
[[nodiscard]] std::optional<std::chrono::milliseconds> duration_from(std::string_view text);
/// With the largest unit that fits.
[[nodiscard]] std::string to_string(std::chrono::milliseconds duration);

/// As TOML spells a text, always in double quotes and on one line.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace mirrorwatch::config
