// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/journal.hpp"

namespace mirrorwatch::act {

/// Windows' own: writes through to the disk, renames by MoveFileExW.
[[nodiscard]] FileCalls windows_file_calls();

} // namespace mirrorwatch::act
