// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/handle_win.hpp"
#include "common/user.hpp"

#include <windows.h>

#include <string>

/// What an access token says. The token needs TOKEN_QUERY; it stays the caller's.
namespace mirrorwatch {

[[nodiscard]] Result<UserId> user_of(HANDLE token);
[[nodiscard]] Result<bool> is_elevated(HANDLE token);
/// Whether an impersonation token has this group, and it is in force: of an administrator's that is not
/// elevated Administrators is not. False if Windows does not say.
[[nodiscard]] bool is_member(HANDLE impersonation_token, WELL_KNOWN_SID_TYPE group);
/// "CORP\\jane", for sentences; the SID's text when it has no name.
[[nodiscard]] std::string account_name_of(HANDLE token);
/// The same for a SID's text.
[[nodiscard]] std::string account_name_of(const std::string& sid);
/// For this process, from now on. False: it has none such to enable.
[[nodiscard]] bool enable_privilege(const wchar_t* name);
/// Of this process, with TOKEN_QUERY.
[[nodiscard]] Result<KernelHandle> own_token();

} // namespace mirrorwatch
