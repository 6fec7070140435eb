// SPDX-License-Identifier: MIT
#include "common/probe/http_rules.hpp"

#include "common/ascii.hpp"
#include "common/probe/body_pattern.hpp"
#include "common/probe/location.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::probe {
namespace {

constexpr std::uint16_t default_port(EndpointKind kind) {
    return kind == EndpointKind::Https ? 443 : 80;
}

bool has_header(const Headers& headers, std::string_view name) {
    return std::ranges::any_of(headers, [&](const auto& h) { return equal_ignoring_case(h.first, name); });
}

bool is_redirect(int status) {
    constexpr std::array c_redirects{301, 302, 303, 307, 308};
    return std::ranges::find(c_redirects, status) != c_redirects.end();
}

bool is_expected(const HttpCheck& check, int status) {
    return std::ranges::any_of(check.expected_status, [&](const StatusRange& range) {
        return range.first <= status && status <= range.last;
    });
}

void keep_harmless(Headers& headers) {
    std::erase_if(headers, [](const auto& header) {
        constexpr std::array c_harmless{"accept", "accept-language", "user-agent"};
        return std::ranges::none_of(
            c_harmless, [&](const char* name) { return equal_ignoring_case(header.first, name); });
    });
}

bool same_origin(const EndpointSpec& a, const EndpointSpec& b) {
    return a.kind == b.kind && a.port == b.port && equal_ignoring_case(a.host, b.host);
}

std::optional<EndpointSpec> redirected(const EndpointSpec& from, int status, std::string_view location) {
    auto place = resolve({from.kind, from.host, from.port, from.http.target}, location);
    if (!place) {
        return std::nullopt;
    }
    EndpointSpec to = from;
    to.kind = place->kind;
    to.host = std::move(place->host);
    to.port = place->port;
    to.http.target = std::move(place->target);
    const bool becomes_get =
        status == 303 || ((status == 301 || status == 302) && from.http.method == HttpMethod::Post);
    if (becomes_get && from.http.method != HttpMethod::Head) {
        to.http.method = HttpMethod::Get;
    }
    --to.http.max_redirects;
    if (!same_origin(from, to)) {
        keep_harmless(to.http.headers);
        to.http.tls_server_name.clear();
    }
    return to;
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; });
}

} // namespace

std::string authority(const EndpointSpec& endpoint) {
    const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
    return endpoint.port == default_port(endpoint.kind) ? host : host + ":" + std::to_string(endpoint.port);
}

Headers request_headers(const EndpointSpec& endpoint) {
    const Headers& own = endpoint.http.headers;
    Headers headers;
    headers.reserve(own.size() + 5);
    const auto add = [&](const char* name, std::string value) {
        if (!has_header(own, name)) {
            headers.emplace_back(name, std::move(value));
        }
    };
    add("Host", authority(endpoint));
    add("User-Agent", "Mirrorwatch");
    add("Accept", "*/*");
    add("Connection", "close");
    if (endpoint.http.method == HttpMethod::Post) {
        add("Content-Length", "0");
    }
    headers.insert(headers.end(), own.begin(), own.end());
    return headers;
}

Failure unsendable(const HttpCheck& check) {
    constexpr std::size_t c_longest = std::size_t{16} * 1024;
    for (const auto& [name, value] : check.headers) {
        const bool is_name = !name.empty() && name.find_first_of(": \t") == std::string::npos;
        if (!is_name || has_control(name) || has_control(value) || name.size() + value.size() > c_longest) {
            return {ProbeStep::Send, "a header that cannot be sent"};
        }
    }
    if (check.target.find_first_of(" \t") != std::string::npos || has_control(check.target)) {
        return {ProbeStep::Send, "a path that cannot be sent"};
    }
    return {};
}

HeadVerdict judge_head(const EndpointSpec& endpoint, int status, std::string_view location) {
    const HttpCheck& check = endpoint.http;
    if (check.follow_redirects && is_redirect(status) && !location.empty()) {
        if (check.max_redirects <= 0) {
            return {{ProbeStep::Status, "redirected too often"}, std::nullopt};
        }
        if (auto next = redirected(endpoint, status, location)) {
            return {{}, std::move(next)};
        }
        return {{ProbeStep::Status, "redirected to what is no HTTP address"}, std::nullopt};
    }
    if (!is_expected(check, status)) {
        return {{ProbeStep::Status, "HTTP status " + std::to_string(status)}, std::nullopt};
    }
    return {};
}

bool looks_at_body(const HttpCheck& check) {
    return !check.body_match.empty() || !check.body_not_match.empty();
}

Failure judge_body(const HttpCheck& check, std::string_view body) {
    const auto search_in_body = [&](const std::string& pattern, Found wanted) {
        return pattern.empty() ? wanted : search(pattern, body.substr(0, c_body_cap));
    };
    const Found match = search_in_body(check.body_match, Found::Yes);
    const Found not_match = search_in_body(check.body_not_match, Found::No);
    if (match == Found::TooCostly || not_match == Found::TooCostly) {
        return {ProbeStep::Body, "the expression needs too long to search this answer"};
    }
    if (match == Found::No) {
        return {ProbeStep::Body, "the answer lacks what it must match"};
    }
    if (not_match == Found::Yes) {
        return {ProbeStep::Body, "the answer has what it must not match"};
    }
    return {};
}

bool must_choose_address(const EndpointSpec& endpoint) {
    const bool matters = endpoint.family != IpFamily::Auto || equal_ignoring_case(endpoint.host, "localhost");
    return matters && endpoint.http.proxy != ProxyUse::Named;
}

} // namespace mirrorwatch::probe
