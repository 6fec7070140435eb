// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "service/ipc/authorize.hpp"

#include <windows.h>

namespace mirrorwatch::ipc {

/// Who is at the other end of the pipe, by the client's token. Something must have been read from it before:
/// Windows refuses to impersonate a client who has not written yet (ERROR_CANNOT_IMPERSONATE). Acts as the
/// client for the length of this call; ends the program if it cannot become itself again.
[[nodiscard]] Result<Caller> caller_of(HANDLE pipe);

} // namespace mirrorwatch::ipc
