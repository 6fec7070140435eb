// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/journal.hpp"

namespace mirrorwatch::act {

/// Windows' own: writes through to the disk, renames by MoveFileExW.
[[nodiscard]] FileCalls windows_file_calls();
/// The same, but a file is read only if nobody but administrators can have put it there: see check_trust.
[[nodiscard]] FileCalls trusted_file_calls();
/// And only from a drive that is part of this machine.
[[nodiscard]] FileCalls trusted_local_file_calls();

/// Writes all of it where the open file stands (a HANDLE); does not flush.
[[nodiscard]] Result<void> write_all(void* file, const std::string& bytes);

} // namespace mirrorwatch::act
