// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "service/doctor/judges.hpp"

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

constexpr Version c_oldest{{4, 26, 0, 0}};
constexpr const char* c_not_there = "Docker Desktop is not installed.";

bool is_dockers_own(const std::string& distro) {
    return distro.starts_with("docker-desktop");
}

/// The first one that is not Docker's own is the default one: the list begins with that.
bool is_integrated(const DockerFacts& docker, const std::string& distro, bool is_default) {
    return (is_default && docker.integrates_default) || std::ranges::count(docker.integrated, distro) > 0;
}

std::vector<std::string> left_out(const DockerFacts& docker, const std::vector<std::string>& distros) {
    std::vector<std::string> without;
    for (const std::string& distro : distros) {
        const bool is_default = &distro == &distros.front();
        if (!is_dockers_own(distro) && !is_integrated(docker, distro, is_default)) {
            without.push_back(distro);
        }
    }
    return without;
}

} // namespace

Judgement docker_version(const DoctorFacts& facts) {
    const auto& version = facts.docker->version;
    if (version && *version < c_oldest) {
        return fail("Docker Desktop is " + to_string(*version) + ".", "Mirrored mode needs 4.26.0 or newer.",
                    "winget upgrade Docker.DockerDesktop");
    }
    return ok(version ? "Docker Desktop " + to_string(*version) + "." : std::string{c_not_there});
}

Judgement docker_engine(const DoctorFacts& facts) {
    const DockerFacts& docker = *facts.docker;
    if (!docker.version) {
        return ok(c_not_there);
    }
    if (!docker.uses_wsl_engine) {
        return unknown("Docker Desktop's settings could not be read.");
    }
    if (!*docker.uses_wsl_engine) {
        return warn("Docker Desktop does not use its WSL 2 based engine.",
                    "Its containers are in another virtual machine, and mirrored mode is not for them. "
                    "Settings > General > Use the WSL 2 based engine.");
    }
    return ok("It uses the WSL 2 based engine.");
}

Judgement docker_integration(const DoctorFacts& facts) {
    const DockerFacts& docker = *facts.docker;
    if (!docker.version) {
        return ok(c_not_there);
    }
    const auto without = left_out(docker, facts.running->distros);
    if (!without.empty()) {
        return warn("Docker Desktop is not integrated into " + text::list_of(without) + ".",
                    "\"docker\" does not work there. Settings > Resources > WSL integration.");
    }
    return ok("Each distro that runs has it.");
}

Judgement docker_restart(const DoctorFacts& facts) {
    const DockerFacts& docker = *facts.docker;
    if (docker.version && docker.config_is_newer) {
        return warn(".wslconfig was changed after Docker Desktop was started.",
                    "Docker Desktop takes changes up when it is restarted, and WSL when it is.",
                    "mirrorwatch apply");
    }
    return ok(docker.version ? "It was started since .wslconfig was last changed."
                             : std::string{c_not_there});
}

Judgement docker_published(const DoctorFacts& facts) {
    const auto& trial = facts.docker->trial;
    if (!trial) {
        return ok("Not asked for; --docker tries it.");
    }
    if (!trial->is_possible) {
        return unknown(trial->what);
    }
    if (!trial->windows_opens) {
        return fail("Windows does not reach what Docker publishes: " + trial->what + ".",
                    "In mirrored mode a published port is on 127.0.0.1 of Windows too.",
                    "mirrorwatch explain");
    }
    return ok("Windows reaches what Docker publishes: " + trial->what + ".");
}

} // namespace mirrorwatch::doctor
