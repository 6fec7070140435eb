// SPDX-License-Identifier: MIT
#pragma once

#include "service/setup/disk.hpp"

#include <memory>

namespace mirrorwatch::setup {

/// Windows' own disk.
[[nodiscard]] std::unique_ptr<Disk> windows_disk();

} // namespace mirrorwatch::setup
