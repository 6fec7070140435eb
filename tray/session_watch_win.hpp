// SPDX-License-Identifier: MIT
#pragma once

#include "tray/session_sight.hpp"

#include <windows.h>

namespace mirrorwatch::tray {

/// What Windows tells a window about its session. For the window's thread.
class SessionWatch {
public:
    explicit SessionWatch(HWND window);
    ~SessionWatch();
    SessionWatch(const SessionWatch&) = delete;
    SessionWatch& operator=(const SessionWatch&) = delete;

    /// Registers, unless that is done: early after a boot Windows refuses, so call it again later.
    void listen();

    /// WM_WTSSESSION_CHANGE.
    void on_change(WPARAM what) { sight_.on_change(what); }

    [[nodiscard]] bool is_seen() const { return sight_.is_seen(); }

private:
    HWND window_;
    SessionSight sight_;
    bool listens_ = false;
};

} // namespace mirrorwatch::tray
