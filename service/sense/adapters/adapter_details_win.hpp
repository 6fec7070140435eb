// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/adapters/adapter_rows.hpp"

namespace mirrorwatch::sense {

/// What GetIfTable2, GetIpInterfaceTable and the registry tell. What cannot be read is left out: the adapters
/// matter more. Blocks for milliseconds; any thread.
[[nodiscard]] Details read_details();

} // namespace mirrorwatch::sense
