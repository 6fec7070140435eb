// SPDX-License-Identifier: MIT
#include "config/parse.hpp"

#include "config/readers.hpp"
#include "config/section.hpp"
#include "config/url.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::config {
namespace {

using namespace std::chrono_literals;

void read_adapters(Section section, Settings::Adapters& adapters) {
    section.read("quiet", adapters.quiet);
    section.read("longest", adapters.longest);
    section.read("poll", adapters.poll);
    if (adapters.longest < adapters.quiet) {
        section.wrong("longest",
                      "must not be shorter than adapters.quiet (" + to_string(adapters.quiet) + ")");
    }
    section.warn_of_unknown_keys();
}

void read_burst(Section section, Settings::Burst& burst) {
    section.read("at", burst.at);
    section.read("timeout", burst.timeout);
    if (burst.at.empty() || !std::is_sorted(burst.at.begin(), burst.at.end())) {
        section.wrong("at", "must list at least one duration, the shortest first");
    }
    section.warn_of_unknown_keys();
}

void read_wsl(Section section, Settings::Wsl& wsl) {
    constexpr milliseconds c_keeps_awake = 90s; // WSL's idle timers are reset by each command
    section.read("poll", wsl.poll);
    section.read("awaiting_poll", wsl.awaiting_poll);
    section.read("probe", wsl.probe);
    if (section.has("probe") && wsl.probe < c_keeps_awake) {
        section.warn("probe", "is under " + to_string(c_keeps_awake) + ": WSL would never become idle");
    }
    section.warn_of_unknown_keys();
}

void read_watch(Section section, Settings::Watch& watch) {
    section.read("network", watch.network);
    section.read("internet", watch.internet);
    section.read("lan", watch.lan);
    section.read("vpn", watch.vpn);
    section.read("names", watch.names);
    section.read("servers", watch.servers);
    std::vector<std::uint32_t> ports;
    section.read("ignore_ports", ports, 1, 65'535, true);
    watch.ignore_ports.assign(ports.begin(), ports.end());
    section.warn_of_unknown_keys();
}

void read_connectivity(Section section, Settings::Connectivity& connectivity) {
    constexpr const char* c_what = "must list places such as \"proxy.corp.example:8080\"";
    for (auto& [target, place] : section.read_words("targets", c_what, true)) {
        if (!is_host_and_port(target)) {
            section.wrong_at(place, "targets", c_what);
        }
        connectivity.targets.push_back(std::move(target));
    }
    section.read("timeout", connectivity.timeout);
    section.warn_of_unknown_keys();
}

void read_health(Section section, Settings& settings, EndpointSpec& defaults) {
    read_rhythm(section, defaults);
    section.read("start_period", settings.start_period, 0ms);
    section.read("max_concurrency", settings.max_concurrency, 1, 1'000);
    section.warn_of_unknown_keys();
}

Settings read_settings(Section root, Names& names) {
    Settings settings;
    EndpointSpec defaults;
    check_schema(root);
    read_adapters(root.section("adapters"), settings.adapters);
    read_burst(root.section("burst"), settings.burst);
    read_connectivity(root.section("connectivity"), settings.connectivity);
    read_policy(root, settings.policy);
    read_exclusion(root.section("exclusion"), settings.exclusion);
    read_notify(root.section("notify"), settings.notify);
    read_wsl(root.section("wsl"), settings.wsl);
    read_metrics(root.section("metrics"), settings.metrics);
    read_watch(root.section("watch"), settings.watch);
    read_health(root.section("health"), settings, defaults);
    settings.endpoints = read_endpoints(root, defaults, {}, c_most_tables, names);
    root.warn_of_unknown_keys();
    return settings;
}

std::vector<EndpointSpec> read_users(Section root, const Names& taken, Names& names,
                                     std::optional<Language>& language) {
    constexpr std::size_t c_most_of_user = 500;
    constexpr const char* c_why = "counts only in the machine's settings, and has no effect here";
    EndpointSpec defaults;
    check_schema(root);
    for (const char* key :
         {"adapters", "burst", "connectivity", "policy", "vpn", "exclusion", "wsl", "metrics", "watch"}) {
        if (root.takes(key)) {
            root.warn(key, c_why);
        }
    }
    language = read_users_notify(root.section("notify"), c_why);
    Section health = root.section("health");
    read_rhythm(health, defaults);
    for (const char* key : {"start_period", "max_concurrency"}) {
        if (health.takes(key)) {
            health.warn(key, c_why);
        }
    }
    health.warn_of_unknown_keys();
    defaults.source = EndpointSource::User;
    std::vector<EndpointSpec> endpoints = read_endpoints(root, defaults, taken, c_most_of_user, names);
    root.warn_of_unknown_keys();
    return endpoints;
}

template <class T, class Read>
Checked<T> check(std::string_view text, std::string_view file_name, Read read) {
    Report report{std::string{file_name}, {}, {}, {}};
    Checked<T> checked;
    if (const auto document = document_in(text, report)) {
        checked.value = read(Section{report, &*document, ""}, checked.names);
    }
    finish(report);
    checked.errors = std::move(report.errors);
    checked.warnings = std::move(report.warnings);
    checked.notes = std::move(report.notes);
    return checked;
}

} // namespace

std::string to_string(const ConfigError& error) {
    return error.file + ":" + std::to_string(error.line) + ":" + std::to_string(error.column) + ": " +
           error.message;
}

Checked<Settings> check_settings(std::string_view text, std::string_view file_name) {
    return check<Settings>(text, file_name, read_settings);
}

Checked<std::vector<EndpointSpec>> check_user_settings(std::string_view text, std::string_view file_name,
                                                       const Names& taken) {
    std::optional<Language> language;
    auto checked = check<std::vector<EndpointSpec>>(text, file_name, [&](Section root, Names& names) {
        return read_users(std::move(root), taken, names, language);
    });
    checked.language = language;
    return checked;
}

boost::system::result<Parsed<Settings>, ConfigError> parse_settings(std::string_view text,
                                                                    std::string_view file_name) {
    Checked<Settings> checked = check_settings(text, file_name);
    if (!checked.errors.empty()) {
        return std::move(checked.errors.front());
    }
    return Parsed<Settings>{std::move(checked.value), std::move(checked.warnings), std::move(checked.notes)};
}

} // namespace mirrorwatch::config
