// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// Whether somebody can look at this session's screen. Pure.
namespace mirrorwatch::tray {

class SessionSight {
public:
    explicit SessionSight(bool is_connected = true)
        : is_connected_(is_connected) {}

    /// The wParam of WM_WTSSESSION_CHANGE, as wtsapi32.h numbers it.
    void on_change(std::uintptr_t what);

    /// Connected to a screen, and not locked.
    [[nodiscard]] bool is_seen() const { return is_connected_ && !is_locked_; }

private:
    bool is_connected_;
    bool is_locked_ = false; // until we hear otherwise; at the start the desktop itself is asked
};

} // namespace mirrorwatch::tray
