// SPDX-License-Identifier: MIT
#include "common/probe/location.hpp"

#include "common/ascii.hpp"
#include "common/number.hpp"

#include <algorithm>

namespace mirrorwatch::probe {
namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_host(std::string_view text, bool in_brackets) {
    const std::string_view more = in_brackets ? ":." : ".-_";
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [&](char c) {
        const bool is_letter = lower(c) >= 'a' && lower(c) <= (in_brackets ? 'f' : 'z');
        return is_digit(c) || is_letter || more.find(c) != std::string_view::npos;
    });
}

/// "[user@]host[:port]" into `place`; false when it is none.
bool read_authority(Location& place, std::string_view authority) {
    authority.remove_prefix(authority.rfind('@') + 1); // npos + 1 is 0
    const bool in_brackets = authority.starts_with('[');
    const auto end_of_host =
        in_brackets ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end_of_host == std::string_view::npos) {
        return false;
    }
    const std::string_view host = authority.substr(in_brackets, end_of_host - in_brackets);
    const std::string_view rest = authority.substr(end_of_host + in_brackets);
    const bool has_port = rest.size() > 1; // "host:" has none
    const auto usual = static_cast<std::uint16_t>(place.kind == EndpointKind::Https ? 443 : 80);
    const auto port = has_port ? port_from(rest.substr(1)) : usual;
    if (!is_host(host, in_brackets) || !port || (!rest.empty() && rest.front() != ':')) {
        return false;
    }
    place.host = host;
    place.port = *port;
    return true;
}

/// Takes "." and ".." out of a path that begins with '/'.
std::string without_dots(std::string_view path) {
    std::string result;
    while (!path.empty()) {
        const auto end = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(end);
        if (segment == "/..") {
            result.resize(std::min(result.rfind('/'), result.size()));
        } else if (segment != "/.") {
            result += segment;
            continue;
        }
        result += path.empty() ? "/" : "";
    }
    return result;
}

std::string target_of(std::string_view rest, std::string_view from) {
    const std::string_view path = rest.substr(0, rest.find('?'));
    const std::string_view query = rest.substr(path.size());
    const std::string_view from_path = from.substr(0, from.find('?'));
    if (rest.empty()) {
        return std::string{from};
    }
    if (path.empty()) {
        return std::string{from_path} + std::string{query};
    }
    const auto folder = path.starts_with('/') ? "" : from_path.substr(0, from_path.rfind('/') + 1);
    return without_dots(std::string{folder} + std::string{path}) + std::string{query};
}

/// Takes "scheme:" off, if there is one.
std::string_view take_scheme(std::string_view& text) {
    const auto end = text.find_first_of(":/?#");
    if (end == std::string_view::npos || text[end] != ':') {
        return {};
    }
    const std::string_view scheme = text.substr(0, end);
    text.remove_prefix(end + 1);
    return scheme;
}

} // namespace

std::optional<Location> resolve(const Location& from, std::string_view location) {
    if (!is_plain(location) || location.starts_with(':')) {
        return std::nullopt;
    }
    location = location.substr(0, location.find('#'));
    Location to = from;
    const std::string_view scheme = take_scheme(location);
    if (!scheme.empty()) {
        const bool is_https = equal_ignoring_case(scheme, "https");
        if ((!is_https && !equal_ignoring_case(scheme, "http")) || !location.starts_with("//")) {
            return std::nullopt;
        }
        to.kind = is_https ? EndpointKind::Https : EndpointKind::Http;
    }
    if (!location.starts_with("//")) {
        to.target = target_of(location, from.target);
        return to;
    }
    location.remove_prefix(2);
    const auto end = std::min(location.find_first_of("/?"), location.size());
    if (!read_authority(to, location.substr(0, end))) {
        return std::nullopt;
    }
    const std::string_view rest = location.substr(end);
    to.target = rest.starts_with('/') ? target_of(rest, "/") : "/" + std::string{rest};
    return to;
}

} // namespace mirrorwatch::probe
