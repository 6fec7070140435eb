// SPDX-License-Identifier: MIT
#include "service/decide/network/vpn_evidence.hpp"

#include "common/ascii.hpp"
#include "common/ip_address.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace mirrorwatch::decide {
namespace {

static_assert(static_cast<std::size_t>(Circumstance::VpnServiceRunning) == 11, "there is room for 12");

constexpr bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

/// `text` is lower case already, `beginning` need not be.
bool starts_with(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), text.begin(),
                                                         [](char b, char t) { return lower(b) == t; });
}

std::size_t find(std::string_view text, std::string_view part, std::size_t from = 0) {
    if (part.empty()) {
        return std::string_view::npos;
    }
    for (std::size_t at = text.find(lower(part.front()), from); at != std::string_view::npos;
         at = text.find(lower(part.front()), at + 1)) {
        if (starts_with(text.substr(at), part)) {
            return at;
        }
    }
    return std::string_view::npos;
}

bool has_part(std::string_view text, std::string_view part) {
    return find(text, part) != std::string_view::npos;
}

/// Digits may follow ("tap0901"). What is not ASCII parts words, as Chinese puts no spaces around "VPN".
bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = find(text, word); at != std::string_view::npos; at = find(text, word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool begins = at == 0 || (!is_letter(text[at - 1]) && !is_digit(text[at - 1]));
        if (begins && (end == text.size() || !is_letter(text[end]))) {
            return true;
        }
    }
    return false;
}

bool is_same(std::string_view text, std::string_view other) {
    return text.size() == other.size() && starts_with(text, other);
}

using TextTest = bool (*)(std::string_view, std::string_view);

/// A condition with no texts is none.
bool fits_any(std::string_view text, const std::vector<std::string>& wanted, TextTest fits) {
    return wanted.empty() ||
           std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) { return fits(text, w); });
}

bool is_any(std::uint32_t number, const std::vector<std::uint32_t>& wanted) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), number) != wanted.end();
}

bool is_as(const std::optional<bool>& flag, const std::optional<bool>& wanted) {
    return !wanted || flag == wanted;
}

bool has_condition(const VpnRule& rule) {
    return !rule.description.empty() || !rule.description_word.empty() || !rule.name.empty() ||
           !rule.name_word.empty() || !rule.guid.empty() || !rule.mac.empty() || !rule.component_id.empty() ||
           !rule.service.empty() || !rule.physical_medium.empty() || !rule.if_type.empty() ||
           !rule.tunnel_type.empty() || rule.hardware_interface || rule.connector_present ||
           rule.circumstance;
}

/// Bit 1 of the first byte: "02-…", "5A-…". Bit 0 would be a group's address.
bool is_local_mac(std::string_view mac) {
    return mac.size() >= 2 && std::string_view{"26ae"}.find(mac[1]) != std::string_view::npos;
}

} // namespace

bool is_root_device(std::string_view component_id) {
    const std::string id = lower(component_id);
    return !id.empty() &&
           (id.find('\\') == std::string::npos || id.starts_with("root\\") || id.starts_with("swd\\"));
}

Circumstances circumstances_of(const Adapter& adapter, const AdapterTable& table) {
    Circumstances circumstances;
    for (const PhonebookEntry& entry : table.phonebook) {
        if (equal_ignoring_case(entry.name, adapter.friendly_name)) {
            circumstances.ras_entry = entry.kind;
            break;
        }
    }
    if (table.services) {
        circumstances.vpn_service_running = !table.services->empty();
    }
    return circumstances;
}

AdapterEvidence::AdapterEvidence(const Adapter& adapter, const Circumstances& circumstances)
    : adapter_(adapter)
    , description_(lower(adapter.description))
    , name_(lower(adapter.friendly_name))
    , guid_(lower(adapter.guid))
    , mac_(lower(adapter.mac))
    , component_id_(lower(adapter.component_id))
    , service_(lower(adapter.service))
    , physical_medium_(lower(adapter.physical_medium)) {
    note_addresses();
    note_device();
    note_surroundings(circumstances);
}

void AdapterEvidence::note_addresses() {
    const AddressPrefix c_shared{"100.64.0.0", 10};
    for (const AddressPrefix& prefix : adapter_.addresses) {
        const auto address = parse_ip(prefix.address);
        if (!address || address->is_ipv6) {
            continue; // DHCPv6 gives /128 to ordinary cards too
        }
        if (prefix.length == 32) {
            note(Circumstance::HostAddress);
        }
        if (covers(c_shared, *address)) {
            note(Circumstance::SharedAddress);
        }
        if (is_public(*address)) {
            note(Circumstance::PublicAddress);
        }
    }
}

void AdapterEvidence::note_device() {
    if (is_local_mac(mac_)) {
        note(Circumstance::LocalMac);
    }
    if (is_root_device(component_id_)) {
        note(Circumstance::RootDevice);
    }
}

void AdapterEvidence::note_surroundings(const Circumstances& circumstances) {
    const auto note_if = [&](bool seen, Circumstance circumstance) {
        if (seen) {
            note(circumstance);
        }
    };
    note_if(circumstances.ras_entry == RasKind::Vpn, Circumstance::RasVpn);
    note_if(circumstances.ras_entry == RasKind::Broadband, Circumstance::RasBroadband);
    note_if(circumstances.ras_entry == RasKind::DialUp, Circumstance::RasDialUp);
    note_if(circumstances.default_route.value_or(false), Circumstance::DefaultRoute);
    note_if(circumstances.dns_change.value_or(false), Circumstance::DnsChange);
    note_if(circumstances.recent.value_or(false), Circumstance::Recent);
    note_if(circumstances.vpn_service_running.value_or(false), Circumstance::VpnServiceRunning);
}

bool AdapterEvidence::fits(const VpnRule& rule) const {
    return has_condition(rule) && fits_numbers(rule) && fits_texts(rule);
}

bool AdapterEvidence::fits_numbers(const VpnRule& rule) const {
    return is_any(adapter_.if_type, rule.if_type) && is_any(adapter_.tunnel_type, rule.tunnel_type) &&
           is_as(adapter_.hardware_interface, rule.hardware_interface) &&
           is_as(adapter_.connector_present, rule.connector_present) &&
           (!rule.circumstance || seen_.at(static_cast<std::size_t>(*rule.circumstance)));
}

bool AdapterEvidence::fits_texts(const VpnRule& rule) const {
    return fits_any(description_, rule.description, has_part) &&
           fits_any(description_, rule.description_word, has_word) && fits_any(name_, rule.name, has_part) &&
           fits_any(name_, rule.name_word, has_word) && fits_any(guid_, rule.guid, is_same) &&
           fits_any(mac_, rule.mac, starts_with) && fits_any(component_id_, rule.component_id, has_part) &&
           fits_any(service_, rule.service, is_same) &&
           fits_any(physical_medium_, rule.physical_medium, has_part);
}

} // namespace mirrorwatch::decide
