// SPDX-License-Identifier: MIT
#pragma once

#include "service/act/metrics_file.hpp"

namespace mirrorwatch::act {

/// Windows' own, for a disk of this machine and a folder that is closed to users (check_closed). They do not
/// wait for the disk, and for a reader a fifth of a second at most.
[[nodiscard]] MetricsCalls windows_metrics_calls();

} // namespace mirrorwatch::act
