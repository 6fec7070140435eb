#pragma once

#include "common/error.hpp"
#include "common/user.hpp"

#include <windows.h>

namespace mirrorwatch::ipc {

/// Who is at the other end of the pipe, by his token. Something must have been read from him before: Windows
/// refuses to impersonate a client who has not written yet (ERROR_CANNOT_IMPERSONATE). Acts as the client for
/// the length of this call; ends the program if it cannot become itself again.
[[nodiscard]] Result<UserId> caller_of(HANDLE pipe);

} // namespace mirrorwatch::ipc
