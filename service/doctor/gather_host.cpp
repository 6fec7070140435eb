// SPDX-License-Identifier: MIT
#include "service/doctor/firewall_objects.hpp"
#include "service/doctor/gather.hpp"

#include "common/ascii.hpp"

#include <algorithm>
#include <chrono>

namespace mirrorwatch::doctor {
namespace {

constexpr std::chrono::seconds c_patience{6}; // the firewall has hundreds of rules
constexpr const char* c_windows = R"(SOFTWARE\Microsoft\Windows NT\CurrentVersion)";

sense::Deadline soon() {
    return std::chrono::steady_clock::now() + c_patience;
}

std::string text_at(const sense::HostCalls& calls, const std::string& key, const std::string& name) {
    const auto text = calls.text(key, name);
    return text ? text->value_or("") : std::string{};
}

std::optional<std::uint32_t> number_at(const sense::HostCalls& calls, const std::string& key,
                                       const std::string& name) {
    const auto number = calls.number(key, name);
    return number ? *number : std::nullopt;
}

std::string first_sentence(const std::vector<std::string>& sentences) {
    return sentences.empty() ? std::string{"Windows does not say."} : sentences.front();
}

void take_windows(DoctorFacts& facts, const sense::HostCalls& calls, const sense::HostPart& registry) {
    if (!registry.facts.os_build) {
        facts.missing[Need::Windows] = first_sentence(registry.missing);
        return;
    }
    const std::string kind = text_at(calls, c_windows, "InstallationType"); // "Client", "Server"
    facts.windows = WindowsFacts{*registry.facts.os_build, registry.facts.os_revision.value_or(0),
                                 text_at(calls, c_windows, "EditionID"), kind.starts_with("Server")};
}

bool has(const DoctorPorts& ports, const char* library, std::vector<std::string> names) {
    return ports.has_exports({library, std::move(names)});
}

bool is_hyperv_firewall_off(const sense::HostCalls& calls) {
    return number_at(calls, R"(SYSTEM\CurrentControlSet\Services\MpsSvc\Parameters)",
                     "HyperVFirewallDisable") == 1U;
}

/// What WSL's own code looks at, by the same names.
SupportFacts support_of(const DoctorPorts& ports, const HostFacts& registry) {
    SupportFacts support;
    support.has_mirroring_exports =
        has(ports, "ComputeNetwork.dll",
            {"HcnReserveGuestNetworkServicePortRange", "HcnReserveGuestNetworkServicePort",
             "HcnReleaseGuestNetworkServicePortReservationHandle"});
    support.can_tunnel_dns =
        has(ports, "dnsapi.dll", {"DnsQueryRaw", "DnsCancelQueryRaw", "DnsQueryRawResultFree"});
    support.can_follow_proxy =
        has(ports, "winhttp.dll", {"WinHttpGetProxySettingsEx", "WinHttpRegisterProxyChangeNotification"});
    support.hyperv_firewall_disabled = is_hyperv_firewall_off(ports.host);
    support.disabled_components = registry.disabled_components.value_or(0);
    support.sharing_is_disabled = registry.sharing_is_disabled.value_or(false);
    support.interface_constraint = registry.external_interface_constraint.value_or("");
    return support;
}

using Answers = std::vector<Result<std::vector<sense::Properties>>>;

const Result<std::vector<sense::Properties>>& answer_to(const Answers& answers, Question question) {
    return answers.at(static_cast<std::size_t>(question));
}

/// WBEM_E_INVALID_CLASS and WBEM_E_INVALID_NAMESPACE; all other errors leave it open.
bool says_there_is_none(const Result<std::vector<sense::Properties>>& answer) {
    return answer.has_error() &&
           (answer.error().message.ends_with("0x80041010") || answer.error().message.ends_with("0x8004100E"));
}

void take_support(DoctorFacts& facts, const DoctorPorts& ports, const HostFacts& registry,
                  const Answers& answers) {
    const auto& creators = answer_to(answers, Question::Creators);
    const auto& profiles = answer_to(answers, Question::Profiles);
    SupportFacts support = support_of(ports, registry);
    if (creators && profiles) {
        support.has_hyperv_firewall = !profiles->empty();
    } else if (says_there_is_none(creators) || says_there_is_none(profiles)) {
        support.has_hyperv_firewall = false;
    }
    facts.support = std::move(support);
}

/// Why the firewall is not known; nothing: it is.
std::optional<std::string> firewall_trouble(const Answers& answers, const sense::HostPart& objects,
                                            const Result<std::vector<InboundRule>>& windows) {
    for (const Question question : {Question::Settings, Question::Rules}) {
        if (const auto& answer = answer_to(answers, question); !answer) {
            return answer.error().message;
        }
    }
    if (!objects.facts.hyperv_loopback_blocked) {
        return first_sentence(objects.missing);
    }
    return windows ? std::nullopt : std::optional{windows.error().message};
}

void take_firewall(DoctorFacts& facts, const DoctorPorts& ports, const sense::HostPart& objects,
                   const Answers& answers) {
    const auto windows = ports.windows_rules();
    if (const auto trouble = firewall_trouble(answers, objects, windows)) {
        facts.missing[Need::Firewall] = "Windows does not tell of its firewall (" + *trouble + ").";
        return;
    }
    FirewallFacts firewall;
    take_settings(firewall, *answer_to(answers, Question::Settings));
    firewall.loopback_blocked = objects.facts.hyperv_loopback_blocked.value_or(false);
    firewall.outbound_blocked = objects.facts.hyperv_outbound_blocked.value_or(false);
    firewall.block_rules = objects.facts.hyperv_block_rules.value_or(std::vector<std::string>{});
    firewall.hyperv_rules = inbound_rules(*answer_to(answers, Question::Rules));
    firewall.windows_rules = *windows;
    facts.firewall = std::move(firewall);
}

void take_recent(DoctorFacts& facts, const sense::HostPart& events) {
    if (!events.facts.hns_errors) {
        facts.missing[Need::Recent] = first_sentence(events.missing);
        return;
    }
    RecentFacts recent{*events.facts.hns_errors};
    for (const WslWarning& warning : events.facts.wsl_warnings.value_or(std::vector<WslWarning>{})) {
        recent.wsl_warnings.push_back(warning.text);
    }
    facts.recent = std::move(recent);
}

} // namespace

void gather_host(DoctorFacts& facts, const DoctorPorts& ports) {
    const sense::HostPart registry = sense::registry_facts(ports.host);
    const sense::HostPart events = sense::event_log_facts(ports.host, soon());
    const sense::HostPart objects = sense::object_facts(ports.host, soon());
    Answers answers = ports.host.objects(questions(), soon());
    answers.resize(questions().size(), Error{"Windows does not say."});
    take_windows(facts, ports.host, registry);
    take_support(facts, ports, registry.facts, answers);
    take_firewall(facts, ports, objects, answers);
    take_recent(facts, events);
}

} // namespace mirrorwatch::doctor
