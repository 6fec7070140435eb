// SPDX-License-Identifier: MIT
#include "config/readers.hpp"

#include "common/ascii.hpp"
#include "common/names.hpp"
#include "config/url.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::config {
namespace {

using namespace std::chrono_literals;

constexpr int c_largest_threshold = 1'000;
constexpr int c_largest_jitter = 50;
constexpr milliseconds c_short_interval = 5s;

using Groups = std::map<std::string, EndpointSpec, std::less<>>; // by name: their defaults

bool is_http(EndpointKind kind) {
    return kind == EndpointKind::Http || kind == EndpointKind::Https;
}

/// What a group sets for its own and an endpoint for itself.
void read_circumstances(Section& section, EndpointSpec& spec) {
    section.read("enabled", spec.enabled);
    section.read("required", spec.required);
    section.read("from", spec.from, words_of<EndpointFrom>(c_names_of<EndpointFrom>));
    section.read("when", spec.when, words_of<EndpointWhen>(c_names_of<EndpointWhen>));
    section.read("ip_family", spec.family, words_of<IpFamily>(c_names_of<IpFamily>));
    read_rhythm(section, spec);
}

bool is_text(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

void read_name(Section& section, std::string& name, const std::string& what) {
    const bool is_read = section.read("name", name, c_longest_name);
    if (name.empty() && (is_read || !section.has("name"))) {
        section.wrong("name", "is missing: each " + what + " needs a name of its own");
    } else if (!is_text(name)) {
        section.wrong("name", "must not have control characters in it");
    }
}

Groups read_groups(Section& root, const EndpointSpec& defaults) {
    Groups groups;
    for (Section& section : root.sections("group")) {
        std::string name;
        read_name(section, name, "group");
        EndpointSpec spec = defaults;
        spec.group = name;
        read_circumstances(section, spec);
        if (!groups.emplace(name, std::move(spec)).second && !name.empty()) {
            section.wrong("name", "\"" + name + "\" is taken by a group before: names must be unique");
        }
        section.warn_of_unknown_keys();
    }
    return groups;
}

/// A group needs no [[group]] of its own; but where there are some, another name may be a slip.
EndpointSpec defaults_of_group(Section& section, const Groups& groups, const EndpointSpec& defaults) {
    std::string name;
    section.read("group", name, c_longest_name);
    if (const auto found = groups.find(name); found != groups.end() && !name.empty()) {
        return found->second;
    }
    std::vector<std::string_view> known;
    known.reserve(groups.size());
    for (const auto& [group, spec] : groups) {
        known.push_back(group);
    }
    if (const std::string near = suggestion(name, known); !name.empty() && !near.empty()) {
        section.warn("group", "has no [[group]]" + near);
    }
    EndpointSpec spec = defaults;
    spec.group = name;
    return spec;
}

void take(Url url, EndpointSpec& spec) {
    spec.kind = *value_named<EndpointKind>(url.scheme);
    spec.host = std::move(url.host);
    spec.port = url.port;
    if (is_http(spec.kind)) {
        spec.http.target = std::move(url.target);
    }
    if (!url.user.empty()) {
        spec.http.headers.emplace_back("Authorization", basic_authorization(url.user));
    }
}

/// `type`: null when none is said. False: the kind is not clear, and what follows from it need not be looked
/// at.
bool read_url(Section& section, EndpointSpec& spec, const EndpointKind* type) {
    std::string text;
    if (!section.read("url", text, c_longest_url)) {
        return false;
    }
    auto url = url_from(text);
    if (!url) {
        section.wrong("url", url.error().message);
        return false;
    }
    const std::string scheme = url->scheme;
    if (!url->user.empty()) {
        section.warn("url", "holds a password, which everybody can read who may read this file; it is shown "
                            "nowhere");
    }
    take(std::move(*url), spec);
    const EndpointKind wanted = type == nullptr ? spec.kind : *type;
    const bool is_same =
        wanted == spec.kind || (wanted == EndpointKind::Http && spec.kind == EndpointKind::Https);
    if (!is_same) {
        section.wrong("type", "must be \"" + scheme + "\" or absent, as the url says so");
    }
    for (const char* key : {"host", "port"}) {
        if (section.takes(key)) {
            section.wrong(key, "must be absent, as the url says it");
        }
    }
    return is_same;
}

void read_host(Section& section, EndpointSpec& spec, const std::string& what) {
    const bool is_read = section.read("host", spec.host, c_longest_name);
    if (!section.has("host")) {
        section.wrong("host", "is missing: " + what);
    } else if (is_read && !is_host(spec.host)) {
        section.wrong("host", "must be a name or an address");
    }
}

/// `port`: whether there has to be one; otherwise there must be none.
void read_port(Section& section, EndpointSpec& spec, bool port) {
    if (!port) {
        if (section.takes("port")) {
            section.wrong("port", "must be absent: nothing is connected to");
        }
        return;
    }
    int number = 0;
    section.read("port", number, 1, 65'535);
    spec.port = static_cast<std::uint16_t>(number);
    if (!section.has("port")) {
        section.wrong("port", "is missing: a number between 1 and 65535");
    }
}

bool read_place(Section& section, EndpointSpec& spec) {
    EndpointKind kind = spec.kind;
    const bool is_known = section.read("type", kind, words_of<EndpointKind>(c_names_of<EndpointKind>));
    if (section.has("url")) {
        return read_url(section, spec, is_known ? &kind : nullptr) && (is_known || !section.has("type"));
    }
    if (section.has("type") && !is_known) {
        return false;
    }
    spec.kind = kind;
    switch (kind) {
    case EndpointKind::Http:
    case EndpointKind::Https:
        section.wrong("url", "is missing: \"http://host:port/path\", \"https://host/path\" or "
                             "\"tcp://host:port\"");
        return false;
    case EndpointKind::Tcp:
        read_host(section, spec, "a name or an address");
        read_port(section, spec, true);
        break;
    case EndpointKind::Dns:
        read_host(section, spec, "the name to be resolved");
        read_port(section, spec, false);
        break;
    case EndpointKind::WslNetwork:
        if (section.takes("host")) {
            section.wrong("host", "must be absent: WSL's own network is looked at");
        }
        read_port(section, spec, false);
        break;
    }
    return true;
}

void read_addresses(Section& section, EndpointSpec& spec) {
    if (spec.kind != EndpointKind::Dns) {
        if (section.takes("resolves_to")) {
            section.wrong("resolves_to", "fits only endpoints of type \"dns\"");
        }
        return;
    }
    section.read("resolves_to", spec.expected_addresses);
    for (const std::string& address : spec.expected_addresses) {
        if (!is_ipv4(address) && !is_ipv6(address)) {
            section.wrong("resolves_to", "must list addresses such as \"10.0.0.1\" or \"fd00::1\"");
        }
    }
    if (is_ipv4(spec.host) || is_ipv6(spec.host)) {
        section.wrong("host", "must be a name: an address needs no resolving");
    }
}

void check_family(Section& section, const EndpointSpec& spec) {
    if (is_ipv6(spec.host) && spec.family == IpFamily::V4) {
        section.wrong("ip_family", "must be \"6\" or absent, as the address is one of IPv6");
    }
    if (is_ipv4(spec.host) && spec.family == IpFamily::V6) {
        section.wrong("ip_family", "must be \"4\" or absent, as the address is one of IPv4");
    }
}

void tell_of_loopback(Section& section, const EndpointSpec& spec) {
    const char* key = section.has("url") ? "url" : "host";
    if (spec.kind == EndpointKind::Dns) {
        return;
    }
    if (spec.host == "::1") {
        section.warn(key, "is ::1, which Windows and WSL do not share: what listens on the other side is "
                          "reached by 127.0.0.1 only");
    } else if (lower(spec.host) == "localhost" && spec.family == IpFamily::V6) {
        section.warn("ip_family", "has no effect: localhost is asked as 127.0.0.1, as Windows and WSL do not "
                                  "share ::1");
    } else if (lower(spec.host) == "localhost") {
        section.note(key,
                     "means 127.0.0.1: Windows and WSL do not share ::1, so what listens on that alone is "
                     "not found");
    }
}

/// WSL's network can be asked only from within.
void check_from(Section& section, EndpointSpec& spec) {
    if (spec.kind != EndpointKind::WslNetwork) {
        return;
    }
    if (section.has("from") && spec.from != EndpointFrom::Wsl) {
        section.wrong("from", "must be \"wsl\" or absent for an endpoint of type \"wsl-network\"");
    }
    spec.from = EndpointFrom::Wsl;
}

EndpointSpec read_endpoint(Section& section, EndpointSpec spec) {
    read_name(section, spec.name, "endpoint");
    read_circumstances(section, spec);
    if (read_place(section, spec)) {
        read_http_check(section, spec);
        read_addresses(section, spec);
        check_family(section, spec);
        check_from(section, spec);
        tell_of_loopback(section, spec);
        section.warn_of_unknown_keys();
    }
    return spec;
}

void check_name(Section& section, const std::string& name, const Names& taken, Names& names) {
    auto other = taken.find(name);
    if (other == taken.end()) {
        const auto [place, is_new] = names.emplace(name, section.place("name"));
        if (is_new) {
            return;
        }
        other = place;
    }
    section.wrong("name", "\"" + name + "\" is taken by the endpoint at " + other->second.file + ":" +
                              std::to_string(other->second.line) + ":" +
                              std::to_string(other->second.column) + ": names must be unique");
}

} // namespace

void read_rhythm(Section& section, EndpointSpec& spec) {
    section.read("interval", spec.interval);
    section.read("timeout", spec.timeout);
    section.read("retry_interval", spec.retry_interval);
    section.read("max_backoff", spec.max_backoff);
    section.read_percent("jitter", spec.jitter_percent, c_largest_jitter);
    section.read("failure_threshold", spec.failure_threshold, 1, c_largest_threshold);
    section.read("success_threshold", spec.success_threshold, 1, c_largest_threshold);
    if ((section.has("timeout") || section.has("interval")) && spec.timeout >= spec.interval) {
        section.wrong(section.has("timeout") ? "timeout" : "interval",
                      "does not fit: the timeout (" + to_string(spec.timeout) +
                          ") must be shorter than the interval (" + to_string(spec.interval) + ")");
    }
    if (section.has("interval") && spec.interval < c_short_interval) {
        section.warn("interval", "is under " + to_string(c_short_interval) +
                                     ": that is a load for what is asked, and is rarely worth it");
    }
    if (section.has("max_backoff") && spec.max_backoff < spec.interval) {
        section.warn("max_backoff", "is shorter than the interval (" + to_string(spec.interval) +
                                        "), so what is down is asked as often as what is up");
    }
}

std::vector<EndpointSpec> read_endpoints(Section& root, const EndpointSpec& defaults, const Names& taken,
                                         std::size_t most, Names& names) {
    std::vector<EndpointSpec> endpoints;
    const Groups groups = read_groups(root, defaults);
    for (Section& section : root.sections("endpoint", most)) {
        endpoints.push_back(read_endpoint(section, defaults_of_group(section, groups, defaults)));
        if (!endpoints.back().name.empty()) {
            check_name(section, endpoints.back().name, taken, names);
        }
    }
    return endpoints;
}

Result<EndpointSpec> endpoint_at(std::string_view url) {
    auto parts = url_from(url);
    if (!parts) {
        return parts.error();
    }
    EndpointSpec spec;
    spec.name = url;
    take(std::move(*parts), spec);
    return spec;
}

} // namespace mirrorwatch::config
