// SPDX-License-Identifier: MIT
#include "service/scm/service_win.hpp"

#include "common/error_win.hpp"
#include "service/scm/install_win.hpp"

#include <mutex>

namespace mirrorwatch::scm {
namespace {

constexpr DWORD c_accepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_SESSIONCHANGE |
                             SERVICE_ACCEPT_POWEREVENT | SERVICE_ACCEPT_PARAMCHANGE;
constexpr DWORD c_pending_hint_ms = 20'000;

/// The states in their order. The control handler and the service's own thread both report: a late
/// STOP_PENDING must not follow STOPPED.
class Reporter {
public:
    void open(SERVICE_STATUS_HANDLE handle) { handle_ = handle; }

    void report(DWORD state, DWORD service_exit_code = 0) {
        const std::lock_guard lock{mutex_};
        if (status_.dwCurrentState == SERVICE_STOPPED ||
            (status_.dwCurrentState == SERVICE_STOP_PENDING && state == SERVICE_RUNNING)) {
            return;
        }
        const bool pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
        status_.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
        status_.dwCurrentState = state;
        status_.dwControlsAccepted = state == SERVICE_RUNNING ? c_accepted : 0;
        status_.dwCheckPoint = pending ? status_.dwCheckPoint + 1 : 0;
        status_.dwWaitHint = pending ? c_pending_hint_ms : 0;
        status_.dwWin32ExitCode = service_exit_code == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
        status_.dwServiceSpecificExitCode = service_exit_code;
        SetServiceStatus(handle_, &status_);
    }

private:
    std::mutex mutex_;
    SERVICE_STATUS_HANDLE handle_ = nullptr;
    SERVICE_STATUS status_{};
};

struct Running {
    ServiceProgram& program;
    Reporter reporter;
};

// ServiceMain is called without any context of ours, so this one pointer has to be static. Set by
// run_service.
Running* the_service = nullptr;

std::optional<Control> control_of(DWORD code, DWORD event) {
    switch (code) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_PRESHUTDOWN:
        return Control::Stop;
    case SERVICE_CONTROL_SESSIONCHANGE:
        return Control::SessionsChanged;
    case SERVICE_CONTROL_PARAMCHANGE:
        return Control::SettingsChanged;
    case SERVICE_CONTROL_POWEREVENT:
        return event == PBT_APMRESUMEAUTOMATIC ? std::optional{Control::Resumed} : std::nullopt;
    case c_control_start_tray:
        return Control::StartTray;
    default:
        return std::nullopt;
    }
}

DWORD WINAPI handle_control(DWORD code, DWORD event, void*, void* context) noexcept {
    auto& service = *static_cast<Running*>(context);
    const std::optional<Control> control = control_of(code, event);
    if (control == Control::Stop) {
        service.reporter.report(SERVICE_STOP_PENDING);
    }
    if (control) {
        service.program.post(*control);
    }
    const bool known = control || code == SERVICE_CONTROL_INTERROGATE || code == SERVICE_CONTROL_POWEREVENT;
    return known ? NO_ERROR : ERROR_CALL_NOT_IMPLEMENTED;
}

void WINAPI service_main(DWORD, wchar_t**) noexcept {
    Running& service = *the_service;
    const SERVICE_STATUS_HANDLE handle =
        RegisterServiceCtrlHandlerExW(c_service_name, handle_control, &service);
    if (handle == nullptr) {
        return;
    }
    service.reporter.open(handle);
    service.reporter.report(SERVICE_START_PENDING);
    const std::optional<Stage> failed =
        service.program.run([&service] { service.reporter.report(SERVICE_RUNNING); });
    service.reporter.report(SERVICE_STOPPED, failed ? exit_code_of(*failed) : 0);
}

} // namespace

bool run_service(ServiceProgram& program) {
    Running running{program, {}};
    the_service = &running;
    std::wstring name = c_service_name;
    const SERVICE_TABLE_ENTRYW table[] = {{name.data(), service_main}, {nullptr, nullptr}};
    if (!StartServiceCtrlDispatcherW(table)) {
        if (GetLastError() == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT) {
            return false;
        }
        throw_last_error("StartServiceCtrlDispatcherW");
    }
    return true;
}

} // namespace mirrorwatch::scm
