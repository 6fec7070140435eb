// SPDX-License-Identifier: MIT
#include "common/probe/winhttp_win.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "common/token_win.hpp"
#include "service/agent/policies_win.hpp"
#include "service/agent/proxy_settings_win.hpp"
#include "service/app/probe_all.hpp"
#include "service/cli/console_win.hpp"
#include "service/cli/doctor_now_win.hpp"
#include "service/cli/own_agent_win.hpp"
#include "service/cli/service_client_win.hpp"
#include "service/cli/settings_win.hpp"
#include "service/cli/verbs_win.hpp"
#include "service/doctor/config_facts.hpp"
#include "service/doctor/gather.hpp"
#include "service/doctor/windows_ports_win.hpp"
#include "service/scm/install_win.hpp"
#include "service/sense/host/host_calls_win.hpp"

#include <chrono>

namespace mirrorwatch::cli {
namespace {

constexpr std::string_view c_local_system = "S-1-5-18";

bool is_local_system() {
    const Result<KernelHandle> token = own_token();
    const auto user = token ? user_of(token->get()) : Result<UserId>{Error{}};
    return user && user->sid == c_local_system;
}

doctor::ConfigFacts own_config(agent::UserConfig& config) {
    const auto neighbours = config.neighbours();
    return doctor::config_facts(config.path(), config.read(), agent::read_policies(),
                                neighbours ? *neighbours : std::vector<std::string>{});
}

std::vector<std::string> errors_of(const std::vector<SettingsFile>& files) {
    std::vector<std::string> errors;
    for (const SettingsFile& file : files) {
        if (!file.unreadable.empty()) {
            errors.push_back(file.path + ": " + file.unreadable);
        }
        for (const config::ConfigError& error : file.errors) {
            errors.push_back(config::to_string(error));
        }
    }
    return errors;
}

doctor::ServiceState service_state() {
    switch (scm::presence()) {
    case scm::Presence::Missing:
        return doctor::ServiceState::Missing;
    case scm::Presence::Stopped:
        return doctor::ServiceState::Stopped;
    case scm::Presence::Unknown:
    case scm::Presence::Running:
        break;
    }
    return doctor::ServiceState::Running;
}

void take_snapshot(doctor::ProductFacts& product, const Snapshot& snapshot) {
    product.service = doctor::ServiceState::Running;
    for (const FindingView& view : snapshot.findings) {
        product.findings.push_back(text::what(view.finding));
    }
    for (const Message& trouble : snapshot.service_troubles) {
        product.troubles.push_back(text::to_text(trouble));
    }
}

/// Whether in a console or under Windows' control: what answers is the service.
doctor::ProductFacts product_now() {
    doctor::ProductFacts product;
    product.service = service_state();
    ServiceClient client;
    const Result<void> begun = client.begin();
    const auto snapshot = begun ? client.snapshot() : Result<Snapshot>{begun.error()};
    if (snapshot) {
        take_snapshot(product, *snapshot);
    } else {
        product.pipe_error = snapshot.error().message;
    }
    const OrganisationNow organisation = organisation_now();
    product.policy_errors = organisation.errors;
    OrganisationNow without_errors = organisation; // told apart
    without_errors.errors.clear();
    product.settings_errors = errors_of(settings_files(without_errors));
    product.tray_runs = doctor::runs_in_this_session("mirrorwatch-tray.exe");
    return product;
}

std::vector<EndpointSpec> all_endpoints() {
    const auto configured = configured_endpoints(Given{});
    return configured ? specs_of(*configured) : std::vector<EndpointSpec>{};
}

doctor::DoctorPorts ports_of(OwnPorts& own) {
    own.ports.proxy_settings = agent::own_proxy_settings;
    doctor::DoctorPorts ports{own.ports};
    ports.is_system = is_local_system();
    ports.host = sense::windows_host_calls();
    ports.vpn_rules = vpn_table();
    ports.has_exports = doctor::has_exports;
    ports.config = [&own] { return Result<doctor::ConfigFacts>{own_config(own.config)}; };
    ports.adapters = [rules = ports.vpn_rules] { return adapters_now(rules); };
    ports.probe = [](const std::vector<EndpointSpec>& endpoints) {
        return app::probe_all(endpoints, probe::winhttp_probe());
    };
    ports.programs = doctor::installed_programs;
    ports.windows_listens = doctor::windows_listeners;
    ports.excluded_ranges = doctor::excluded_port_ranges;
    ports.windows_rules = doctor::windows_inbound_rules;
    ports.listen = doctor::listen_on_loopback;
    ports.docker_settings = doctor::docker_settings_text;
    ports.config_is_newer_than_docker = [&own] { return doctor::is_newer_than_docker(own.config.path()); };
    ports.endpoints = all_endpoints;
    ports.product = product_now;
    return ports;
}

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

std::vector<doctor::CheckLine> doctor_now(const doctor::Wishes& wishes) {
    OwnPorts own;
    return doctor::run_checks(doctor::gather(ports_of(own), wishes));
}

int doctor_verb(const Given& given) {
    const auto lines = doctor_now({given.has("start-wsl"), given.has("docker")});
    const auto extent = given.has("quiet") ? doctor::Extent::OnlyWrong : doctor::Extent::All;
    print(given.wants_json() ? doctor::report_json(lines, now(), extent)
                             : doctor::report_table(lines, extent));
    return doctor::is_anything_wrong(lines, given.has("strict")) ? c_failed : c_ok;
}

} // namespace mirrorwatch::cli
