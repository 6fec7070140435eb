#pragma once

#include "common/error.hpp"
#include "common/user.hpp"

#include <windows.h>

#include <optional>

namespace mirrorwatch::ipc {

/// Who is at the other end of the pipe, by his token. Nothing: Windows tells only after something was read
/// from him. Acts as the client for the length of this call; ends the program if it cannot become itself
/// again.
[[nodiscard]] Result<std::optional<UserId>> caller_of(HANDLE pipe);

} // namespace mirrorwatch::ipc
