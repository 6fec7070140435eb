// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapters_win.hpp"

#include "common/error_win.hpp"
#include "common/text_win.hpp"
#include "service/sense/adapters/adapter_details_win.hpp"
#include "service/sense/adapters/mib_table_win.hpp"
#include "service/sense/adapters/route_row_win.hpp"

#include <winsock2.h>
#include <ws2ipdef.h>
#include <windows.h>
#include <iphlpapi.h>
#include <netioapi.h>

#include <cstddef>
#include <utility>

namespace mirrorwatch::sense {
namespace {

Bytes address_of(const SOCKET_ADDRESS& address) {
    return address.lpSockaddr == nullptr
               ? Bytes{}
               : sense::address_of(*reinterpret_cast<const SOCKADDR_INET*>(address.lpSockaddr));
}

AdapterRow row_of(const IP_ADAPTER_ADDRESSES& from) {
    AdapterRow row;
    row.guid = from.AdapterName;
    row.luid = from.Luid.Value;
    row.index = from.IfIndex;
    row.ipv6_index = from.Ipv6IfIndex;
    row.friendly_name = narrow(from.FriendlyName);
    row.description = narrow(from.Description);
    row.if_type = from.IfType;
    row.mac = bytes_of(from.PhysicalAddress, from.PhysicalAddressLength);
    row.up = from.OperStatus == IfOperStatusUp;
    for (const auto* address = from.FirstUnicastAddress; address != nullptr; address = address->Next) {
        row.addresses.push_back({address_of(address->Address), address->OnLinkPrefixLength});
    }
    for (const auto* gateway = from.FirstGatewayAddress; gateway != nullptr; gateway = gateway->Next) {
        row.gateways.push_back(address_of(gateway->Address));
    }
    for (const auto* server = from.FirstDnsServerAddress; server != nullptr; server = server->Next) {
        row.dns_servers.push_back(address_of(server->Address));
    }
    row.dns_suffix = narrow(from.DnsSuffix);
    row.tunnel_type = static_cast<std::uint32_t>(from.TunnelType);
    row.mtu = from.Mtu;
    return row;
}

/// A list of IP_ADAPTER_ADDRESSES; empty when there is no adapter at all.
Result<std::vector<std::byte>> adapter_addresses() {
    constexpr ULONG c_flags = GAA_FLAG_INCLUDE_GATEWAYS | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST;
    ULONG size = 32 * 1024;
    ULONG error = ERROR_BUFFER_OVERFLOW;
    std::vector<std::byte> memory;
    // The list may grow between two calls.
    for (int attempt = 0; attempt < 8 && error == ERROR_BUFFER_OVERFLOW; ++attempt) {
        memory.resize(size);
        auto* list = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(memory.data());
        error = GetAdaptersAddresses(AF_UNSPEC, c_flags, nullptr, list, &size);
    }
    if (error == ERROR_NO_DATA) {
        return std::vector<std::byte>{};
    }
    if (error != NO_ERROR) {
        return Error{error_sentence("GetAdaptersAddresses", error)};
    }
    return memory;
}

Result<std::vector<AdapterRow>> adapter_rows() {
    const auto memory = adapter_addresses();
    if (!memory) {
        return memory.error();
    }
    std::vector<AdapterRow> rows;
    const auto* adapter =
        memory->empty() ? nullptr : reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(memory->data());
    for (; adapter != nullptr; adapter = adapter->Next) {
        rows.push_back(row_of(*adapter));
    }
    return rows;
}

Result<std::vector<RouteRow>> route_rows() {
    MibTable<MIB_IPFORWARD_TABLE2> table;
    if (const DWORD error = GetIpForwardTable2(AF_UNSPEC, table.put()); error != NO_ERROR) {
        return Error{error_sentence("GetIpForwardTable2", error)};
    }
    std::vector<RouteRow> rows;
    for (ULONG i = 0; i < table.get()->NumEntries; ++i) {
        rows.push_back(route_row_of(table.get()->Table[i]));
    }
    return rows;
}

void notify(void* gate) noexcept {
    static_cast<CoalescingNotifier*>(gate)->notify();
}

// The row is null in the first call, and names no more than family, LUID and index in the others: it is not
// looked at.
void WINAPI interface_changed(void* gate, MIB_IPINTERFACE_ROW*, MIB_NOTIFICATION_TYPE) noexcept {
    notify(gate);
}

void WINAPI address_changed(void* gate, MIB_UNICASTIPADDRESS_ROW*, MIB_NOTIFICATION_TYPE) noexcept {
    notify(gate);
}

void WINAPI route_changed(void* gate, MIB_IPFORWARD_ROW2*, MIB_NOTIFICATION_TYPE) noexcept {
    notify(gate);
}

} // namespace

Result<AdapterTable> read_ip_tables() {
    const auto adapters = adapter_rows();
    if (!adapters) {
        return adapters.error();
    }
    const auto routes = route_rows();
    if (!routes) {
        return routes.error();
    }
    return to_table(*adapters, *routes, read_details());
}

NotifyFunctions windows_notify_functions() {
    NotifyFunctions functions;
    functions.sources = {
        {"NotifyIpInterfaceChange",
         [](CoalescingNotifier& gate, void*& registration) -> std::uint32_t {
             return NotifyIpInterfaceChange(AF_UNSPEC, interface_changed, &gate, FALSE, &registration);
         }},
        {"NotifyUnicastIpAddressChange",
         [](CoalescingNotifier& gate, void*& registration) -> std::uint32_t {
             return NotifyUnicastIpAddressChange(AF_UNSPEC, address_changed, &gate, FALSE, &registration);
         }},
        {"NotifyRouteChange2",
         [](CoalescingNotifier& gate, void*& registration) -> std::uint32_t {
             return NotifyRouteChange2(AF_UNSPEC, route_changed, &gate, FALSE, &registration);
         }},
    };
    functions.end = [](void* registration) { CancelMibChangeNotify2(registration); };
    return functions;
}

} // namespace mirrorwatch::sense
