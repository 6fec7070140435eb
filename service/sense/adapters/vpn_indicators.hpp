// SPDX-License-Identifier: MIT
#pragma once

#include "common/adapter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What no table of the IP stack shows: from what Windows says to an AdapterTable. Pure.
namespace mirrorwatch::sense {

/// RASENTRYNAMEW with its RASENTRYW::dwType.
struct PhonebookRow {
    std::string name;
    std::uint32_t type = 0; // RASET_…: 1 phone, 2 VPN, 3 direct, 4 Internet, 5 broadband
};

/// Two places: WinHTTP's own, and the Internet settings where a policy makes them the machine's.
struct ProxyRow {
    std::string winhttp; // "proxy:8080", "http=a:80;https=b:80"
    std::string winhttp_bypass;
    std::string machine;
    std::string machine_script; // the address of a PAC file
};

/// Each may be absent or empty: it could not be read.
struct VpnIndicators {
    std::optional<std::vector<std::string>> connected; // GUIDs that Network List Manager has connected
    std::vector<PhonebookRow> phonebook;
    std::optional<std::vector<std::string>> services; // those of the watch list that run
    std::optional<ProxyRow> proxy;
    std::optional<std::string> internet_test; // a host; empty: Windows makes no such test
};

/// "proxy:8080 (not for <local>), by policy 127.0.0.1:9000, script http://pac.example/p.pac". Names and
/// passwords before an "@" and what follows a "?" or "#" become "***". Empty when there is none.
[[nodiscard]] std::string proxy_text(const ProxyRow& proxy);

/// Sorted, as far as their order says nothing.
void add_signs(AdapterTable& table, const VpnIndicators& indicators);

} // namespace mirrorwatch::sense
