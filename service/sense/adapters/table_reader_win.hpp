// SPDX-License-Identifier: MIT
#pragma once

#include "common/vpn_rules.hpp"
#include "service/sense/adapters/adapter_reader.hpp"

#include <vector>

namespace mirrorwatch::sense {

/// Reads the adapters, all routes, and what no adapter shows; which of the services run is told. What cannot
/// be had leaves its fields empty, only without the adapters or routes there is no table. A call blocks for
/// milliseconds, the first one longer: it opens what the others use again; and at most 6 s, when three parts
/// of Windows do not answer. Any thread, one call at a time; the copies share what is open.
[[nodiscard]] AdapterReader::ReadTable table_reader(const std::vector<VpnService>& services);

} // namespace mirrorwatch::sense
