// SPDX-License-Identifier: MIT
#include "service/scm/install_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/token_win.hpp"
#include "service/scm/recovery.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace mirrorwatch::scm {
namespace {

struct ServicePolicy {
    using Type = SC_HANDLE;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type handle) noexcept { CloseServiceHandle(handle); }
};

using ServiceHandle = UniqueHandle<ServicePolicy>;

constexpr std::chrono::seconds c_patience{30};
constexpr std::chrono::seconds c_patience_of_setup{20};
constexpr DWORD c_end_ms = 5'000; // for a process to be gone
constexpr DWORD c_poll_ms = 100;
constexpr wchar_t c_display_name[] = L"Mirrorwatch";
constexpr wchar_t c_description[] = L"Keeps WSL's mirrored networking working when a VPN comes up.";
constexpr wchar_t c_event_source[] = LR"(SYSTEM\CurrentControlSet\Services\EventLog\Application\Mirrorwatch)";

/// All that LocalSystem keeps of its many. Windows takes the others away before the service starts. Each ends
/// with a zero, the list with one more.
constexpr std::wstring_view c_privileges{
    L"SeTcbPrivilege\0"                // WTSQueryUserToken: the token of who is logged on
    L"SeAssignPrimaryTokenPrivilege\0" // CreateProcessAsUser: an agent starts as its user
    L"SeIncreaseQuotaPrivilege\0"      // the same
    L"SeImpersonatePrivilege\0"        // to ask who is at the other end of the pipe
    L"SeChangeNotifyPrivilege\0",      // to pass folders on the way to a file, as everybody may
    sizeof(L"SeTcbPrivilege\0SeAssignPrimaryTokenPrivilege\0SeIncreaseQuotaPrivilege\0"
           L"SeImpersonatePrivilege\0SeChangeNotifyPrivilege\0") /
        sizeof(wchar_t)};

Outcome failed(const char* api, DWORD error) {
    if (error == ERROR_ACCESS_DENIED) {
        return {1, "This needs administrator rights. Run it again from an elevated console.", {}};
    }
    if (error == ERROR_SERVICE_DOES_NOT_EXIST) {
        return {1, "The service is not installed. Install it with: mirrorwatch service install", {}};
    }
    return {1, error_sentence(api, error), {}};
}

/// Opens the service and does something with it; `needed` are rights on the service.
Outcome with_service(DWORD needed, const std::function<Outcome(SC_HANDLE)>& work) {
    const ServiceHandle manager{OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT)};
    if (!manager) {
        return failed("OpenSCManagerW", GetLastError());
    }
    const ServiceHandle service{OpenServiceW(manager.get(), c_service_name, needed)};
    return service ? work(service.get()) : failed("OpenServiceW", GetLastError());
}

std::optional<SERVICE_STATUS_PROCESS> query(SC_HANDLE service) {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status),
                              sizeof status, &needed)) {
        return std::nullopt;
    }
    return status;
}

/// The last state that was seen: `wanted`, or STOPPED where that is another end, or whatever it was at the
/// deadline.
std::optional<SERVICE_STATUS_PROCESS> wait_for(SC_HANDLE service, DWORD wanted,
                                               std::chrono::seconds patience = c_patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        const std::optional<SERVICE_STATUS_PROCESS> status = query(service);
        const bool over =
            !status || status->dwCurrentState == wanted || status->dwCurrentState == SERVICE_STOPPED;
        if (over || std::chrono::steady_clock::now() > deadline) {
            return status;
        }
        Sleep(c_poll_ms); // the SCM is asked, not told: its notification needs an alertable thread and tells
                          // no more
    }
}

void set_optional(SC_HANDLE service, DWORD level, void* value, const char* what,
                  std::vector<std::string>& warnings) {
    if (!ChangeServiceConfig2W(service, level, value)) {
        warnings.push_back(std::string{what} +
                           " could not be set: " + last_error_sentence("ChangeServiceConfig2W"));
    }
}

