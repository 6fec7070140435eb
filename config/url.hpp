#pragma once

#include "common/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mirrorwatch::config {

/// The parts of an endpoint's address.
struct Url {
    std::string scheme; // "http" or "tcp"
    std::string host;   // without the brackets of an IPv6 literal
    std::uint16_t port = 0;
    std::string target; // http: path and query, at least "/"; tcp: empty

    friend bool operator==(const Url&, const Url&) = default;
};

/// "http://host[:port][/path][?query]" or "tcp://host:port". The error says what would be right.
[[nodiscard]] Result<Url> url_from(std::string_view text);

/// Letters, digits, '.', '-', '_' or an IPv6 literal without brackets and zone.
[[nodiscard]] bool is_host(std::string_view text);

} // namespace mirrorwatch::config
