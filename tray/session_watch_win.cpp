// SPDX-License-Identifier: MIT
#include "tray/session_watch_win.hpp"

#include <wtsapi32.h>

namespace mirrorwatch::tray {
namespace {

/// Where Windows does not tell, there is somebody: it was a person who started us.
bool is_connected() {
    LPWSTR answer = nullptr;
    DWORD size = 0;
    if (!WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSConnectState, &answer,
                                     &size)) {
        return true;
    }
    const bool is_active = size < sizeof(WTS_CONNECTSTATE_CLASS) ||
                           *reinterpret_cast<const WTS_CONNECTSTATE_CLASS*>(answer) == WTSActive;
    WTSFreeMemory(answer);
    return is_active;
}

} // namespace

SessionWatch::SessionWatch(HWND window)
    : window_(window)
    , sight_(is_connected()) {
    listen();
}

SessionWatch::~SessionWatch() {
    if (listens_) {
        WTSUnRegisterSessionNotification(window_);
    }
}

void SessionWatch::listen() {
    listens_ = listens_ || WTSRegisterSessionNotification(window_, NOTIFY_FOR_THIS_SESSION) != FALSE;
}

} // namespace mirrorwatch::tray
