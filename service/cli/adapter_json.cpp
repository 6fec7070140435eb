// SPDX-License-Identifier: MIT
#include "service/cli/adapter_json.hpp"

#include "common/json_codec.hpp"
#include "common/number.hpp"
#include "common/wslconfig/text.hpp"

#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace mirrorwatch::cli {
namespace {

/// PowerShell writes "out to a file" with a mark, as UTF-16 or UTF-8.
Result<std::string> text_of(std::string_view bytes) {
    const auto encoding = wslconfig::encoding_of(bytes);
    if (!encoding) {
        return Error{"it is UTF-16 with its bytes the other way round; save it as UTF-8"};
    }
    const std::string_view text = bytes.substr(wslconfig::mark_length(*encoding));
    // As it is, so that a byte that belongs to no character is told.
    return text_result(*encoding == wslconfig::Encoding::Utf16Le ? wslconfig::decode(text, *encoding)
                                                                 : std::string{text});
}

std::string position(std::string_view text, std::size_t at) {
    const std::string_view before = text.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t begin = before.rfind('\n') + 1; // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " + std::to_string(at - begin + 1);
}

Result<boost::json::value> parse(std::string_view text) {
    boost::json::stream_parser parser;
    boost::json::error_code error;
    std::size_t at = parser.write_some(text.data(), text.size(), error);
    if (!error && !parser.done()) {
        parser.finish(error);
        return Error{position(text, at) + ": the JSON ends too early"};
    }
    if (error) {
        return Error{position(text, at) + ": this is no JSON (" + error.message() + ")"};
    }
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    if (at != text.size()) {
        return Error{position(text, at) + ": there is something behind the end of the JSON"};
    }
    return parser.release();
}

/// Reads one entry. The first trouble is kept.
class Entry {
public:
    explicit Entry(const boost::json::object& object)
        : object_(object) {}

    [[nodiscard]] const std::string& trouble() const { return trouble_; }

    void require(std::string_view name) {
        if (const auto* value = object_.if_contains(name); value == nullptr || value->is_null()) {
            refuse(name, "is missing");
        }
    }

    void read(std::string_view name, std::string& text) {
        if (const boost::json::value* value = find(name)) {
            if (!value->is_string()) {
                return refuse(name, "must be a text");
            }
            text = std::string{std::string_view{value->as_string()}};
        }
    }

    void read(std::string_view name, std::optional<bool>& flag) {
        if (const boost::json::value* value = find(name)) {
            if (!value->is_bool()) {
                return refuse(name, "must be true or false");
            }
            flag = value->as_bool();
        }
    }

    void read(std::string_view name, std::uint32_t& number) {
        if (const boost::json::value* value = find(name)) {
            boost::json::error_code error;
            const auto exact = value->is_number() ? value->to_number<std::uint32_t>(error) : 0;
            if (!value->is_number() || error) {
                return refuse(name, "must be a whole number between 0 and 4294967295");
            }
            number = exact;
        }
    }

    /// `take` says whether it could use a text.
    template <class Take>
    void read_texts(std::string_view name, const char* what, Take take) {
        const boost::json::value* value = find(name);
        if (value == nullptr) {
            return;
        }
        if (!value->is_array()) {
            return refuse(name, what);
        }
        for (const boost::json::value& item : value->as_array()) {
            if (!item.is_string() || !take(std::string_view{item.as_string()})) {
                return refuse(name, what);
            }
        }
    }

    void refuse(std::string_view name, std::string_view what) {
        if (trouble_.empty()) {
            trouble_ = std::string{name} + " " + std::string{what};
        }
    }

private:
    /// Null for what is absent or null.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const {
        const boost::json::value* value = object_.if_contains(name);
        return value != nullptr && !value->is_null() ? value : nullptr;
    }

    const boost::json::object& object_;
    std::string trouble_;
};

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/// "00:05:9a:3c:7a:00" too. Empty: none.
std::optional<std::string> mac_of(std::string mac) {
    for (std::size_t i = 0; i < mac.size(); ++i) {
        char& c = mac[i];
        c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c == ':' ? '-' : c;
        if (i % 3 == 2 ? c != '-' : !is_hex(c)) {
            return std::nullopt;
        }
    }
    return mac.empty() || mac.size() % 3 == 2 ? std::optional{std::move(mac)} : std::nullopt;
}

/// "10.8.0.2/24", "fe80::1%12/64".
std::optional<AddressPrefix> prefix_of(std::string_view text) {
    const std::size_t slash = text.find('/');
    std::string_view address = text.substr(0, slash);
    address = address.substr(0, address.find('%'));
    const bool is_ipv6 = address.find(':') != std::string_view::npos;
    if (address.empty() || slash == std::string_view::npos ||
        address.find_first_not_of(is_ipv6 ? "0123456789abcdefABCDEF:." : "0123456789.") !=
            std::string_view::npos) {
        return std::nullopt;
    }
    const auto length = number_from<std::uint8_t>(text.substr(slash + 1));
    if (!length || *length > (is_ipv6 ? 128 : 32)) {
        return std::nullopt;
    }
    return AddressPrefix{std::string{address}, *length};
}

