#pragma once

#include "service/sense/wsl_sign.hpp"

namespace mirrorwatch::sense {

/// By one snapshot; no process is opened. Some milliseconds.
[[nodiscard]] Result<std::vector<Process>> read_processes();

} // namespace mirrorwatch::sense
