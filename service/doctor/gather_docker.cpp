// SPDX-License-Identifier: MIT
#include "service/doctor/docker_settings.hpp"
#include "service/doctor/docker_trial.hpp"
#include "service/doctor/gather.hpp"

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

/// As Windows lists it among the installed programs.
std::optional<Version> version_of_docker(const DoctorFacts& facts) {
    if (!facts.programs) {
        return std::nullopt;
    }
    const auto& programs = facts.programs->programs;
    const auto found = std::ranges::find(programs, "Docker Desktop", &InstalledProgram::name);
    return found == programs.end() ? std::nullopt : std::optional{found->version};
}

/// An installation with WSL uses it unless it was told otherwise.
void take_settings(DockerFacts& docker, const DoctorPorts& ports) {
    const auto text = ports.docker_settings();
    if (!text || !*text) {
        return;
    }
    if (const auto settings = docker_settings(**text)) {
        docker.uses_wsl_engine = settings->uses_wsl_engine.value_or(true);
        docker.integrates_default = settings->integrates_default.value_or(true);
        docker.integrated = settings->integrated;
    }
}

} // namespace

void gather_docker(DoctorFacts& facts, const DoctorPorts& ports, bool tries_it) {
    if (!facts.programs) {
        facts.missing[Need::Docker] = facts.missing[Need::Programs];
        return;
    }
    DockerFacts docker;
    docker.version = version_of_docker(facts);
    if (docker.version && !ports.is_system) {
        take_settings(docker, ports);
        docker.config_is_newer = ports.config_is_newer_than_docker();
    }
    if (tries_it) {
        docker.trial = try_docker(facts, ports);
    }
    facts.docker = std::move(docker);
}

} // namespace mirrorwatch::doctor
