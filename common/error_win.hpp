// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"

#include <windows.h>

#include <string>
#include <string_view>
#include <system_error>

namespace mirrorwatch {

/// "CreateFileW: Access is denied. (5)". English whatever the user's language is, as logs are read by others.
[[nodiscard]] inline std::string error_sentence(std::string_view api, DWORD code) {
    std::string sentence{api};
    sentence += ": ";
    wchar_t wide[512];
    constexpr DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
    DWORD length = FormatMessageW(flags, nullptr, code, MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), wide,
                                  512, nullptr);
    if (length == 0) { // a Windows without the English texts
        length = FormatMessageW(flags, nullptr, code, 0, wide, 512, nullptr);
    }
    while (length > 0 &&
           (wide[length - 1] == L'\n' || wide[length - 1] == L'\r' || wide[length - 1] == L' ')) {
        --length;
    }
    char utf8[1536];
    const int size =
        WideCharToMultiByte(CP_UTF8, 0, wide, static_cast<int>(length), utf8, sizeof utf8, nullptr, nullptr);
    sentence.append(utf8, static_cast<std::size_t>(size > 0 ? size : 0));
    return sentence + (length > 0 ? " (" : "error (") + std::to_string(code) + ")";
}

/// Of the last error of this thread; call it directly after the function that failed.
[[nodiscard]] inline std::string last_error_sentence(std::string_view api) {
    return error_sentence(api, GetLastError());
}

/// For what cannot be owned or started.
[[noreturn]] inline void throw_last_error(const char* api) {
    const DWORD code = GetLastError();
    throw std::system_error(static_cast<int>(code), std::system_category(), api);
}

} // namespace mirrorwatch
