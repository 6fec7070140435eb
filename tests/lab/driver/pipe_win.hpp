// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include <sddl.h>

#include <string>

/// The product's pipe, spoken to without any code of the product's. common/service_pipe_win.hpp,
/// common/framing.hpp and common/protocol.hpp have the contract.
namespace pipe {

inline constexpr DWORD c_frame_cap = 1024 * 1024;

inline std::wstring own_sid() {
    HANDLE token = nullptr;
    BYTE user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof user;
    wchar_t* text = nullptr;
    std::wstring sid;
    if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) &&
        GetTokenInformation(token, TokenUser, user, size, &size) &&
        ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(user)->User.Sid, &text)) {
        sid = text;
    }
    LocalFree(text);
    CloseHandle(token);
    return sid;
}

inline HANDLE open_named(const std::wstring& name) {
    return CreateFileW((LR"(\\.\pipe\)" + name).c_str(), GENERIC_READ | FILE_WRITE_DATA, 0, nullptr,
                       OPEN_EXISTING, 0, nullptr);
}

/// The service's, or that of this user's console.
inline HANDLE open() {
    const HANDLE service = open_named(LR"(ProtectedPrefix\Administrators\Mirrorwatch)");
    const bool is_absent = service == INVALID_HANDLE_VALUE && GetLastError() == ERROR_FILE_NOT_FOUND;
    return is_absent ? open_named(L"mirrorwatch-console-" + own_sid()) : service;
}

inline std::string framed(const std::string& message) {
    const auto length = static_cast<DWORD>(message.size());
    std::string frame;
    for (int shift = 0; shift < 32; shift += 8) {
        frame += static_cast<char>(length >> shift & 0xFF);
    }
    return frame + message;
}

/// False when the connection is lost.
inline bool send_bytes(HANDLE pipe, const std::string& bytes) {
    DWORD written = 0;
    return WriteFile(pipe, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) &&
           written == bytes.size();
}

inline bool send(HANDLE pipe, const std::string& message) {
    return send_bytes(pipe, framed(message));
}

inline bool read_all(HANDLE pipe, void* to, DWORD size) {
    auto* at = static_cast<char*>(to);
    for (DWORD got = 0; size > 0; size -= got, at += got) {
        if (!ReadFile(pipe, at, size, &got, nullptr) || got == 0) {
            return false;
        }
    }
    return true;
}

/// False when the connection is lost.
inline bool receive(HANDLE pipe, std::string& message) {
    unsigned char head[4] = {};
    if (!read_all(pipe, head, sizeof head)) {
        return false;
    }
    const DWORD length = head[0] | head[1] << 8 | head[2] << 16 | static_cast<DWORD>(head[3]) << 24;
    message.assign(length < c_frame_cap ? length : 0, '\0');
    return !message.empty() && read_all(pipe, message.data(), length);
}

} // namespace pipe
