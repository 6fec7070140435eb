// SPDX-License-Identifier: MIT
#pragma once

#include "tray/winrt_win.hpp"

#include <string>
#include <vector>

/// The part of the Windows Runtime that notifications use, with what was done to it for a test to see. Each
/// call can be made to fail; objects and strings are counted.
namespace mirrorwatch::tray::winrt {

struct Fakes {
    int fails_at = -1; // which call fails, from 0 on; -1: none
    int calls = 0;
    int objects = 0; // that live
    int strings = 0;
    int initialized = 0;
    std::wstring xml, tag, group, app;
    std::vector<std::wstring> shown, removed;

    /// What a call answers.
    HRESULT next() { return calls++ == fails_at ? E_FAIL : S_OK; }
};

/// The only ones: the functions of the table have no place for a pointer.
Fakes& fakes();

/// Of a fresh world.
[[nodiscard]] Calls fake_calls(int fails_at = -1);

} // namespace mirrorwatch::tray::winrt