void set_options(SC_HANDLE service, std::vector<std::string>& warnings) {
    std::wstring text = c_description;
    SERVICE_DESCRIPTIONW description{text.data()};
    set_optional(service, SERVICE_CONFIG_DESCRIPTION, &description, "The description", warnings);
    // Not delayed: that would be two minutes after log-on, just when people connect the VPN.
    SERVICE_DELAYED_AUTO_START_INFO delayed{FALSE};
    set_optional(service, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, &delayed, "The start with Windows",
                 warnings);
    SERVICE_SID_INFO own_sid{SERVICE_SID_TYPE_UNRESTRICTED};
    set_optional(service, SERVICE_CONFIG_SERVICE_SID_INFO, &own_sid, "The service's own SID", warnings);
    std::wstring privileges{c_privileges};
    SERVICE_REQUIRED_PRIVILEGES_INFOW required{privileges.data()};
    set_optional(service, SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, &required, "The privileges", warnings);
    std::vector<SC_ACTION> actions;
    for (const std::chrono::seconds delay : c_restart_delays) {
        actions.push_back({SC_ACTION_RESTART, static_cast<DWORD>(std::chrono::milliseconds{delay}.count())});
    }
    SERVICE_FAILURE_ACTIONSW recovery{};
    recovery.dwResetPeriod = static_cast<DWORD>(c_restart_reset.count());
    recovery.cActions = static_cast<DWORD>(actions.size());
    recovery.lpsaActions = actions.data();
    set_optional(service, SERVICE_CONFIG_FAILURE_ACTIONS, &recovery, "The restart after a failure", warnings);
    SERVICE_FAILURE_ACTIONS_FLAG also_after_errors{TRUE};
    set_optional(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &also_after_errors,
                 "The restart after an error", warnings);
    SERVICE_PRESHUTDOWN_INFO preshutdown{10'000};
    set_optional(service, SERVICE_CONFIG_PRESHUTDOWN_INFO, &preshutdown, "The time before a shutdown",
                 warnings);
}

/// The program itself has the texts: see act/events.mc.
void register_event_source(const std::filesystem::path& program, std::vector<std::string>& warnings) {
    const std::wstring messages = program.wstring();
    LSTATUS error =
        RegSetKeyValueW(HKEY_LOCAL_MACHINE, c_event_source, L"EventMessageFile", REG_EXPAND_SZ,
                        messages.c_str(), static_cast<DWORD>((messages.size() + 1) * sizeof(wchar_t)));
    const DWORD types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
    if (error == ERROR_SUCCESS) {
        error = RegSetKeyValueW(HKEY_LOCAL_MACHINE, c_event_source, L"TypesSupported", REG_DWORD, &types,
                                sizeof types);
    }
    if (error != ERROR_SUCCESS) {
        warnings.push_back(error_sentence("The event source could not be registered: RegSetKeyValueW",
                                          static_cast<DWORD>(error)));
    }
}

ServiceHandle create_or_change(SC_HANDLE manager, const std::wstring& command) {
    ServiceHandle service{CreateServiceW(manager, c_service_name, c_display_name, SERVICE_ALL_ACCESS,
                                         SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                         command.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr)};
    if (service || GetLastError() != ERROR_SERVICE_EXISTS) {
        return service;
    }
    service.reset(OpenServiceW(manager, c_service_name, SERVICE_ALL_ACCESS));
    if (service && !ChangeServiceConfigW(service.get(), SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                                         SERVICE_ERROR_NORMAL, command.c_str(), nullptr, nullptr, nullptr,
                                         nullptr, nullptr, c_display_name)) {
        service.reset();
    }
    return service;
}

Outcome stop_service(SC_HANDLE service, std::chrono::seconds patience = c_patience) {
    SERVICE_STATUS ignored{};
    if (!ControlService(service, SERVICE_CONTROL_STOP, &ignored)) {
        const DWORD error = GetLastError();
        if (error == ERROR_SERVICE_NOT_ACTIVE) {
            return {0, "The service is stopped.", {}};
        }
        if (error != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) { // it starts or stops just now
            return failed("ControlService", error);
        }
    }
    const std::optional<SERVICE_STATUS_PROCESS> status = wait_for(service, SERVICE_STOPPED, patience);
    if (!status || status->dwCurrentState != SERVICE_STOPPED) {
        return {1, "The service did not stop within " + std::to_string(patience.count()) + " s.", {}};
    }
    return {0, "The service is stopped.", {}};
}

/// The one that the service runs in; empty: it runs in none, or Windows does not let us.
KernelHandle process_of(SC_HANDLE service) {
    (void)enable_privilege(SE_DEBUG_NAME); // an administrator opens LocalSystem's processes by it alone
    const std::optional<SERVICE_STATUS_PROCESS> status = query(service);
    const DWORD process = status ? status->dwProcessId : 0;
    return KernelHandle{process == 0 ? nullptr
                                     : OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, process)};
}

/// No actions, where the list is there: they are deleted. install() sets them again.
void leave_it_ended(SC_HANDLE service) {
    SC_ACTION none{};
    SERVICE_FAILURE_ACTIONSW recovery{};
    recovery.lpsaActions = &none;
    ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, &recovery);
}

/// What it was doing it takes up again from its journal.
Outcome end_by_force(SC_HANDLE service, HANDLE process, const Outcome& stopped) {
    leave_it_ended(service);
    if (process == nullptr || !TerminateProcess(process, 1) ||
        WaitForSingleObject(process, c_end_ms) != WAIT_OBJECT_0) {
        return {1, stopped.message + " It cannot be ended by force either.", {}};
    }
    wait_for(service, SERVICE_STOPPED, c_patience_of_setup);
    return {0, "The service did not stop and was ended by force.", {}};
}

Outcome stop_and_wait(SC_HANDLE service) {
    const KernelHandle process = process_of(service);
    const Outcome stopped = stop_service(service, c_patience_of_setup);
    if (stopped.exit_code != 0) {
        return end_by_force(service, process.get(), stopped);
    }
    if (process) {
        WaitForSingleObject(process.get(), c_end_ms);
    }
    return stopped;
}

} // namespace

