// SPDX-License-Identifier: MIT
#pragma once

#include "tray/diagnostics.hpp"

#include <windows.h>

#include <string>

namespace mirrorwatch::tray {

/// False where another program holds the clipboard.
[[nodiscard]] bool copy_to_clipboard(HWND owner, const std::string& text);

/// This user's name and profile.
[[nodiscard]] Secrets secrets_of_user();

/// "10.0.26100", as it is and not as a manifest makes it.
[[nodiscard]] std::string windows_version();

} // namespace mirrorwatch::tray
