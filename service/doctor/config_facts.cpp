// SPDX-License-Identifier: MIT
#include "service/doctor/config_facts.hpp"

#include "common/number.hpp"
#include "common/wslconfig/look_alikes.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::doctor {
namespace {

using wslconfig::Diagnostic;

ConfigFinding told(const Diagnostic& diagnostic) {
    return {diagnostic.line, wslconfig::source_of(diagnostic.code) == wslconfig::ToldBy::Wsl,
            wslconfig::sentence(diagnostic)};
}

void add(std::vector<ConfigFinding>& findings, const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) {
        findings.push_back(told(diagnostic));
    }
}

std::vector<std::uint16_t> ports_in(const std::string& list) {
    std::vector<std::uint16_t> ports;
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        if (const auto port = port_from(std::string_view{list}.substr(at, end - at))) {
            ports.push_back(*port);
        }
        at = end + 1;
    }
    return ports;
}

bool is_on(const wslconfig::FileSettings& settings, std::string_view key) {
    return settings[key].value == "true";
}

/// The mode that the file asks for, before any policy.
NetworkingMode written_mode(const wslconfig::FileSettings& settings, const wslconfig::Policies& policies) {
    wslconfig::Policies free = policies;
    free.may_choose_mode = true;
    return wslconfig::mode_of(settings, free);
}

} // namespace

ConfigFacts config_facts(std::string path, const Result<std::optional<std::string>>& bytes,
                         const wslconfig::Policies& policies, const std::vector<std::string>& neighbours) {
    ConfigFacts facts{std::move(path)};
    facts.mode_is_locked = !policies.may_choose_mode;
    facts.written = facts.policy_mode = policies.default_mode;
    const std::string text = bytes ? bytes->value_or("") : std::string{};
    const auto settings = bytes ? wslconfig::read(text) : Result<wslconfig::FileSettings>{bytes.error()};
    if (!settings) {
        add(facts.findings, {{0, wslconfig::Code::Unreadable, {}, {settings.error().message}}});
        return facts;
    }
    add(facts.findings, settings->diagnostics);
    add(facts.findings, wslconfig::look_alikes(neighbours));
    add(facts.findings, wslconfig::findings(*settings, policies, text));
    facts.written = written_mode(*settings, policies);
    facts.dns_tunneling = is_on(*settings, "wsl2.dnsTunneling");
    facts.auto_proxy = is_on(*settings, "wsl2.autoProxy");
    facts.ignored_ports = ports_in((*settings)["experimental.ignoredPorts"].value.value_or(""));
    return facts;
}

} // namespace mirrorwatch::doctor
