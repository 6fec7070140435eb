// SPDX-License-Identifier: MIT
#include "common/masked.hpp"
#include "common/names.hpp"
#include "common/organisation.hpp"
#include "config/parse.hpp"
#include "service/cli/settings_view.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace mirrorwatch::cli {
namespace {

using std::chrono::milliseconds;

std::string value_of(std::string_view text) {
    return config::quoted(text);
}

std::string value_of(milliseconds time) {
    const auto count = time.count();
    constexpr std::array units{std::pair{3'600'000, "h"}, std::pair{60'000, "m"}, std::pair{1'000, "s"}};
    for (const auto& [size, unit] : units) {
        if (count != 0 && count % size == 0) {
            return "\"" + std::to_string(count / size) + unit + "\"";
        }
    }
    return "\"" + std::to_string(count) + "ms\"";
}

std::string value_of(int number) {
    return std::to_string(number);
}

std::string value_of(bool flag) {
    return flag ? "true" : "false";
}

template <class T>
std::string value_of(const std::vector<T>& list) {
    std::string text;
    for (const T& element : list) {
        text += (text.empty() ? "" : ", ") + value_of(element);
    }
    return "[" + text + "]";
}

std::string value_of(const StatusRange& range) {
    const std::string first = std::to_string(range.first);
    return "\"" + (range.first == range.last ? first : first + "-" + std::to_string(range.last)) + "\"";
}

template <class T>
std::string line(std::string_view key, const T& value) {
    return std::string{key} + " = " + value_of(value) + "\n";
}

template <class E>
std::string word(std::string_view key, E value) {
    return line(key, name_of(value));
}

std::string headers_of(const HttpCheck& http) {
    std::string text;
    for (const auto& [name, value] : http.headers) {
        text += (text.empty() ? " " : ", ") + name + " = \"***\"";
    }
    return "headers = {" + text + (text.empty() ? "" : " ") + "}\n";
}

std::string http_of(const EndpointSpec& spec) {
    const HttpCheck& http = spec.http;
    std::string text = word("method", http.method) + headers_of(http) + "expected_status = [";
    for (const StatusRange& range : http.expected_status) {
        text += (&range == &http.expected_status.front() ? "" : ", ") + value_of(range);
    }
    text += "]\n" + line("body_match", http.body_match) + line("body_not_match", http.body_not_match) +
            line("follow_redirects", http.follow_redirects) + line("max_redirects", http.max_redirects);
    if (spec.kind == EndpointKind::Https) {
        text += line("tls_verify", http.tls_verify) + line("tls_server_name", http.tls_server_name);
    }
    const bool is_named = http.proxy == ProxyUse::Named;
    return text + line("proxy", is_named ? masked(http.proxy_url) : std::string{name_of(http.proxy)});
}

std::string place_of(const EndpointSpec& spec) {
    const bool is_url = spec.kind != EndpointKind::WslNetwork;
    std::string text = is_url ? line("url", shown_address(spec)) : word("type", spec.kind);
    if (!spec.expected_addresses.empty()) {
        text += line("resolves_to", spec.expected_addresses);
    }
    const bool is_http = spec.kind == EndpointKind::Http || spec.kind == EndpointKind::Https;
    return is_http ? text + http_of(spec) : text;
}

std::string endpoint_of(const EndpointSpec& spec) {
    return "\n[[endpoint]]\n" + line("name", spec.name) + place_of(spec) + line("group", spec.group) +
           line("enabled", spec.enabled) + line("required", spec.required) + word("from", spec.from) +
           word("when", spec.when) + word("ip_family", spec.family) + line("interval", spec.interval) +
           line("timeout", spec.timeout) + line("failure_threshold", spec.failure_threshold) +
           line("success_threshold", spec.success_threshold) + line("retry_interval", spec.retry_interval) +
           line("max_backoff", spec.max_backoff) + line("jitter", std::to_string(spec.jitter_percent) + "%");
}

using Managed = std::vector<std::string>; // names of values

bool is_managed(PolicySetting setting, const Managed& managed) {
    return std::ranges::count(managed, row_of(setting).value) > 0;
}

/// The line, marked if the organisation sets it.
std::string marked(std::string line, PolicySetting setting, const Managed& managed) {
    if (is_managed(setting, managed)) {
        line.insert(line.size() - 1, " # managed by your organisation");
    }
    return line;
}

/// What no key of the file has.
std::string only_managed(const Settings::Limits& limits, const Managed& managed) {
    std::string text;
    for (const PolicyRow& row : policy_table()) {
        if (!row.key.empty() || !is_managed(row.setting, managed)) {
            continue;
        }
        const bool is_exclude = row.setting == PolicySetting::AllowExclude;
        const bool is_allowed = is_exclude ? limits.may_exclude : limits.may_change_mode;
        text += "# " + std::string{row.value} +
                (row.type == PolicyType::Flag ? (is_allowed ? " = 1" : " = 0") : "") +
                ", managed by your organisation: " + std::string{row.what} + "\n";
    }
    return text.empty() ? text : text + "\n";
}

std::string policy_of(const Settings::Policy& policy, const Managed& managed) {
    std::vector<std::string_view> ladder;
    std::transform(policy.ladder.begin(), policy.ladder.end(), std::back_inserter(ladder),
                   [](NetworkingMode mode) { return name_of(mode); });
    std::string text = "\n[policy]\n" + line("settle", policy.settle) +
                       line("blame_window", policy.blame_window) +
                       line("verify_within", policy.verify_within) +
                       marked(word("action", policy.action), PolicySetting::Action, managed) +
                       marked(line("ladder", ladder), PolicySetting::Ladder, managed) +
                       line("countdown", policy.countdown) + line("idle_only", policy.idle_only) +
                       line("max_switches", policy.max_switches) + line("cooldown", policy.cooldown) +
                       marked(word("restore_on_vpn_down", policy.restore_on_vpn_down),
                              PolicySetting::RestoreOnVpnDown, managed);
    for (const VpnPolicy& vpn : policy.vpns) {
        text += "\n[[vpn]]\n" + line("name", vpn.name) + word("action", vpn.action);
    }
    return text;
}

std::string watch_of(const Settings::Watch& watch) {
    return "\n[watch]\n" + line("network", watch.network) + line("internet", watch.internet) +
           line("lan", watch.lan) + line("vpn", watch.vpn) + line("names", watch.names) +
           line("servers", watch.servers) + line("ignore_ports", watch.ignore_ports);
}

} // namespace

