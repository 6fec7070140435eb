// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/host/host_facts.hpp"

namespace mirrorwatch::sense {

/// Windows' own.
[[nodiscard]] HostCalls windows_host_calls();

} // namespace mirrorwatch::sense
