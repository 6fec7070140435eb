// SPDX-License-Identifier: MIT
#pragma once

#include "common/wsl/guest_script.hpp"
#include "service/doctor/ports.hpp"

#include <optional>
#include <string>

namespace mirrorwatch::doctor {

/// Starts a container of an image with a web server that is there already, publishes its port on a free one
/// of 127.0.0.1, and has Windows fetch it; then the container is removed. Nothing is downloaded.
[[nodiscard]] DockerTrial try_docker(const DoctorFacts& facts, const DoctorPorts& ports);

// What runs in the guest, and what it reports.
[[nodiscard]] wsl::GuestScript start_container();
[[nodiscard]] wsl::GuestScript remove_container(const std::string& id);

struct StartedContainer {
    std::string id;    // letters and digits
    std::string image; // "nginx:alpine"
    std::uint16_t port = 0;

    friend bool operator==(const StartedContainer&, const StartedContainer&) = default;
};

/// Nothing when none was started.
[[nodiscard]] std::optional<StartedContainer> started_container(const wsl::GuestReport& report);

} // namespace mirrorwatch::doctor
