// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::tray {

/// A function of one of Windows' own DLLs that not every Windows has, or that is seldom needed; null: it is
/// not there. The DLL stays loaded.
template <class Function>
[[nodiscard]] Function find_function(const wchar_t* library, const char* name) {
    const HMODULE module = LoadLibraryExW(library, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    return module == nullptr
               ? nullptr
               : reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(module, name)));
}

} // namespace mirrorwatch::tray
