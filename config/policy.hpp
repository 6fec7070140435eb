// SPDX-License-Identifier: MIT
#pragma once

#include "common/settings.hpp"
#include "config/section.hpp"

namespace mirrorwatch::config {

/// [policy], and all of [[vpn]].
void read_policy(Section& root, Settings::Policy& policy);
void read_exclusion(Section section, Settings::Exclusion& exclusion);
void read_notify(Section section, Settings::Notify& notify);

} // namespace mirrorwatch::config
