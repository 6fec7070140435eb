// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"
#include "common/error.hpp"
#include "common/vpn_rules.hpp"

#include <functional>
#include <vector>

namespace mirrorwatch::sense {

/// Reads the adapters, all routes, and what no adapter shows; which of the services run is told. What cannot
/// be had leaves its fields empty, only without the adapters or routes there is no table. A call blocks for
/// milliseconds, the first one longer: it opens what the others use again. Any thread, one call at a time;
/// the copies share what is open.
[[nodiscard]] std::function<Result<AdapterTable>()> table_reader(const std::vector<VpnService>& services);

} // namespace mirrorwatch::sense
