// SPDX-License-Identifier: MIT
#include "service/sense/adapters/vpn_indicators.hpp"

#include "common/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mirrorwatch::sense {
namespace {

std::optional<RasKind> kind_of(std::uint32_t type) {
    switch (type) {
    case 1:
        return RasKind::DialUp;
    case 2:
        return RasKind::Vpn;
    case 5:
        return RasKind::Broadband;
    default: // a cable to another computer, or what no Windows of today makes
        return std::nullopt;
    }
}

/// One address: "http://user:secret@proxy:8080/p.pac?token=1".
std::string without_secrets(std::string_view address) {
    const std::size_t scheme = address.find("://");
    const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::size_t path = std::min(address.find_first_of("/?#", host), address.size());
    std::string text{address.substr(0, host)};
    std::string_view authority = address.substr(host, path - host);
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        text += "***";
        authority.remove_prefix(at);
    }
    text += authority;
    const std::size_t query = address.find_first_of("?#", path);
    text += address.substr(path, query == std::string_view::npos ? query : query - path);
    return query == std::string_view::npos ? text : text + address[query] + "***";
}

/// A list: "http=user:secret@a:80;https=b:80", parted by ';' or blanks.
std::string masked(std::string_view list) {
    std::string text;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find_first_of("; \t"), list.size());
        const std::string_view item = list.substr(0, end);
        const std::size_t equals = item.find('=');
        const bool has_protocol = equals != std::string_view::npos && equals < item.find_first_of(":/?#@");
        const std::size_t begin = has_protocol ? equals + 1 : 0;
        text += item.substr(0, begin);
        text += without_secrets(item.substr(begin));
        if (end < list.size()) {
            text += list[end];
        }
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return text;
}

void append(std::string& text, std::string_view before, const std::string& part) {
    if (!part.empty()) {
        text += text.empty() ? "" : ", ";
        text += before;
        text += part;
    }
}

} // namespace

std::string proxy_text(const ProxyRow& proxy) {
    std::string text = masked(proxy.winhttp);
    if (!text.empty() && !proxy.winhttp_bypass.empty()) {
        text += " (not for " + proxy.winhttp_bypass + ")";
    }
    append(text, "by policy ", masked(proxy.machine));
    append(text, "script ", without_secrets(proxy.machine_script));
    return text;
}

void add_signs(AdapterTable& table, const VpnIndicators& indicators) {
    if (indicators.connected) {
        for (Adapter& adapter : table.adapters) {
            adapter.nlm_connected =
                std::any_of(indicators.connected->begin(), indicators.connected->end(),
                            [&](const std::string& guid) { return equal_ignoring_case(guid, adapter.guid); });
        }
    }
    for (const PhonebookRow& row : indicators.phonebook) {
        if (const auto kind = kind_of(row.type)) {
            table.phonebook.push_back({row.name, *kind});
        }
    }
    // The order of the same name stays: the user's own phonebook comes first.
    std::stable_sort(table.phonebook.begin(), table.phonebook.end(),
                     [](const PhonebookEntry& a, const PhonebookEntry& b) { return a.name < b.name; });
    table.services = indicators.services;
    if (table.services) {
        std::sort(table.services->begin(), table.services->end());
    }
    if (indicators.proxy) {
        table.proxy = proxy_text(*indicators.proxy);
    }
    table.internet_test = indicators.internet_test;
}

} // namespace mirrorwatch::sense
