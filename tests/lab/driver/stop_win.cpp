// SPDX-License-Identifier: MIT
// Starts the service, waits, stops it, and tells how its process ended: "exit 0 after 123 ms".
//
//   stop MILLISECONDS    how long after the start, whether the service says that it runs or not
//
// The process is opened before the stop: its exit code is that of the program, not what the SCM makes of it.
#include <windows.h>

#include <winsvc.h>

#include <cstdio>
#include <cstdlib>
#include <cwchar>

namespace {

constexpr DWORD c_patience_ms = 30'000;

SERVICE_STATUS_PROCESS status_of(SC_HANDLE service) {
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof status,
                         &needed);
    return status;
}

int failed(const char* what) {
    std::fprintf(stderr, "%s: error %lu\n", what, GetLastError());
    return 1;
}

/// Until the SCM passes it on: a service that starts does not accept it yet.
bool tell_to_stop(SC_HANDLE service) {
    SERVICE_STATUS ignored{};
    for (DWORD waited = 0; waited < c_patience_ms; waited += 10) {
        if (ControlService(service, SERVICE_CONTROL_STOP, &ignored)) {
            return true;
        }
        if (GetLastError() == ERROR_SERVICE_NOT_ACTIVE) {
            return true;
        }
        Sleep(10);
    }
    return false;
}

} // namespace

int wmain(int argc, wchar_t* argv[]) {
    const DWORD pause = argc == 2 ? std::wcstoul(argv[1], nullptr, 10) : 0;
    const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
    const SC_HANDLE service = OpenServiceW(manager, L"Mirrorwatch", SERVICE_ALL_ACCESS);
    if (service == nullptr) {
        return failed("OpenServiceW");
    }
    if (!StartServiceW(service, 0, nullptr)) {
        return failed("StartServiceW");
    }
    DWORD id = 0;
    for (DWORD waited = 0; id == 0 && waited < c_patience_ms; waited += 5) {
        id = status_of(service).dwProcessId;
        Sleep(5);
    }
    const HANDLE process = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    if (process == nullptr) {
        return failed("OpenProcess");
    }
    Sleep(pause);
    const ULONGLONG begin = GetTickCount64();
    if (!tell_to_stop(service)) {
        return failed("ControlService");
    }
    if (WaitForSingleObject(process, c_patience_ms) != WAIT_OBJECT_0) {
        return failed("the process does not end");
    }
    DWORD code = 0;
    GetExitCodeProcess(process, &code);
    std::printf("exit %lu after %llu ms\n", code, GetTickCount64() - begin);
    for (DWORD waited = 0; status_of(service).dwCurrentState != SERVICE_STOPPED && waited < c_patience_ms;
         waited += 10) {
        Sleep(10);
    }
    return 0;
}
