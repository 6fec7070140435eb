// SPDX-License-Identifier: MIT
#include "config/url.hpp"

#include "common/ip_address.hpp"
#include "common/number.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace mirrorwatch::config {
namespace {

constexpr std::array<std::string_view, 4> c_schemes{"http", "https", "tcp", "dns"};

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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
        if (!is_ipv6(host)) {
            return false;
        }
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

/// "%40" is "@".
std::optional<std::string> unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        const std::string_view digits = text.substr(i + 1, 2);
        const auto byte = digits.size() == 2 ? number_from<std::uint8_t>(digits, 16) : std::nullopt;
        if (!byte) {
            return std::nullopt;
        }
        plain += static_cast<char>(*byte);
        i += 2;
    }
    const bool has_control =
        std::any_of(plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
    return has_control ? std::nullopt : std::optional{plain};
}

bool is_http(const Url& url) {
    return url.scheme.starts_with("http");
}

Result<Url> with_user(Url url, std::string_view& authority) {
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos) {
        return url;
    }
    const auto user = unescaped(authority.substr(0, at));
    if (!is_http(url)) {
        return Error{"must not contain a user name or a password"};
    }
    if (!user || user->find(':') == std::string::npos) {
        return Error{"must name a user as \"" + url.scheme +
                     "://name:password@host/\", with other characters than letters and digits as %XX"};
    }
    url.user = *user;
    authority.remove_prefix(at + 1);
    return url;
}

Result<Url> with_host(Url url, std::string_view authority) {
    std::string_view host;
    std::string_view port;
    if (!split_authority(authority, host, port) || !is_host(host)) {
        return Error{"must name a host: \"" + url.scheme + "://host" + (url.scheme == "dns" ? "" : ":port") +
                     "\""};
    }
    url.host = host;
    if (url.scheme == "dns") {
        return port.empty() ? Result<Url>{std::move(url)} : Error{"must name no port: \"dns://name\""};
    }
    if (port.empty() && url.scheme == "tcp") {
        return Error{"must name a port: \"tcp://host:port\""};
    }
    const std::uint16_t usual = url.scheme == "https" ? 443 : 80;
    const auto number = port.empty() ? usual : port_from(port);
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

bool is_ipv4(std::string_view text) {
    const auto address = parse_ip(text);
    return address && !address->is_ipv6;
}

bool is_ipv6(std::string_view text) {
    const auto address = text.find('%') == std::string_view::npos ? parse_ip(text) : std::nullopt;
    return address && address->is_ipv6;
}

bool is_host(std::string_view text) {
    const auto allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; };
    return !text.empty() && text.size() <= 253 &&
           (is_ipv6(text) || std::all_of(text.begin(), text.end(), allowed));
}

bool is_host_and_port(std::string_view text) {
    std::string_view host;
    std::string_view port;
    return split_authority(text, host, port) && is_host(host) && port_from(port);
}

Result<Url> url_from(std::string_view text) {
    const auto separator = text.find("://");
    Url url;
    url.scheme = text.substr(0, separator);
    if (separator == std::string_view::npos ||
        std::find(c_schemes.begin(), c_schemes.end(), url.scheme) == c_schemes.end()) {
        return Error{"must begin with \"http://\", \"https://\", \"tcp://\" or \"dns://\""};
    }
    const std::string_view rest = text.substr(separator + 3);
    const auto end = std::min(rest.find_first_of("/?#"), rest.size());
    url.target = rest.substr(end);
    if (!is_http(url) && !url.target.empty()) {
        return Error{url.scheme == "tcp" ? "must end after the port: \"tcp://host:port\""
                                         : "must end after the name: \"dns://name\""};
    }
    if (!is_target(url.target)) {
        return Error{"must have a path without spaces, '#' and other characters that need escaping as %XX"};
    }
    if (is_http(url) && !url.target.starts_with('/')) {
        url.target.insert(0, "/");
    }
    std::string_view authority = rest.substr(0, end);
    Result<Url> named = with_user(std::move(url), authority);
    return named ? with_host(std::move(*named), authority) : named;
}

std::string basic_authorization(std::string_view user) {
    constexpr std::string_view c_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text = "Basic ";
    for (std::size_t i = 0; i < user.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            bits = bits << 8U | (i + k < user.size() ? static_cast<unsigned char>(user[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += i + k > user.size() ? '=' : c_digits[bits >> (18 - 6 * k) & 0x3FU];
        }
    }
    return text;
}

} // namespace mirrorwatch::config
