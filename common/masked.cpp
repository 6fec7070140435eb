// SPDX-License-Identifier: MIT
#include "common/masked.hpp"

#include "common/names.hpp"

#include <algorithm>

namespace mirrorwatch {
namespace {

constexpr std::string_view c_mask = "***";

/// "a=b&c" as "a=***&***": a part without a name may be the secret itself.
std::string masked_query(std::string_view query) {
    std::string text;
    while (!query.empty()) {
        const auto end = std::min(query.find_first_of("&;"), query.size());
        const std::string_view part = query.substr(0, end);
        const auto name_end = part.find('=');
        text += name_end == std::string_view::npos ? "" : part.substr(0, name_end + 1);
        text += part.empty() ? "" : c_mask;
        text += query.substr(end, 1);
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return text;
}

std::string masked_target(std::string_view target) {
    const auto fragment = std::min(target.find('#'), target.size());
    const auto query = std::min(target.find('?'), fragment);
    std::string text{target.substr(0, query)};
    if (query < fragment) {
        text += "?" + masked_query(target.substr(query + 1, fragment - query - 1));
    }
    return fragment < target.size() ? text + "#" + std::string{c_mask} : text;
}

int usual_port(EndpointKind kind) {
    return kind == EndpointKind::Http ? 80 : kind == EndpointKind::Https ? 443 : 0;
}

/// Where user and password end, at an '@'; npos: there are none.
std::size_t end_of_user(std::string_view rest) {
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        return at;
    }
    // A password with one of "/?#" in it is not well formed, and a secret all the same.
    const auto colon = authority.rfind(':');
    const bool is_port = colon == std::string_view::npos || authority.ends_with(']') ||
                         authority.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
    return is_port ? std::string_view::npos : rest.rfind('@');
}

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

} // namespace

std::string masked(std::string_view url) {
    const auto separator = url.find("://");
    const auto scheme_end = separator == std::string_view::npos ? 0 : separator + 3;
    std::string text{url.substr(0, scheme_end)};
    std::string_view rest = url.substr(scheme_end);
    if (const auto at = end_of_user(rest); at != std::string_view::npos) {
        text += std::string{c_mask} + "@";
        rest.remove_prefix(at + 1);
    }
    const auto host_end = std::min(rest.find_first_of("/?#"), rest.size());
    return text + std::string{rest.substr(0, host_end)} + masked_target(rest.substr(host_end));
}

std::string shown_address(const EndpointSpec& spec) {
    std::string scheme{name_of(spec.kind)};
    if (spec.kind == EndpointKind::WslNetwork) {
        return scheme;
    }
    const bool has_port = spec.port != 0 && spec.port != usual_port(spec.kind);
    const bool is_http = spec.kind == EndpointKind::Http || spec.kind == EndpointKind::Https;
    return scheme + "://" + bracketed(spec.host) + (has_port ? ":" + std::to_string(spec.port) : "") +
           (is_http ? masked_target(spec.http.target) : "");
}

} // namespace mirrorwatch