Outcome install(const std::filesystem::path& program) {
    const ServiceHandle manager{
        OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE)};
    if (!manager) {
        return failed("OpenSCManagerW", GetLastError());
    }
    // Quoted, or C:\Program.exe would be tried first.
    const ServiceHandle service =
        create_or_change(manager.get(), L"\"" + program.wstring() + L"\" service run");
    if (!service) {
        return failed("CreateServiceW", GetLastError());
    }
    Outcome outcome{0, "The service is installed. Start it with: mirrorwatch service start", {}};
    set_options(service.get(), outcome.warnings);
    register_event_source(program, outcome.warnings);
    return outcome;
}

Outcome uninstall() {
    Outcome outcome = with_service(
        SERVICE_STOP | SERVICE_QUERY_STATUS | SERVICE_CHANGE_CONFIG | DELETE, [](SC_HANDLE service) {
            Outcome stopped = stop_and_wait(service);
            if (!DeleteService(service) && GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE) {
                return failed("DeleteService", GetLastError());
            }
            if (stopped.exit_code != 0) {
                stopped.warnings.push_back(stopped.message + " It is removed as soon as it has.");
            }
            return Outcome{0, "The service is removed.", stopped.warnings};
        });
    if (outcome.exit_code != 0 && outcome.message.starts_with("The service is not installed")) {
        outcome = {0, "The service is not installed.", {}};
    }
    if (outcome.exit_code == 0) {
        RegDeleteTreeW(HKEY_LOCAL_MACHINE, c_event_source);
        RegDeleteKeyW(HKEY_LOCAL_MACHINE, c_event_source);
    }
    return outcome;
}

Outcome start() {
    return with_service(SERVICE_START | SERVICE_QUERY_STATUS, [](SC_HANDLE service) {
        if (!StartServiceW(service, 0, nullptr) && GetLastError() != ERROR_SERVICE_ALREADY_RUNNING) {
            return failed("StartServiceW", GetLastError());
        }
        const std::optional<SERVICE_STATUS_PROCESS> status = wait_for(service, SERVICE_RUNNING);
        if (status && status->dwCurrentState == SERVICE_RUNNING) {
            return Outcome{0, "The service is running.", {}};
        }
        if (status && status->dwCurrentState == SERVICE_STOPPED) {
            return Outcome{1,
                           "The service did not start: " +
                               ending_sentence(status->dwWin32ExitCode, status->dwServiceSpecificExitCode),
                           {}};
        }
        return Outcome{1, "The service did not start within 30 s.", {}};
    });
}

Outcome stop() {
    return with_service(SERVICE_STOP | SERVICE_QUERY_STATUS,
                        [](SC_HANDLE service) { return stop_service(service); });
}

Outcome stop_for_setup() {
    if (presence() == Presence::Missing) {
        return {0, "The service is not installed.", {}};
    }
    return with_service(SERVICE_STOP | SERVICE_QUERY_STATUS | SERVICE_CHANGE_CONFIG, stop_and_wait);
}

Outcome status() {
    return with_service(SERVICE_QUERY_STATUS, [](SC_HANDLE service) {
        const std::optional<SERVICE_STATUS_PROCESS> status = query(service);
        if (!status) {
            return failed("QueryServiceStatusEx", GetLastError());
        }
        switch (status->dwCurrentState) {
        case SERVICE_RUNNING:
            return Outcome{0, "The service is running.", {}};
        case SERVICE_START_PENDING:
            return Outcome{0, "The service is starting.", {}};
        case SERVICE_STOP_PENDING:
            return Outcome{1, "The service is stopping.", {}};
        default:
            break;
        }
        const std::string ending =
            ending_sentence(status->dwWin32ExitCode, status->dwServiceSpecificExitCode);
        return Outcome{
            1, "The service is stopped." + (ending.empty() ? "" : " It ended because: " + ending), {}};
    });
}

Presence presence() {
    const ServiceHandle manager{OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT)};
    if (!manager) {
        return Presence::Unknown;
    }
    const ServiceHandle service{OpenServiceW(manager.get(), c_service_name, SERVICE_QUERY_STATUS)};
    if (!service) {
        return GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST ? Presence::Missing : Presence::Unknown;
    }
    const std::optional<SERVICE_STATUS_PROCESS> status = query(service.get());
    if (!status) {
        return Presence::Unknown;
    }
    return status->dwCurrentState == SERVICE_STOPPED ? Presence::Stopped : Presence::Running;
}

Outcome start_tray() {
    return with_service(SERVICE_USER_DEFINED_CONTROL, [](SC_HANDLE service) {
        SERVICE_STATUS ignored{};
        if (ControlService(service, c_control_start_tray, &ignored)) {
            return Outcome{0, "The service was asked to start the tray program.", {}};
        }
        if (GetLastError() == ERROR_SERVICE_NOT_ACTIVE) {
            return Outcome{1, "The service is not running. Start it with: mirrorwatch service start", {}};
        }
        return failed("ControlService", GetLastError());
    });
}

} // namespace mirrorwatch::scm
