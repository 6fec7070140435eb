// SPDX-License-Identifier: MIT
#pragma once

#include "tray/service_state.hpp"

#include <windows.h>

#include <string>

namespace mirrorwatch::tray {

/// What is called of Windows' service control manager; a test puts its own in.
struct ScmCalls {
    decltype(&OpenSCManagerW) open_manager = OpenSCManagerW;
    decltype(&OpenServiceW) open_service = OpenServiceW;
    decltype(&QueryServiceStatus) query_status = QueryServiceStatus;
    decltype(&QueryServiceConfigW) query_config = QueryServiceConfigW;
    decltype(&CloseServiceHandle) close = CloseServiceHandle;
};

/// Asks how the service is, with no more rights than every user has. Any thread; Windows may take its time.
[[nodiscard]] ScmAnswer ask_scm(const ScmCalls& calls = {});

/// Starts the service; Windows asks for an administrator first, and this waits for the answer, so it is for a
/// thread of its own. Empty: it was started, or the user said no; else one sentence.
[[nodiscard]] std::string start_service(const std::wstring& program);

} // namespace mirrorwatch::tray
