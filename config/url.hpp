// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mirrorwatch::config {

/// The parts of an endpoint's address.
struct Url {
    std::string scheme;     // "http", "https", "tcp" or "dns"
    std::string host;       // without the brackets of an IPv6 literal
    std::uint16_t port = 0; // dns: 0
    std::string target;     // http and https: path and query, at least "/"; otherwise empty
    std::string user = {};  // http and https: "name:password", unescaped; empty: none

    friend bool operator==(const Url&, const Url&) = default;
};

/// "http://[user:password@]host[:port][/path][?query]", the same with https, "tcp://host:port" or
/// "dns://name". The error says what would be right, and holds no part of the text.
[[nodiscard]] Result<Url> url_from(std::string_view text);

/// Letters, digits, '.', '-', '_' or an IPv6 literal without brackets and zone.
[[nodiscard]] bool is_host(std::string_view text);

/// "host:port", with brackets round an IPv6 literal.
[[nodiscard]] bool is_host_and_port(std::string_view text);

/// Literals, as they are written without brackets and zone.
[[nodiscard]] bool is_ipv4(std::string_view text);
[[nodiscard]] bool is_ipv6(std::string_view text);

/// The value of an Authorization header for "name:password".
[[nodiscard]] std::string basic_authorization(std::string_view user);

} // namespace mirrorwatch::config
