// SPDX-License-Identifier: MIT
#include "tray/session_sight.hpp"

namespace mirrorwatch::tray {
namespace {

constexpr std::uintptr_t c_console_connect = 1; // WTS_CONSOLE_CONNECT, and so on
constexpr std::uintptr_t c_console_disconnect = 2;
constexpr std::uintptr_t c_remote_connect = 3;
constexpr std::uintptr_t c_remote_disconnect = 4;
constexpr std::uintptr_t c_lock = 7;
constexpr std::uintptr_t c_unlock = 8;

} // namespace

void SessionSight::on_change(std::uintptr_t what) {
    switch (what) {
    case c_console_connect:
    case c_remote_connect:
        is_connected_ = true;
        break;
    case c_console_disconnect:
    case c_remote_disconnect:
        is_connected_ = false;
        break;
    case c_lock:
    case c_unlock:
        is_locked_ = what == c_lock;
        break;
    default:
        break;
    }
}

} // namespace mirrorwatch::tray
