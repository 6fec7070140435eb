#include "config/parse.hpp"

#include "common/names.hpp"
#include "config/section.hpp"
#include "config/url.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <tuple>
#include <utility>

namespace mirrorwatch::config {
namespace {

using namespace std::chrono_literals;

void check_schema(Section& root) {
    int schema = 1;
    root.read("schema", schema, 1, 1);
}

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

void read_policy(Section section, Settings::Policy& policy) {
    section.read("settle", policy.settle);
    section.read("blame_window", policy.blame_window);
    section.read("verify_within", policy.verify_within);
    section.warn_of_unknown_keys();
}

void read_wsl(Section section, Settings::Wsl& wsl) {
    section.read("poll", wsl.poll);
    section.read("awaiting_poll", wsl.awaiting_poll);
    section.warn_of_unknown_keys();
}

/// What [health] sets for all and an [[endpoint]] for itself.
void read_rhythm(Section& section, EndpointSpec& spec) {
    constexpr int c_most = 1'000;
    section.read("interval", spec.interval);
    section.read("timeout", spec.timeout);
    section.read("retry_interval", spec.retry_interval);
    section.read("failure_threshold", spec.failure_threshold, 1, c_most);
    section.read("success_threshold", spec.success_threshold, 1, c_most);
    if (spec.timeout >= spec.interval) {
        section.wrong(section.has("timeout") ? "timeout" : "interval",
                      "does not fit: the timeout (" + to_string(spec.timeout) +
                          ") must be shorter than the interval (" + to_string(spec.interval) + ")");
    }
}

void read_health(Section section, Settings& settings, EndpointSpec& defaults) {
    read_rhythm(section, defaults);
    section.read("start_period", settings.start_period, 0ms);
    section.read("max_concurrency", settings.max_concurrency, 1, 1'000);
    section.warn_of_unknown_keys();
}

constexpr std::array<std::pair<std::string_view, EndpointKind>, 2> c_kinds{
    {{"http", EndpointKind::Http}, {"tcp", EndpointKind::Tcp}}};
constexpr std::array<std::pair<std::string_view, EndpointWhen>, 3> c_whens{
    {{"always", EndpointWhen::Always}, {"vpn", EndpointWhen::Vpn}, {"no_vpn", EndpointWhen::NoVpn}}};

void read_url(Section& section, EndpointSpec& spec) {
    std::string text;
    section.read("url", text);
    if (text.empty()) {
        return section.wrong("url", "must not be empty");
    }
    const auto url = url_from(text);
    if (!url) {
        return section.wrong("url", url.error().message);
    }
    const auto kind = url->scheme == "tcp" ? EndpointKind::Tcp : EndpointKind::Http;
    if (section.has("type") && spec.kind != kind) {
        section.wrong("type", "must be \"" + url->scheme + "\" or absent, as the url says so");
    }
    if (section.has("host") || section.has("port")) {
        section.wrong(section.has("host") ? "host" : "port", "must be absent, as the url says it");
    }
    spec.kind = kind;
    spec.host = url->host;
    spec.port = url->port;
    spec.http.target = spec.kind == EndpointKind::Http ? url->target : "/";
}

void read_host_and_port(Section& section, EndpointSpec& spec) {
    int port = 0;
    section.read("host", spec.host);
    section.read("port", port, 1, 65'535);
    spec.port = static_cast<std::uint16_t>(port);
    if (spec.kind == EndpointKind::Http || !section.has("type")) {
        return section.wrong("url", "is missing: \"http://host:port/path\" or \"tcp://host:port\"");
    }
    if (!is_host(spec.host)) {
        section.wrong("host", "must be a name or an address");
    }
    if (!section.has("port")) {
        section.wrong("port", "is missing: a number between 1 and 65535");
    }
}

EndpointSpec read_endpoint(Section& section, EndpointSpec spec) {
    section.read("name", spec.name);
    if (spec.name.empty()) {
        section.wrong("name", "is missing: each endpoint needs a name of its own");
    }
    section.read("type", spec.kind, c_kinds);
    section.read("when", spec.when, c_whens);
    read_rhythm(section, spec);
    if (section.has("url")) {
        read_url(section, spec);
    } else {
        read_host_and_port(section, spec);
    }
    return spec;
}

void read_endpoints(Section& root, const EndpointSpec& defaults, std::vector<EndpointSpec>& endpoints) {
    for (Section& section : root.sections("endpoint")) {
        EndpointSpec spec = read_endpoint(section, defaults);
        const auto same = [&](const EndpointSpec& other) { return other.name == spec.name; };
        if (!spec.name.empty() && std::any_of(endpoints.begin(), endpoints.end(), same)) {
            section.wrong("name",
                          "\"" + spec.name + "\" is taken by an endpoint before: names must be unique");
        }
        endpoints.push_back(std::move(spec));
        section.warn_of_unknown_keys();
    }
}

Settings read_settings(Section root) {
    Settings settings;
    EndpointSpec defaults;
    check_schema(root);
    read_adapters(root.section("adapters"), settings.adapters);
    read_burst(root.section("burst"), settings.burst);
    read_policy(root.section("policy"), settings.policy);
    read_wsl(root.section("wsl"), settings.wsl);
    read_health(root.section("health"), settings, defaults);
    read_endpoints(root, defaults, settings.endpoints);
    root.warn_of_unknown_keys();
    return settings;
}

/// "00-FF", "00-05-9A-3C-7A-00": pairs of hexadecimal digits.
bool is_mac_prefix(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool fits =
            i % 3 == 2 ? text[i] == '-' : std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
        if (!fits) {
            return false;
        }
    }
    return text.size() % 3 == 2 && text.size() <= 17;
}

template <class E>
constexpr auto words_of() {
    std::array<std::pair<std::string_view, E>, c_names_of<E>.size()> words{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = {c_names_of<E>[i], static_cast<E>(i)};
    }
    return words;
}

void read_macs(Section& section, VpnRule& rule) {
    section.read("mac", rule.mac);
    for (std::string& mac : rule.mac) {
        if (!is_mac_prefix(mac)) {
            section.wrong("mac",
                          "must be the beginning of an address such as \"00-05-9A-3C-7A-00\" or \"00-FF\"");
        }
        std::transform(mac.begin(), mac.end(), mac.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    }
}

void read_conditions(Section& section, VpnRule& rule) {
    section.read("description", rule.description);
    section.read("description_word", rule.description_word);
    section.read("name", rule.name);
    section.read("name_word", rule.name_word);
    section.read("guid", rule.guid);
    read_macs(section, rule);
    section.read("component_id", rule.component_id);
    section.read("service", rule.service);
    section.read("physical_medium", rule.physical_medium);
    section.read("if_type", rule.if_type, 1, 0xFFFF);
    section.read("tunnel_type", rule.tunnel_type, 1, 0xFFFF);
    section.read("hardware_interface", rule.hardware_interface);
    section.read("connector_present", rule.connector_present);
    if (section.has("circumstance")) {
        section.read("circumstance", rule.circumstance.emplace(), words_of<Circumstance>());
    }
}

constexpr std::array c_conditions{"description",
                                  "description_word",
                                  "name",
                                  "name_word",
                                  "guid",
                                  "mac",
                                  "component_id",
                                  "service",
                                  "physical_medium",
                                  "if_type",
                                  "tunnel_type",
                                  "hardware_interface",
                                  "connector_present",
                                  "circumstance"};

VpnRule read_rule(Section& section) {
    VpnRule rule;
    section.read("client", rule.client);
    read_conditions(section, rule);
    section.read("score", rule.score, -100, 100);
    section.read("at_most", rule.at_most, words_of<VerdictKind>());
    section.read("reason", rule.reason);
    if (std::none_of(c_conditions.begin(), c_conditions.end(),
                     [&](const char* key) { return section.has(key); })) {
        section.wrong("description",
                      "is missing: a rule needs a condition, such as a description, name, mac or if_type");
    }
    if (rule.score == 0) {
        section.wrong("score", "is missing: a whole number between -100 and 100, but not 0");
    }
    if (rule.reason.empty()) {
        section.wrong("reason", "is missing: a few words that tell the user why");
    }
    section.warn_of_unknown_keys();
    return rule;
}

VpnService read_service(Section& section) {
    VpnService service;
    section.read("client", service.client);
    section.read("name", service.name);
    section.read("without_adapter", service.without_adapter);
    if (service.client.empty()) {
        section.wrong("client", "is missing: how the VPN is called");
    }
    if (service.name.empty()) {
        section.wrong("name", "is missing: the name of the Windows service");
    }
    section.warn_of_unknown_keys();
    return service;
}

VpnRules read_vpn_rules(Section root) {
    VpnRules rules;
    check_schema(root);
    root.read("vpn_score", rules.vpn_score, 1, 1'000);
    root.read("maybe_score", rules.maybe_score, 1, 1'000);
    if (!root.has("maybe_score")) {
        rules.maybe_score = std::min(rules.maybe_score, rules.vpn_score);
    } else if (rules.maybe_score > rules.vpn_score) {
        root.wrong("maybe_score",
                   "must not be more than vpn_score (" + std::to_string(rules.vpn_score) + ")");
    }
    for (Section& section : root.sections("rule")) {
        rules.rules.push_back(read_rule(section));
    }
    for (Section& section : root.sections("service")) {
        rules.services.push_back(read_service(section));
    }
    root.warn_of_unknown_keys();
    return rules;
}

bool comes_before(const ConfigError& a, const ConfigError& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

template <class T>
boost::system::result<Parsed<T>, ConfigError> parse(std::string_view text, std::string_view file_name,
                                                    T (*read)(Section)) {
    Report report{std::string{file_name}, {}, {}};
    const toml::parse_result document = toml::parse(text, file_name);
    if (!document) {
        return report.at(document.error().source(), std::string{document.error().description()});
    }
    T value = read(Section{report, &document.table(), ""});
    if (!report.errors.empty()) {
        return *std::min_element(report.errors.begin(), report.errors.end(), comes_before);
    }
    std::sort(report.warnings.begin(), report.warnings.end(), comes_before);
    return Parsed<T>{std::move(value), std::move(report.warnings)};
}

} // namespace

std::string to_string(const ConfigError& error) {
    return error.file + ":" + std::to_string(error.line) + ":" + std::to_string(error.column) + ": " +
           error.message;
}

boost::system::result<Parsed<Settings>, ConfigError> parse_settings(std::string_view text,
                                                                    std::string_view file_name) {
    return parse<Settings>(text, file_name, read_settings);
}

boost::system::result<Parsed<VpnRules>, ConfigError> parse_vpn_rules(std::string_view text,
                                                                     std::string_view file_name) {
    return parse<VpnRules>(text, file_name, read_vpn_rules);
}

} // namespace mirrorwatch::config