void read_mac(Entry& entry, Adapter& adapter) {
    entry.read("mac", adapter.mac);
    if (auto mac = mac_of(adapter.mac)) {
        adapter.mac = std::move(*mac);
    } else {
        entry.refuse("mac", "must be an address such as \"00-05-9A-3C-7A-00\"");
    }
}

void read_oper_status(Entry& entry, Adapter& adapter) {
    std::string status = "up";
    entry.read("oper_status", status);
    adapter.up = status == "up";
    if (status != "up" && status != "down") {
        entry.refuse("oper_status", "must be \"up\" or \"down\"");
    }
}

Adapter read_adapter(Entry& entry) {
    Adapter adapter;
    for (const char* name : {"friendly_name", "description", "if_type"}) {
        entry.require(name);
    }
    entry.read("friendly_name", adapter.friendly_name);
    entry.read("description", adapter.description);
    entry.read("if_type", adapter.if_type);
    entry.read("guid", adapter.guid);
    read_mac(entry, adapter);
    read_oper_status(entry, adapter);
    entry.read("hardware_interface", adapter.hardware_interface);
    entry.read("connector_present", adapter.connector_present);
    entry.read("physical_medium", adapter.physical_medium);
    entry.read("tunnel_type", adapter.tunnel_type);
    entry.read("component_id", adapter.component_id);
    entry.read("service", adapter.service);
    entry.read_texts("addresses", "must be a list of addresses with a prefix, such as [\"10.8.0.2/24\"]",
                     [&](std::string_view text) {
                         const auto prefix = prefix_of(text);
                         if (prefix) {
                             adapter.addresses.push_back(*prefix);
                         }
                         return prefix.has_value();
                     });
    return adapter;
}

boost::json::array addresses_of(const Adapter& adapter) {
    return json::array_of(adapter.addresses, [](const AddressPrefix& prefix) {
        return boost::json::string{prefix.address + "/" + std::to_string(prefix.length)};
    });
}

boost::json::value media_state(MediaState state) {
    switch (state) {
    case MediaState::Connected:
        return "connected";
    case MediaState::Disconnected:
        return "disconnected";
    case MediaState::Unknown:
        break;
    }
    return nullptr;
}

} // namespace

Result<std::vector<WrittenAdapter>> read_adapters(std::string_view bytes) {
    const Result<std::string> text = text_of(bytes);
    if (!text) {
        return text.error();
    }
    Result<boost::json::value> list = parse(*text);
    if (!list) {
        return list.error();
    }
    if (!list->is_array()) {
        return Error{"line 1, column 1: a list of adapters is expected: [{\"friendly_name\": …}, …]"};
    }
    std::vector<WrittenAdapter> adapters;
    for (boost::json::value& item : list->as_array()) {
        const std::string number = "adapter " + std::to_string(adapters.size() + 1);
        if (!item.is_object()) {
            return Error{number + " of the list is no object"};
        }
        Entry entry{item.as_object()};
        Adapter adapter = read_adapter(entry);
        if (!entry.trouble().empty()) {
            return Error{number + " of the list: " + entry.trouble()};
        }
        adapters.push_back({std::move(item.as_object()), std::move(adapter)});
    }
    return adapters;
}

boost::json::object to_json(const Adapter& adapter) {
    boost::json::object object;
    object["guid"] = adapter.guid;
    object["luid"] = adapter.luid;
    object["index"] = adapter.index;
    object["friendly_name"] = adapter.friendly_name;
    object["description"] = adapter.description;
    object["if_type"] = adapter.if_type;
    object["tunnel_type"] = adapter.tunnel_type;
    object["mac"] = adapter.mac;
    object["oper_status"] = adapter.up ? "up" : "down";
    object["media_state"] = media_state(adapter.media);
    object["hardware_interface"] = json::value_of(adapter.hardware_interface);
    object["connector_present"] = json::value_of(adapter.connector_present);
    object["physical_medium"] = adapter.physical_medium;
    object["component_id"] = adapter.component_id;
    object["service"] = adapter.service;
    object["addresses"] = addresses_of(adapter);
    object["gateways"] = json::value_of(adapter.gateways);
    object["dns_servers"] = json::value_of(adapter.dns_servers);
    object["dns_suffix"] = adapter.dns_suffix;
    object["dns_by_hand"] = json::value_of(adapter.dns_by_hand);
    object["metric_ipv4"] = json::value_of(adapter.metric_ipv4);
    object["metric_ipv6"] = json::value_of(adapter.metric_ipv6);
    object["mtu"] = adapter.mtu;
    object["forwarding"] = adapter.forwarding;
    object["nlm_connected"] = json::value_of(adapter.nlm_connected);
    return object;
}

boost::json::object to_json(const Route& route) {
    return {{"destination", route.destination.address + "/" + std::to_string(route.destination.length)},
            {"next_hop", route.next_hop},
            {"index", route.interface_index},
            {"metric", route.metric}};
}

} // namespace mirrorwatch::cli
