// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

namespace mirrorwatch::setup {

/// What Windows and the tray have noted of us for each user who is signed in, and for the machine: whether
/// the tray may start at log-on (Explorer's StartupApproved, which Windows writes when somebody switches it
/// off), and the tray's own key. `users` has a key for each user.
void remove_user_traces(HKEY users = HKEY_USERS, HKEY machine = HKEY_LOCAL_MACHINE);

} // namespace mirrorwatch::setup
