// SPDX-License-Identifier: MIT
#include "tray/service_state.hpp"

#include "common/translated.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::tray {
namespace {

using text::to_translate;

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
    to_translate("Choose Start Mirrorwatch from the icon's menu. Windows asks for an administrator.");

constexpr std::array c_rows{
    Row{ServiceState::Connecting, to_translate("Mirrorwatch is looking for its service."),
        to_translate("the service has not answered yet"), ""},
    Row{ServiceState::Starting, to_translate("The Mirrorwatch service is starting."),
        to_translate("the service is starting"), ""},
    Row{ServiceState::Running, to_translate("The Mirrorwatch service runs, but does not answer."),
        to_translate("the service does not answer"),
        to_translate("If it stays so, restart the service, and look into its log.")},
    Row{ServiceState::Stopping, to_translate("The Mirrorwatch service is stopping."),
        to_translate("the service is stopping"), ""},
    Row{ServiceState::Stopped, to_translate("The Mirrorwatch service is stopped, so nothing is watched."),
        to_translate("the service is stopped"), c_by_menu},
    Row{ServiceState::Disabled, to_translate("The Mirrorwatch service is disabled, so nothing is watched."),
        to_translate("the service is disabled"),
        to_translate("An administrator can enable it: sc config Mirrorwatch start= auto")},
    Row{ServiceState::NotInstalled, to_translate("The Mirrorwatch service is not installed."),
        to_translate("the service is not installed"), to_translate("Run Mirrorwatch's setup again.")},
    Row{ServiceState::Refused, to_translate("Windows does not say whether the Mirrorwatch service runs."),
        to_translate("the service does not answer"),
        to_translate("An administrator can look: mirrorwatch service status")},
    Row{ServiceState::NoConsole, to_translate("\"mirrorwatch run\" does not run in a console of yours."),
        to_translate("\"mirrorwatch run\" does not run"),
        to_translate("Start it, or choose Exit from the icon's menu.")},
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
    return text::translated(row_of(state).sentence);
}

std::string_view reason_of(ServiceState state) {
    return text::translated(row_of(state).reason);
}

std::string_view advice_for(ServiceState state) {
    return text::translated(row_of(state).advice);
}

bool can_be_started(ServiceState state) {
    return state == ServiceState::Stopped;
}

} // namespace mirrorwatch::tray
