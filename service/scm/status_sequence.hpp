// SPDX-License-Identifier: MIT
#pragma once

#include "service/scm/recovery.hpp"

#include <cstdint>
#include <optional>

namespace mirrorwatch::scm {

enum class ServiceState { Stopped, Starting, Running, Stopping };

/// What the SCM is told, as far as it differs.
struct ServiceStatus {
    ServiceState state = ServiceState::Starting;
    std::uint32_t checkpoint = 0;   // grows while it starts or stops; 0 else
    std::uint32_t failed_stage = 0; // Stopped: exit_code_of the stage in which it failed; 0: as it should

    friend bool operator==(const ServiceStatus&, const ServiceStatus&) = default;
};

/// The service's states in the order in which Windows wants to hear of them, whichever thread reports what
/// first. While it starts or stops each stage is a checkpoint, so that the SCM sees that it goes on. Under a
/// lock of the caller's.
class StatusSequence {
public:
    /// A stage begins. Nothing is to be told while the service runs: it may build itself again.
    [[nodiscard]] std::optional<ServiceStatus> entered(Stage stage);
    /// The SCM, or Windows' shutdown, wants it to stop.
    [[nodiscard]] std::optional<ServiceStatus> stop_wanted();
    /// All is destroyed. Nothing is told after it.
    [[nodiscard]] std::optional<ServiceStatus> ended(std::optional<Stage> failed);

private:
    [[nodiscard]] ServiceStatus pending(ServiceState state);

    ServiceStatus now_;
};

} // namespace mirrorwatch::scm
