// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/wsl/wsl_vm_presence.hpp"

namespace mirrorwatch::sense {

/// By one snapshot; no process is opened. Some milliseconds.
[[nodiscard]] Result<std::vector<Process>> read_processes();

} // namespace mirrorwatch::sense
