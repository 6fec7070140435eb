// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/adapters/adapter_rows.hpp"
#include "service/sense/adapters/mib_table_win.hpp"

#include <cstddef>

namespace mirrorwatch::sense {

[[nodiscard]] Bytes bytes_of(const void* data, std::size_t size);

/// Empty for a family that is neither IPv4 nor IPv6.
[[nodiscard]] Bytes address_of(const SOCKADDR_INET& address);

[[nodiscard]] RouteRow route_row_of(const MIB_IPFORWARD_ROW2& from);

} // namespace mirrorwatch::sense
