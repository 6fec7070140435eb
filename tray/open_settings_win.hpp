// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::tray {

/// Opens the settings window. Null: this program has none, and the menu no item for it.
inline void (*const open_settings)(HWND owner) = nullptr;

} // namespace mirrorwatch::tray