std::string settings_toml(const Settings& s, const std::vector<std::string>& managed) {
    std::string text =
        only_managed(s.policy.limits, managed) + "[adapters]\n" + line("quiet", s.adapters.quiet) +
        line("longest", s.adapters.longest) + line("poll", s.adapters.poll) + "\n[burst]\n" +
        line("at", s.burst.at) + line("timeout", s.burst.timeout) + policy_of(s.policy, managed) +
        "\n[exclusion]\n" + word("method", s.exclusion.method) + "\n[notify]\n" +
        line("reminder", s.notify.reminder) + line("on_resolved", s.notify.on_resolved) +
        word("language", s.notify.language) + "\n[wsl]\n" + line("poll", s.wsl.poll) +
        line("awaiting_poll", s.wsl.awaiting_poll) + line("probe", s.wsl.probe) + watch_of(s.watch) +
        "\n[metrics]\n" + line("textfile", s.metrics.textfile) + "\n[connectivity]\n" +
        line("targets", s.connectivity.targets) + line("timeout", s.connectivity.timeout) + "\n[health]\n" +
        line("start_period", s.start_period) + line("max_concurrency", s.max_concurrency);
    for (const EndpointSpec& spec : s.endpoints) {
        text += endpoint_of(spec);
    }
    return text;
}

} // namespace mirrorwatch::cli
