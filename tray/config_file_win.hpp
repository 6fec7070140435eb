// SPDX-License-Identifier: MIT
#pragma once

#include "tray/pages/pages.hpp"

namespace mirrorwatch::tray {

/// The user's .wslconfig as it is now. One that is larger than 1 MiB counts as unreadable.
[[nodiscard]] ConfigFile read_config_file();

} // namespace mirrorwatch::tray
