// SPDX-License-Identifier: MIT
#include "service/scm/service_win.hpp"

#include "common/error_win.hpp"
#include "service/scm/install_win.hpp"
#include "service/scm/status_sequence.hpp"

#include <mutex>

namespace mirrorwatch::scm {
namespace {

constexpr DWORD c_accepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_SESSIONCHANGE |
                             SERVICE_ACCEPT_POWEREVENT | SERVICE_ACCEPT_PARAMCHANGE;
constexpr DWORD c_pending_hint_ms = 20'000;

DWORD code_of(ServiceState state) {
    switch (state) {
    case ServiceState::Starting:
        return SERVICE_START_PENDING;
    case ServiceState::Running:
        return SERVICE_RUNNING;
    case ServiceState::Stopping:
        return SERVICE_STOP_PENDING;
    case ServiceState::Stopped:
        break;
    }
    return SERVICE_STOPPED;
}

/// The service between the SCM's threads: its control handler, its ServiceMain, and the thread that waits in
/// run_service. Made once and never destroyed, as the SCM's threads may use it until the process has ended: a
/// mutex on a stack that run_service had left crashed every third stop.
class Running {
public:
    void begin(ServiceProgram& program) {
        const std::lock_guard lock{mutex_};
        program_ = &program;
    }

    /// From now on nothing reaches the program.
    void end() {
        const std::lock_guard lock{mutex_};
        program_ = nullptr;
    }

    void open(SERVICE_STATUS_HANDLE handle) {
        const std::lock_guard lock{mutex_};
        handle_ = handle;
    }

    void run() {
        ServiceProgram* const program = program_; // it outlives run_service, which waits for this thread
        const std::optional<Stage> failed = program->run([this](Stage stage) {
            const std::lock_guard lock{mutex_};
            tell(sequence_.entered(stage));
        });
        const std::lock_guard lock{mutex_};
        tell(sequence_.ended(failed));
    }

    void take(Control control) noexcept {
        const std::lock_guard lock{mutex_};
        if (control == Control::Stop) {
            tell(sequence_.stop_wanted());
        }
        if (program_ != nullptr) {
            program_->post(control);
        }
    }

private:
    void tell(const std::optional<ServiceStatus>& now) {
        if (!now) {
            return;
        }
        const bool is_pending = now->checkpoint != 0;
        SERVICE_STATUS status{};
        status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
        status.dwCurrentState = code_of(now->state);
        status.dwControlsAccepted = now->state == ServiceState::Running ? c_accepted : 0;
        status.dwCheckPoint = now->checkpoint;
        status.dwWaitHint = is_pending ? c_pending_hint_ms : 0;
        status.dwWin32ExitCode = now->failed_stage == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
        status.dwServiceSpecificExitCode = now->failed_stage;
        SetServiceStatus(handle_, &status);
    }

    std::mutex mutex_; // guards what follows
    ServiceProgram* program_ = nullptr;
    SERVICE_STATUS_HANDLE handle_ = nullptr;
    StatusSequence sequence_;
};

Running& the_service() {
    static Running& never_destroyed = *new Running;
    return never_destroyed;
}

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

DWORD WINAPI handle_control(DWORD code, DWORD event, void*, void*) noexcept {
    const std::optional<Control> control = control_of(code, event);
    if (control) {
        the_service().take(*control);
    }
    const bool known = control || code == SERVICE_CONTROL_INTERROGATE || code == SERVICE_CONTROL_POWEREVENT;
    return known ? NO_ERROR : ERROR_CALL_NOT_IMPLEMENTED;
}

void WINAPI service_main(DWORD, wchar_t**) noexcept {
    const SERVICE_STATUS_HANDLE handle =
        RegisterServiceCtrlHandlerExW(c_service_name, handle_control, nullptr);
    if (handle == nullptr) {
        return;
    }
    the_service().open(handle);
    the_service().run();
}

} // namespace

bool run_service(ServiceProgram& program) {
    the_service().begin(program);
    std::wstring name = c_service_name;
    const SERVICE_TABLE_ENTRYW table[] = {{name.data(), service_main}, {nullptr, nullptr}};
    const bool was_run = StartServiceCtrlDispatcherW(table);
    const DWORD error = GetLastError();
    the_service().end();
    if (!was_run) {
        if (error == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT) {
            return false;
        }
        SetLastError(error);
        throw_last_error("StartServiceCtrlDispatcherW");
    }
    return true;
}

} // namespace mirrorwatch::scm
