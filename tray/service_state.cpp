// SPDX-License-Identifier: MIT
#include "tray/service_state.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

constexpr std::uint32_t c_does_not_exist = 1'060;    // ERROR_SERVICE_DOES_NOT_EXIST
constexpr std::uint32_t c_marked_for_delete = 1'072; // ERROR_SERVICE_MARKED_FOR_DELETE
constexpr std::uint32_t c_stopped = 1;               // SERVICE_STOPPED
constexpr std::uint32_t c_start_pending = 2;         // SERVICE_START_PENDING
constexpr std::uint32_t c_stop_pending = 3;          // SERVICE_STOP_PENDING
constexpr std::uint32_t c_is_disabled = 4;           // SERVICE_DISABLED

struct Row {
    ServiceState state;
    std::string_view sentence, reason, advice;
};

constexpr std::string_view c_by_menu =
    "Choose Start Mirrorwatch from the icon's menu. Windows asks for an administrator.";

constexpr std::array c_rows{
    Row{ServiceState::Connecting, "Mirrorwatch is looking for its service.",
        "the service has not answered yet", ""},
    Row{ServiceState::Starting, "The Mirrorwatch service is starting.", "the service is starting", ""},
    Row{ServiceState::Running, "The Mirrorwatch service runs, but does not answer.",
        "the service does not answer", "If it stays so, restart the service, and look into its log."},
    Row{ServiceState::Stopping, "The Mirrorwatch service is stopping.", "the service is stopping", ""},
    Row{ServiceState::Stopped, "The Mirrorwatch service is stopped, so nothing is watched.",
        "the service is stopped", c_by_menu},
    Row{ServiceState::Disabled, "The Mirrorwatch service is disabled, so nothing is watched.",
        "the service is disabled", "An administrator can enable it: sc config Mirrorwatch start= auto"},
    Row{ServiceState::NotInstalled, "The Mirrorwatch service is not installed.",
        "the service is not installed", "Run Mirrorwatch's setup again."},
    Row{ServiceState::Refused, "Windows does not say whether the Mirrorwatch service runs.",
        "the service does not answer", "An administrator can look: mirrorwatch service status"},
    Row{ServiceState::NoConsole, "\"mirrorwatch run\" does not run in a console of yours.",
        "\"mirrorwatch run\" does not run", "Start it, or end this icon."},
};

const Row& row_of(ServiceState state) {
    return *std::ranges::find(c_rows, state, &Row::state);
}

} // namespace

ServiceState service_state_of(const ScmAnswer& answer) {
    switch (answer.error) {
    case 0:
        break;
    case c_does_not_exist:
    case c_marked_for_delete:
        return ServiceState::NotInstalled;
    default: // ERROR_ACCESS_DENIED, or one that nobody foresaw: either way we are not told
        return ServiceState::Refused;
    }
    switch (answer.state) {
    case c_stopped:
        return answer.start_type == c_is_disabled ? ServiceState::Disabled : ServiceState::Stopped;
    case c_start_pending:
        return ServiceState::Starting;
    case c_stop_pending:
        return ServiceState::Stopping;
    default:
        return ServiceState::Running;
    }
}

std::string_view sentence_of(ServiceState state) {
    return row_of(state).sentence;
}

std::string_view reason_of(ServiceState state) {
    return row_of(state).reason;
}

std::string_view advice_for(ServiceState state) {
    return row_of(state).advice;
}

bool can_be_started(ServiceState state) {
    return state == ServiceState::Stopped;
}

} // namespace mirrorwatch::tray
