// SPDX-License-Identifier: MIT
#pragma once

#include "service/agent/config/file_calls.hpp"

#include <windows.h>

/// What WindowsFileCalls' parts have in common.
namespace mirrorwatch::agent {

[[nodiscard]] FileError file_error(const char* api, DWORD code);
/// Of the last error of this thread; call it directly after the function that failed.
[[nodiscard]] FileError last_file_error(const char* api);
[[nodiscard]] bool is_absent(DWORD error);
/// Whether waiting may cure it.
[[nodiscard]] bool is_passing(DWORD error);

/// `call` until it succeeds (returns ERROR_SUCCESS) or fails for a reason that waiting does not cure; two
/// seconds at most. Its last error.
template <class Call>
[[nodiscard]] DWORD persistently(Call call) {
    constexpr int c_attempts = 40;
    constexpr DWORD c_pause_ms = 50;
    for (int attempt = 1;; ++attempt) {
        const DWORD error = call();
        if (!is_passing(error) || attempt == c_attempts)
            return error;
        Sleep(c_pause_ms);
    }
}

} // namespace mirrorwatch::agent
