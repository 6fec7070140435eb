#include "config/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace mirrorwatch::config {
namespace {

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_ipv6_literal(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
               c == '.';
    };
    return std::count(text.begin(), text.end(), ':') >= 2 && std::all_of(text.begin(), text.end(), allowed);
}

std::optional<std::uint16_t> port_from(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65'535) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(port);
}

/// Splits "host", "host:port", "[v6]" or "[v6]:port"; `port` is empty when there is none.
bool split_authority(std::string_view authority, std::string_view& host, std::string_view& port) {
    std::size_t end = 0;
    if (authority.starts_with('[')) {
        end = authority.find(']');
        if (end == std::string_view::npos) {
            return false;
        }
        host = authority.substr(1, end - 1);
        ++end;
    } else {
        end = std::min(authority.find(':'), authority.size());
        host = authority.substr(0, end);
    }
    if (end == authority.size()) {
        return true;
    }
    port = authority.substr(end + 1);
    return authority[end] == ':' && !port.empty();
}

Result<Url> with_authority(Url url, std::string_view authority) {
    if (authority.find('@') != std::string_view::npos) {
        return Error{"must not contain a user name or a password"};
    }
    std::string_view host;
    std::string_view port;
    if (!split_authority(authority, host, port) || !is_host(host)) {
        return Error{"must name a host: \"" + url.scheme + "://host:port\""};
    }
    url.host = host;
    if (port.empty() && url.scheme == "tcp") {
        return Error{"must name a port: \"tcp://host:port\""};
    }
    const auto number = port.empty() ? std::uint16_t{80} : port_from(port);
    if (!number) {
        return Error{"must have a port between 1 and 65535"};
    }
    url.port = *number;
    return url;
}

bool is_target(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
}

} // namespace

bool is_host(std::string_view text) {
    const auto allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; };
    return !text.empty() && text.size() <= 253 &&
           (is_ipv6_literal(text) || std::all_of(text.begin(), text.end(), allowed));
}

Result<Url> url_from(std::string_view text) {
    const auto separator = text.find("://");
    Url url;
    url.scheme = text.substr(0, separator);
    if (separator == std::string_view::npos || (url.scheme != "http" && url.scheme != "tcp")) {
        return Error{"must begin with \"http://\" or \"tcp://\""};
    }
    const std::string_view rest = text.substr(separator + 3);
    const auto end = std::min(rest.find_first_of("/?#"), rest.size());
    url.target = rest.substr(end);
    if (url.scheme == "tcp" && !url.target.empty()) {
        return Error{"must end after the port: \"tcp://host:port\""};
    }
    if (!is_target(url.target)) {
        return Error{"must have a path without spaces, '#' and other characters that need escaping as %XX"};
    }
    if (url.scheme == "http" && !url.target.starts_with('/')) {
        url.target.insert(0, "/");
    }
    return with_authority(std::move(url), rest.substr(0, end));
}

} // namespace mirrorwatch::config
