// SPDX-License-Identifier: MIT
#include "tray/service_calls_win.hpp"

#include <doctest/doctest.h>

#include <cstring>

using namespace mirrorwatch::tray;

namespace {

/// A service control manager that answers as it is told, and counts what is open.
struct Scm {
    DWORD manager_error = 0, service_error = 0, status_error = 0, config_error = 0;
    DWORD state = SERVICE_STOPPED, start_type = SERVICE_AUTO_START;
    DWORD access = 0;
    int open = 0;
};

Scm& scm() {
    static Scm only;
    return only;
}

/// Null with that error, or a handle.
SC_HANDLE opened(DWORD error) {
    SetLastError(error);
    scm().open += error == 0 ? 1 : 0;
    return error == 0 ? reinterpret_cast<SC_HANDLE>(&scm()) : nullptr;
}

BOOL answered(DWORD error) {
    SetLastError(error);
    return error == 0;
}

SC_HANDLE WINAPI open_manager(LPCWSTR, LPCWSTR, DWORD access) {
    CHECK(access == SC_MANAGER_CONNECT);
    return opened(scm().manager_error);
}

SC_HANDLE WINAPI open_service(SC_HANDLE, LPCWSTR name, DWORD access) {
    CHECK(std::wcscmp(name, L"Mirrorwatch") == 0);
    scm().access = access;
    return opened(scm().service_error);
}

BOOL WINAPI query_status(SC_HANDLE, LPSERVICE_STATUS status) {
    status->dwCurrentState = scm().state;
    return answered(scm().status_error);
}

BOOL WINAPI query_config(SC_HANDLE, LPQUERY_SERVICE_CONFIGW config, DWORD size, LPDWORD needed) {
    *needed = sizeof(QUERY_SERVICE_CONFIGW) + 40; // with its strings
    if (size < *needed) {
        return answered(ERROR_INSUFFICIENT_BUFFER);
    }
    config->dwStartType = scm().start_type;
    return answered(scm().config_error);
}

BOOL WINAPI close_handle(SC_HANDLE) {
    --scm().open;
    return TRUE;
}

ScmAnswer ask(const Scm& world) {
    scm() = world;
    const ScmAnswer answer = ask_scm({open_manager, open_service, query_status, query_config, close_handle});
    CHECK(scm().open == 0);
    return answer;
}

Scm failing(DWORD Scm::*call, DWORD error) {
    Scm world;
    world.*call = error;
    return world;
}

} // namespace

TEST_CASE("the service's state and start are asked with the rights of every user, and nothing stays open") {
    CHECK(ask({}) == ScmAnswer{0, SERVICE_STOPPED, SERVICE_AUTO_START});
    CHECK(scm().access == (SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG));
}

TEST_CASE("whichever question Windows refuses, its error comes back, and nothing stays open") {
    CHECK(ask(failing(&Scm::manager_error, ERROR_ACCESS_DENIED)) == ScmAnswer{ERROR_ACCESS_DENIED});
    CHECK(ask(failing(&Scm::service_error, ERROR_SERVICE_DOES_NOT_EXIST)) ==
          ScmAnswer{ERROR_SERVICE_DOES_NOT_EXIST});
    CHECK(ask(failing(&Scm::status_error, ERROR_ACCESS_DENIED)) == ScmAnswer{ERROR_ACCESS_DENIED});
}

TEST_CASE("a service whose start is not told is still known to be stopped") {
    CHECK(ask(failing(&Scm::config_error, ERROR_ACCESS_DENIED)) == ScmAnswer{0, SERVICE_STOPPED, 0});
    CHECK(service_state_of(ask(failing(&Scm::config_error, ERROR_ACCESS_DENIED))) == ServiceState::Stopped);
}

TEST_CASE("the numbers of winsvc.h and winerror.h mean what service_state.hpp takes them for") {
    CHECK(service_state_of({0, SERVICE_STOPPED, SERVICE_AUTO_START}) == ServiceState::Stopped);
    CHECK(service_state_of({0, SERVICE_STOPPED, SERVICE_DISABLED}) == ServiceState::Disabled);
    CHECK(service_state_of({0, SERVICE_START_PENDING, SERVICE_AUTO_START}) == ServiceState::Starting);
    CHECK(service_state_of({0, SERVICE_STOP_PENDING, SERVICE_AUTO_START}) == ServiceState::Stopping);
    CHECK(service_state_of({0, SERVICE_RUNNING, SERVICE_AUTO_START}) == ServiceState::Running);
    CHECK(service_state_of({ERROR_SERVICE_DOES_NOT_EXIST}) == ServiceState::NotInstalled);
    CHECK(service_state_of({ERROR_SERVICE_MARKED_FOR_DELETE}) == ServiceState::NotInstalled);
    CHECK(service_state_of({ERROR_ACCESS_DENIED}) == ServiceState::Refused);
}
