#pragma once

#include "common/error.hpp"

#include <string>
#include <vector>

namespace mirrorwatch::sense {

/// The names of all processes, by one snapshot; no process is opened. Some milliseconds.
[[nodiscard]] Result<std::vector<std::string>> read_process_names();

} // namespace mirrorwatch::sense
