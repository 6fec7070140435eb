// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/user.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::sense {

/// A user who is logged on and whose WSL may run. `profile` is the folder that holds the user's .wslconfig.
struct SessionUser {
    UserId user;
    std::wstring profile;
    std::string account_name; // "CORP\\jane"
    bool is_away = false;     // the session is disconnected: its programs run, and nobody sees its screen

    friend bool operator==(const SessionUser&, const SessionUser&) = default;
};

/// The users of all sessions that are active or disconnected, by fast user switching or remote desktop; the
/// console session's only if Windows lists none. Needs LocalSystem. Sessions that nobody has logged on to, or
/// that end meanwhile, are left out. May block for milliseconds; any thread.
[[nodiscard]] std::vector<SessionUser> logged_on_users();

/// The user of this process, for the service in a console.
[[nodiscard]] Result<SessionUser> own_user();

} // namespace mirrorwatch::sense
