// SPDX-License-Identifier: MIT
#include "service/scm/status_sequence.hpp"

namespace mirrorwatch::scm {

ServiceStatus StatusSequence::pending(ServiceState state) {
    return now_ = {state, now_.checkpoint + 1, 0};
}

std::optional<ServiceStatus> StatusSequence::entered(Stage stage) {
    switch (now_.state) {
    case ServiceState::Starting:
        if (stage == Stage::Running) {
            return now_ = {ServiceState::Running, 0, 0};
        }
        return pending(ServiceState::Starting);
    case ServiceState::Stopping:
        return pending(ServiceState::Stopping);
    case ServiceState::Running:
    case ServiceState::Stopped:
        break;
    }
    return std::nullopt;
}

std::optional<ServiceStatus> StatusSequence::stop_wanted() {
    if (now_.state == ServiceState::Stopped) {
        return std::nullopt;
    }
    return pending(ServiceState::Stopping);
}

std::optional<ServiceStatus> StatusSequence::ended(std::optional<Stage> failed) {
    if (now_.state == ServiceState::Stopped) {
        return std::nullopt;
    }
    return now_ = {ServiceState::Stopped, 0, failed ? exit_code_of(*failed) : 0};
}

} // namespace mirrorwatch::scm
