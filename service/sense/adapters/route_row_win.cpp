// SPDX-License-Identifier: MIT
#include "service/sense/adapters/route_row_win.hpp"

namespace mirrorwatch::sense {

Bytes bytes_of(const void* data, std::size_t size) {
    const auto* first = static_cast<const std::uint8_t*>(data);
    return {first, first + size};
}

Bytes address_of(const SOCKADDR_INET& address) {
    switch (address.si_family) {
    case AF_INET:
        return bytes_of(&address.Ipv4.sin_addr, 4);
    case AF_INET6:
        return bytes_of(&address.Ipv6.sin6_addr, 16);
    default:
        return {};
    }
}

RouteRow route_row_of(const MIB_IPFORWARD_ROW2& from) {
    return {{address_of(from.DestinationPrefix.Prefix), from.DestinationPrefix.PrefixLength},
            address_of(from.NextHop),
            from.InterfaceIndex,
            from.Metric};
}

} // namespace mirrorwatch::sense
