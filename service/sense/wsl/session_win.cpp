// SPDX-License-Identifier: MIT
#include "service/sense/wsl/session_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/token_win.hpp"

#include <windows.h>

#include <userenv.h>
#include <wtsapi32.h>

#include <optional>
#include <utility>

namespace mirrorwatch::sense {
namespace {

struct WtsPolicy {
    using Type = WTS_SESSION_INFOW*;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type memory) noexcept { WTSFreeMemory(memory); }
};

std::vector<DWORD> listed_sessions() {
    UniqueHandle<WtsPolicy> sessions;
    DWORD count = 0;
    std::vector<DWORD> active;
    if (!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, sessions.put(), &count)) {
        return active;
    }
    for (DWORD i = 0; i < count; ++i) {
        if (sessions.get()[i].State == WTSActive) {
            active.push_back(sessions.get()[i].SessionId);
        }
    }
    return active;
}

std::vector<DWORD> active_sessions() {
    std::vector<DWORD> sessions = listed_sessions();
    constexpr DWORD c_no_session = 0xFFFFFFFF;
    if (const DWORD console = WTSGetActiveConsoleSessionId(); sessions.empty() && console != c_no_session) {
        sessions.push_back(console);
    }
    return sessions;
}

Result<std::wstring> profile_of(HANDLE token) {
    DWORD size = 0;
    GetUserProfileDirectoryW(token, nullptr, &size);
    std::wstring folder(size, L'\0');
    if (size == 0 || !GetUserProfileDirectoryW(token, folder.data(), &size)) {
        return Error{last_error_sentence("GetUserProfileDirectoryW")};
    }
    folder.resize(folder.find(L'\0'));
    return folder;
}

Result<SessionUser> session_user_of(HANDLE token) {
    auto user = user_of(token);
    if (!user) {
        return user.error();
    }
    auto profile = profile_of(token);
    if (!profile) {
        return profile.error();
    }
    return SessionUser{std::move(*user), std::move(*profile), account_name_of(token)};
}

} // namespace

std::vector<SessionUser> active_users() {
    std::vector<SessionUser> users;
    for (const DWORD session : active_sessions()) {
        KernelHandle token;
        if (!WTSQueryUserToken(session, token.put())) {
            continue;
        }
        if (auto user = session_user_of(token.get())) {
            users.push_back(std::move(*user));
        }
    }
    return users;
}

Result<SessionUser> own_user() {
    auto token = own_token();
    if (!token) {
        return token.error();
    }
    return session_user_of(token->get());
}

} // namespace mirrorwatch::sense
