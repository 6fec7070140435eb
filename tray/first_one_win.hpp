// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/handle_win.hpp"
#include "common/user.hpp"

#include <windows.h>

#include <optional>

/// One tray program for each user in each session: a second one gives way to the first. Who is there by
/// `runas` in another user's session has one, too.
namespace mirrorwatch::tray {

[[nodiscard]] Result<UserId> this_user();

/// As long as the handle is open the place is this program's. Nothing: another one of this user's is in this
/// session. Throws std::system_error.
[[nodiscard]] std::optional<KernelHandle> take_place(const UserId& user);

/// The hidden window of that user's tray program on this desktop; null: there is none that Windows lets us
/// know to be that user's.
[[nodiscard]] HWND window_of_first(const UserId& user);

/// Has it show its status window, before all others.
void bring_to_front(HWND first);

} // namespace mirrorwatch::tray
