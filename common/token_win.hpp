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
/// "CORP\\jane", for sentences; the SID's text when it has no name.
[[nodiscard]] std::string account_name_of(HANDLE token);
/// The same for a SID's text.
[[nodiscard]] std::string account_name_of(const std::string& sid);
/// Of this process, with TOKEN_QUERY.
[[nodiscard]] Result<KernelHandle> own_token();

} // namespace mirrorwatch
