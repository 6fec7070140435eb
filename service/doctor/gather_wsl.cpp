// SPDX-License-Identifier: MIT
#include "service/doctor/gather.hpp"

#include "common/text.hpp"
#include "service/agent/agent.hpp"

#include <chrono>

namespace mirrorwatch::doctor {
namespace {

constexpr std::chrono::seconds c_version_patience{15};
constexpr std::chrono::seconds c_start_patience{90};
constexpr const char* c_policies = R"(SOFTWARE\Policies\WSL)";
constexpr const char* c_not_as_system = "WSL refuses LocalSystem. Run it as the user whose WSL it is.";

bool is_forbidden(const sense::HostCalls& calls) {
    const auto allowed = calls.number(c_policies, "AllowWSL");
    return allowed && *allowed == 0U;
}

/// `wsl --version` calls no service of WSL's, so that LocalSystem may ask it too.
WslFacts wsl_facts(const DoctorPorts& ports) {
    WslFacts wsl;
    wsl.is_forbidden = is_forbidden(ports.host);
    const auto said = ports.agent.wsl.run({"--version"}, c_version_patience);
    if (!said) {
        return wsl; // there is no wsl.exe
    }
    const auto versions = said->exit_code == 0 ? wsl_versions(said->output) : std::nullopt;
    wsl.kind = versions ? WslKind::Store : WslKind::Inbox;
    if (versions) {
        wsl.version = versions->package;
        wsl.kernel = versions->kernel;
    }
    return wsl;
}

/// The default distro, for the shortest program that there is.
void start_wsl(agent::Ports& ports) {
    const auto started = ports.wsl.run({"--exec", "true"}, c_start_patience);
    static_cast<void>(started); // what runs then is asked next
}

void leave_open(DoctorFacts& facts, const std::string& why) {
    for (const Need need : {Need::Running, Need::Guest, Need::Listeners}) {
        facts.missing[need] = why;
    }
}

void take_running(DoctorFacts& facts, agent::Ports& ports) {
    const agent::Reply reply = agent::handle(agent::ObserveWsl{true}, ports);
    if (const auto* refusal = std::get_if<agent::Refusal>(&reply)) {
        leave_open(facts, text::to_text(refusal->why));
        return;
    }
    const auto& seen = std::get<WslObservation>(reply);
    if (seen.running.empty()) {
        leave_open(facts, "WSL is not running. To start it for this: mirrorwatch doctor --start-wsl");
        return;
    }
    facts.running = RunningFacts{seen.running, seen.effective};
}

} // namespace

void gather_wsl(DoctorFacts& facts, const DoctorPorts& ports, bool starts_wsl) {
    facts.wsl = wsl_facts(ports);
    if (ports.is_system) {
        leave_open(facts, c_not_as_system);
        facts.missing[Need::Config] = c_not_as_system;
        return;
    }
    facts.config = taken(ports.config(), Need::Config, facts);
    if (facts.wsl->kind == WslKind::Missing) {
        leave_open(facts, "WSL is not installed.");
        return;
    }
    if (starts_wsl) {
        start_wsl(ports.agent);
    }
    take_running(facts, ports.agent);
}

} // namespace mirrorwatch::doctor
