// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_details_win.hpp"

#include "common/text_win.hpp"
#include "service/sense/adapters/mib_table_win.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mirrorwatch::sense {
namespace {

struct KeyPolicy {
    using Type = HKEY;

    static Type invalid() noexcept { return nullptr; }

    static void close(Type key) noexcept { RegCloseKey(key); }
};

using RegistryKey = UniqueHandle<KeyPolicy>;

// One key below it for each interface that the family was ever bound to.
constexpr std::array c_dns_settings{
    L"SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces",
    L"SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters\\Interfaces",
};

// One numbered key below it for each network device, the absent ones too.
constexpr const wchar_t* c_devices =
    L"SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e972-e325-11ce-bfc1-08002be10318}";

std::vector<InterfaceRow> interface_rows() {
    std::vector<InterfaceRow> rows;
    MibTable<MIB_IF_TABLE2> table;
    if (GetIfTable2(table.put()) != NO_ERROR) {
        return rows;
    }
    for (ULONG i = 0; i < table.get()->NumEntries; ++i) {
        const MIB_IF_ROW2& from = table.get()->Table[i];
        const auto& flags = from.InterfaceAndOperStatusFlags;
        rows.push_back({from.InterfaceLuid.Value, flags.FilterInterface != 0, flags.HardwareInterface != 0,
                        flags.ConnectorPresent != 0, static_cast<std::uint32_t>(from.PhysicalMediumType),
                        static_cast<std::uint32_t>(from.MediaConnectState)});
    }
    return rows;
}

std::vector<IpInterfaceRow> ip_interface_rows() {
    std::vector<IpInterfaceRow> rows;
    MibTable<MIB_IPINTERFACE_TABLE> table;
    if (GetIpInterfaceTable(AF_UNSPEC, table.put()) != NO_ERROR) {
        return rows;
    }
    for (ULONG i = 0; i < table.get()->NumEntries; ++i) {
        const MIB_IPINTERFACE_ROW& from = table.get()->Table[i];
        rows.push_back({from.InterfaceLuid.Value, from.Family == AF_INET6, from.Metric, from.NlMtu,
                        from.ForwardingEnabled != 0});
    }
    return rows;
}

/// Empty when there is none, or it is longer than any such value is.
std::string text_in(HKEY key, const wchar_t* below, const wchar_t* name) {
    std::array<wchar_t, 512> text{};
    DWORD size = sizeof text;
    const LSTATUS status = RegGetValueW(key, below, name, RRF_RT_REG_SZ, nullptr, text.data(), &size);
    return status == ERROR_SUCCESS ? narrow(text.data()) : std::string{};
}

DeviceRow device_in(HKEY devices, const std::wstring& number) {
    DeviceRow row;
    row.guid = text_in(devices, number.c_str(), L"NetCfgInstanceId");
    if (row.guid.empty()) {
        return row;
    }
    row.component_id = text_in(devices, number.c_str(), L"ComponentId");
    if (row.component_id.empty()) {
        row.component_id = text_in(devices, number.c_str(), L"MatchingDeviceId");
    }
    row.service = text_in(devices, (number + L"\\Ndi").c_str(), L"Service");
    return row;
}

/// Calls `visit` with the key and the name of each key below it. Nothing happens if it cannot be opened.
template <class Visit>
void for_each_key(const wchar_t* path, Visit visit) {
    RegistryKey key;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ | KEY_WOW64_64KEY, key.put()) != ERROR_SUCCESS) {
        return;
    }
    std::array<wchar_t, 256> name{};
    for (DWORD i = 0;; ++i) {
        DWORD size = static_cast<DWORD>(name.size());
        const LSTATUS status =
            RegEnumKeyExW(key.get(), i, name.data(), &size, nullptr, nullptr, nullptr, nullptr);
        if (status != ERROR_SUCCESS) {
            return; // the end, or a table that changes just now
        }
        visit(key.get(), std::wstring{name.data(), size});
    }
}

std::vector<DeviceRow> device_rows() {
    std::vector<DeviceRow> rows;
    for_each_key(c_devices, [&](HKEY devices, const std::wstring& number) {
        // "0000", but not "Properties", which is closed to everybody.
        if (!std::ranges::all_of(number, [](wchar_t c) { return c >= L'0' && c <= L'9'; })) {
            return;
        }
        if (DeviceRow row = device_in(devices, number); !row.guid.empty()) {
            rows.push_back(std::move(row));
        }
    });
    return rows;
}

std::vector<DnsRow> dns_rows() {
    std::vector<DnsRow> rows;
    for (const wchar_t* path : c_dns_settings) {
        for_each_key(path, [&](HKEY interfaces, const std::wstring& guid) {
            rows.push_back({narrow(guid), !text_in(interfaces, guid.c_str(), L"NameServer").empty()});
        });
    }
    return rows;
}

} // namespace

Details read_details() {
    return {interface_rows(), ip_interface_rows(), device_rows(), dns_rows()};
}

} // namespace mirrorwatch::sense
