// SPDX-License-Identifier: MIT
#include "tray/first_one_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "common/token_win.hpp"
#include "tray/window_win.hpp"

#include <string>

namespace mirrorwatch::tray {
namespace {

bool belongs_to(HWND window, const UserId& user) {
    DWORD id = 0;
    GetWindowThreadProcessId(window, &id);
    const KernelHandle process{OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id)};
    KernelHandle token;
    if (!process || !OpenProcessToken(process.get(), TOKEN_QUERY, token.put())) {
        return false;
    }
    const Result<UserId> owner = user_of(token.get());
    return owner && owner->sid == user.sid;
}

} // namespace

Result<UserId> this_user() {
    const Result<KernelHandle> token = own_token();
    return token ? user_of(token->get()) : Result<UserId>{token.error()};
}

std::optional<KernelHandle> take_place(const UserId& user) {
    // Local\ is the session.
    const std::wstring name = LR"(Local\MirrorwatchTray )" + widen(user.sid);
    KernelHandle place{CreateMutexW(nullptr, FALSE, name.c_str())};
    const DWORD error = GetLastError();
    if (!place) {
        throw_last_error("CreateMutexW");
    }
    return error == ERROR_ALREADY_EXISTS ? std::nullopt : std::optional{std::move(place)};
}

HWND window_of_first(const UserId& user) {
    HWND window = nullptr;
    do {
        window = FindWindowExW(nullptr, window, c_window_class, nullptr);
    } while (window != nullptr && !belongs_to(window, user));
    return window;
}

void bring_to_front(HWND first) {
    DWORD process = 0;
    GetWindowThreadProcessId(first, &process);
    AllowSetForegroundWindow(process);
    PostMessageW(first, c_status_message, 0, 0);
}

} // namespace mirrorwatch::tray
