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

struct Session {
    DWORD id = 0;
    bool is_away = false;
};

std::vector<Session> listed_sessions() {
    UniqueHandle<WtsPolicy> listed;
    DWORD count = 0;
    std::vector<Session> sessions;
    if (!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, listed.put(), &count)) {
        return sessions;
    }
    for (DWORD i = 0; i < count; ++i) {
        const WTS_SESSION_INFOW& one = listed.get()[i];
        if (one.State == WTSActive || one.State == WTSDisconnected) {
            sessions.push_back({one.SessionId, one.State == WTSDisconnected});
        }
    }
    return sessions;
}

std::vector<Session> sessions_of_users() {
    std::vector<Session> sessions = listed_sessions();
    constexpr DWORD c_no_session = 0xFFFFFFFF;
    if (const DWORD console = WTSGetActiveConsoleSessionId(); sessions.empty() && console != c_no_session) {
        sessions.push_back({console, false});
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
    return SessionUser{std::move(*user), std::move(*profile), account_name_of(token), false};
}

} // namespace

std::vector<SessionUser> logged_on_users() {
    std::vector<SessionUser> users;
    for (const Session& session : sessions_of_users()) {
        KernelHandle token;
        if (!WTSQueryUserToken(session.id, token.put())) { // the session of the services has none
            continue;
        }
        if (auto user = session_user_of(token.get())) {
            user->is_away = session.is_away;
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
