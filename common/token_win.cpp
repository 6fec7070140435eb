// SPDX-License-Identifier: MIT
#include "common/token_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"

#include <sddl.h>

#include <cstddef>
#include <vector>

namespace mirrorwatch {
namespace {

/// Memory for a TOKEN_USER and the SID that it points to.
using TokenUser = std::vector<std::byte>;

PSID sid_in(TokenUser& memory) {
    return reinterpret_cast<TOKEN_USER*>(memory.data())->User.Sid;
}

Result<TokenUser> token_user(HANDLE token) {
    DWORD size = sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE;
    TokenUser memory(size);
    if (!GetTokenInformation(token, ::TokenUser, memory.data(), size, &size)) {
        return Error{last_error_sentence("GetTokenInformation")};
    }
    return memory;
}

Result<std::string> sid_text(PSID sid) {
    LocalMemory<LPWSTR> text;
    if (!ConvertSidToStringSidW(sid, text.put())) {
        return Error{last_error_sentence("ConvertSidToStringSidW")};
    }
    return Result<std::string>{boost::system::in_place_value, narrow(text.get())};
}

std::string account_name(PSID sid) {
    wchar_t name[257];
    wchar_t domain[257];
    DWORD name_size = 257;
    DWORD domain_size = 257;
    SID_NAME_USE use{};
    if (!LookupAccountSidW(nullptr, sid, name, &name_size, domain, &domain_size, &use)) {
        const auto text = sid_text(sid);
        return text ? *text : std::string{};
    }
    return narrow(domain) + "\\" + narrow(name);
}

} // namespace

bool is_member(HANDLE impersonation_token, WELL_KNOWN_SID_TYPE group) {
    BYTE sid[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof sid;
    BOOL member = FALSE;
    return CreateWellKnownSid(group, nullptr, sid, &size) &&
           CheckTokenMembership(impersonation_token, sid, &member) && member;
}

Result<UserId> user_of(HANDLE token) {
    auto user = token_user(token);
    if (!user) {
        return user.error();
    }
    auto sid = sid_text(sid_in(*user));
    if (!sid) {
        return sid.error();
    }
    DWORD session = 0;
    DWORD size = sizeof session;
    if (!GetTokenInformation(token, TokenSessionId, &session, size, &size)) {
        return Error{last_error_sentence("GetTokenInformation")};
    }
    return UserId{*sid, session};
}

Result<bool> is_elevated(HANDLE token) {
    TOKEN_ELEVATION elevation{};
    DWORD size = sizeof elevation;
    if (!GetTokenInformation(token, TokenElevation, &elevation, size, &size)) {
        return Error{last_error_sentence("GetTokenInformation")};
    }
    return elevation.TokenIsElevated != 0;
}

std::string account_name_of(HANDLE token) {
    auto user = token_user(token);
    return user ? account_name(sid_in(*user)) : std::string{};
}

std::string account_name_of(const std::string& sid) {
    LocalMemory<PSID> converted;
    return ConvertStringSidToSidW(widen(sid).c_str(), converted.put()) ? account_name(converted.get()) : sid;
}

Result<KernelHandle> own_token() {
    KernelHandle token;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token.put())) {
        return Error{last_error_sentence("OpenProcessToken")};
    }
    return token;
}

bool enable_privilege(const wchar_t* name) {
    KernelHandle token;
    TOKEN_PRIVILEGES wanted{1, {{{}, SE_PRIVILEGE_ENABLED}}};
    return OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, token.put()) &&
           LookupPrivilegeValueW(nullptr, name, &wanted.Privileges[0].Luid) &&
           AdjustTokenPrivileges(token.get(), FALSE, &wanted, 0, nullptr, nullptr) &&
           GetLastError() == ERROR_SUCCESS; // it succeeds too where there is none to adjust
}

} // namespace mirrorwatch
