// SPDX-License-Identifier: MIT
#include "common/number.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/firewall_view.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/doctor/gather.hpp"
#include "service/doctor/windows_ports_win.hpp"
#include "service/firewall/ground_win.hpp"
#include "service/sense/host/host_calls_win.hpp"

namespace mirrorwatch::cli {
namespace {

std::uint16_t port_given(const Given& given) {
    const std::string word = given.text("PORT");
    const auto port = port_from(word);
    if (!port) {
        throw UsageError("\"" + word + "\" is no port: 1 to 65535");
    }
    return *port;
}

int report(const Result<std::string>& done) {
    if (!done) {
        return report_failure(done.error());
    }
    print(*done + "\n");
    return c_ok;
}

/// Only what is asked for the firewall; the user's WSL is not touched.
doctor::DoctorFacts firewall_now() {
    OwnPorts own;
    doctor::DoctorPorts ports{own.ports};
    ports.host = sense::windows_host_calls();
    ports.has_exports = doctor::has_exports;
    ports.windows_rules = doctor::windows_inbound_rules;
    doctor::DoctorFacts facts;
    doctor::gather_host(facts, ports);
    return facts;
}

} // namespace

int firewall_show(const Given& given) {
    const doctor::DoctorFacts facts = firewall_now();
    if (!facts.firewall) {
        return report_failure(Error{facts.missing.at(doctor::Need::Firewall)});
    }
    print(given.wants_json() ? firewall_json(*facts.firewall) : firewall_table(*facts.firewall));
    return c_ok;
}

int firewall_allow(const Given& given) {
    const std::uint16_t port = port_given(given);
    const auto networks = given.has("public") ? firewall::Networks::All : firewall::Networks::Trusted;
    return report(
        firewall::allow_port(port, networks, firewall::ground_here(networks), firewall::run_powershell));
}

int firewall_remove(const Given& given) {
    const auto port = given.has("all") ? std::nullopt : std::optional{port_given(given)};
    return report(firewall::remove_rules(port, firewall::ground_here(firewall::Networks::Trusted),
                                         firewall::run_powershell));
}

} // namespace mirrorwatch::cli
