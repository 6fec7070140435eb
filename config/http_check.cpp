// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/names.hpp"
#include "common/number.hpp"
#include "common/probe/body_pattern.hpp"
#include "config/readers.hpp"
#include "config/url.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace mirrorwatch::config {
namespace {

constexpr int c_most_redirects = 20;
constexpr std::array c_http_keys{"method",         "headers",          "expected_status", "body_match",
                                 "body_not_match", "follow_redirects", "max_redirects",   "proxy"};
constexpr std::array c_tls_keys{"tls_verify", "tls_server_name"};

/// By these the length of a message is told, which is ours to say.
constexpr std::array<std::string_view, 3> c_own_headers{"content-length", "transfer-encoding", "connection"};

constexpr std::string_view c_status =
    "must list what is right as [\"200-299\", 304]: numbers between 100 and "
    "599, the smaller one first";

template <std::size_t N>
void refuse(Section& section, const std::array<const char*, N>& keys, const std::string& why) {
    for (const char* key : keys) {
        if (section.takes(key)) {
            section.wrong(key, why);
        }
    }
}

bool is_header_name(std::string_view name) {
    constexpr std::string_view c_others = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
               c_others.find(c) != std::string_view::npos;
    });
}

bool is_header_value(std::string_view value) {
    return std::none_of(value.begin(), value.end(), [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
    });
}

/// Their values are in no message.
void read_headers(Section& section, HttpCheck& http) {
    const bool has_user = !http.headers.empty();
    for (auto& header : section.read_texts("headers")) {
        const auto& [name, value] = header;
        const auto is_same = [&](const auto& other) {
            return equal_ignoring_case(other.first, header.first);
        };
        const std::string quoted = "\"" + name + "\"";
        if (!is_header_name(name)) {
            section.wrong("headers", "must have names of letters, digits and '-' only");
        } else if (!is_header_value(value)) {
            section.wrong("headers", "must not have control characters in the value of " + quoted);
        } else if (std::find(c_own_headers.begin(), c_own_headers.end(), lower(name)) !=
                   c_own_headers.end()) {
            section.wrong("headers", "must not have " + quoted + ", which Mirrorwatch sets itself");
        } else if (std::any_of(http.headers.begin(), http.headers.end(), is_same)) {
            section.wrong("headers", has_user && lower(name) == "authorization"
                                         ? "must not have " + quoted + ", as the url names a user"
                                         : "has " + quoted + " twice");
        }
        http.headers.push_back(std::move(header));
    }
}

std::optional<int> status_from(std::string_view text) {
    const auto status = number_from<int>(text);
    return status >= 100 && status <= 599 ? status : std::nullopt;
}

std::optional<StatusRange> range_from(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = status_from(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : status_from(text.substr(dash + 1));
    return first && last && *first <= *last ? std::optional{StatusRange{*first, *last}} : std::nullopt;
}

void read_expected_status(Section& section, HttpCheck& http) {
    const std::string what{c_status};
    const auto words = section.read_words("expected_status", what);
    std::vector<StatusRange> ranges;
    for (const auto& [word, place] : words) {
        if (const auto range = range_from(word)) {
            ranges.push_back(*range);
        } else {
            section.wrong_at(place, "expected_status", what);
        }
    }
    if (!ranges.empty()) {
        http.expected_status = std::move(ranges);
    }
}

void read_pattern(Section& section, std::string_view key, const HttpCheck& http, std::string& pattern) {
    section.read(key, pattern);
    if (pattern.empty()) {
        return;
    }
    if (const auto checked = probe::check_pattern(pattern); !checked) {
        section.wrong(key, "must be a regular expression: " + checked.error().message);
    } else if (http.method == HttpMethod::Head) {
        section.wrong(key, "does not fit: an answer to HEAD has no body");
    }
}

/// "system", "none", or the proxy's address.
void read_proxy(Section& section, HttpCheck& http) {
    std::string text;
    section.read("proxy", text, c_longest_url);
    if (text.empty() || text == "system") {
        return;
    }
    if (text == "none") {
        http.proxy = ProxyUse::None;
        return;
    }
    const auto url = url_from(text);
    if (!url || url->scheme != "http" || url->target != "/" || !url->user.empty()) {
        constexpr std::array<std::string_view, 2> c_words{"system", "none"};
        const bool has_user = url && !url->user.empty();
        return section.wrong("proxy", has_user ? "must not name a user: a proxy that wants a password is not "
                                                 "supported"
                                               : "must be \"system\", \"none\" or \"http://host:port\"" +
                                                     suggestion(text, c_words));
    }
    http.proxy = ProxyUse::Named;
    http.proxy_url = text;
}

void read_tls(Section& section, EndpointSpec& spec) {
    if (spec.kind != EndpointKind::Https) {
        return refuse(section, c_tls_keys, "fits only endpoints that are asked by https");
    }
    section.read("tls_verify", spec.http.tls_verify);
    section.read("tls_server_name", spec.http.tls_server_name, c_longest_name);
    if (!spec.http.tls_server_name.empty() && !is_host(spec.http.tls_server_name)) {
        section.wrong("tls_server_name", "must be the name in the server's certificate");
    }
    if (!spec.http.tls_verify) {
        section.note("tls_verify", "is off: any server may pass for this one");
    }
}

} // namespace

void read_http_check(Section& section, EndpointSpec& spec) {
    read_tls(section, spec);
    if (spec.kind != EndpointKind::Http && spec.kind != EndpointKind::Https) {
        return refuse(section, c_http_keys, "fits only endpoints that are asked by http or https");
    }
    HttpCheck& http = spec.http;
    section.read("method", http.method, words_of<HttpMethod>(c_names_of<HttpMethod>));
    read_headers(section, http);
    read_expected_status(section, http);
    read_pattern(section, "body_match", http, http.body_match);
    read_pattern(section, "body_not_match", http, http.body_not_match);
    section.read("follow_redirects", http.follow_redirects);
    section.read("max_redirects", http.max_redirects, 0, c_most_redirects);
    read_proxy(section, http);
}

} // namespace mirrorwatch::config
