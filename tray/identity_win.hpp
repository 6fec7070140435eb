// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

/// By what Windows knows the tray: the same names stand in packaging/installer/mirrorwatch.nsi.
namespace mirrorwatch::tray {

/// Of the process, of the shortcut in the Start menu, and of the key that has the name and the picture of its
/// notifications.
inline constexpr wchar_t c_app_id[] = L"Mirrorwatch.Tray";

/// What Windows calls when a notification is pressed: {A1FE4EE1-E934-432E-857A-D21121EE5856}.
inline constexpr CLSID c_activator{
    0xA1FE4EE1, 0xE934, 0x432E, {0x85, 0x7A, 0xD2, 0x11, 0x21, 0xEE, 0x58, 0x56}};

/// With this argument COM starts the tray, as nobody answered to c_activator.
inline constexpr wchar_t c_toast_argument[] = L"--toast-activated";

/// Setup has told Windows about both: without that, nobody would hear of a pressed notification.
[[nodiscard]] bool is_registered();

/// True once for each user: who sees the icon for the first time is told where to find it.
[[nodiscard]] bool is_first_time();

} // namespace mirrorwatch::tray
