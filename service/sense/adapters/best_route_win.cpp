// SPDX-License-Identifier: MIT
#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "service/sense/adapters/best_route.hpp"
#include "service/sense/adapters/route_row_win.hpp"

#include <ws2tcpip.h>

namespace mirrorwatch::sense {
namespace {

/// Without a family for what is no address.
SOCKADDR_INET socket_address(const std::string& text) {
    SOCKADDR_INET address{};
    const std::wstring wide = widen(text.substr(0, text.find('%')));
    if (InetPtonW(AF_INET, wide.c_str(), &address.Ipv4.sin_addr) == 1) {
        address.si_family = AF_INET;
    } else if (InetPtonW(AF_INET6, wide.c_str(), &address.Ipv6.sin6_addr) == 1) {
        address.si_family = AF_INET6;
    }
    return address;
}

Result<Route> ask_windows(const std::string& text) {
    const SOCKADDR_INET address = socket_address(text);
    if (address.si_family == AF_UNSPEC) {
        return Error{"\"" + text + "\" is no IPv4 or IPv6 address."};
    }
    MIB_IPFORWARD_ROW2 row{};
    SOCKADDR_INET source{};
    const DWORD error = GetBestRoute2(nullptr, 0, nullptr, &address, 0, &row, &source);
    if (error != NO_ERROR) {
        return Error{error_sentence("GetBestRoute2", error)};
    }
    return to_route(route_row_of(row));
}

} // namespace

BestRoute windows_best_route() {
    return ask_windows;
}

} // namespace mirrorwatch::sense
