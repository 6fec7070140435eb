#include "common/ip_address.hpp"

#include "common/json_fields.hpp"
#include "common/remedy_catalogue.hpp"
#include "tests/support/world/behaviour.hpp"

#include <algorithm>

namespace mirrorwatch::world {
namespace {

using json::Fields;

constexpr std::uint64_t c_largest_32 = 0xFFFF'FFFF;

// A member that is absent keeps the default of the struct.
void read(Fields& fields, std::string_view name, bool& into) {
    into = fields.has(name) ? fields.flag(name) : into;
}

void read(Fields& fields, std::string_view name, std::string& into) {
    into = fields.has(name) ? fields.text(name) : into;
}

void read(Fields& fields, std::string_view name, std::vector<std::string>& into) {
    into = fields.has(name) ? fields.texts(name) : into;
}

template <std::unsigned_integral Number>
void read(Fields& fields, std::string_view name, Number& into) {
    if (fields.has(name)) {
        into = static_cast<Number>(
            fields.number(name, std::min<std::uint64_t>(c_largest_32, std::numeric_limits<Number>::max())));
    }
}

template <class E>
requires std::is_enum_v<E>

void read(Fields& fields, std::string_view name, E& into) {
    into = fields.has(name) ? fields.choice<E>(name) : into;
}

template <class E>
requires std::is_enum_v<E>

void read(Fields& fields, std::string_view name, std::optional<E>& into) {
    into = fields.has(name) ? fields.optional_choice<E>(name) : into;
}

template <class E>
requires std::is_enum_v<E>

void read(Fields& fields, std::string_view name, std::vector<E>& into) {
    into = fields.has(name) ? fields.choices<E>(name) : into;
}

bool is_prefix(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos || slash + 1 == text.size()) {
        return false;
    }
    const auto address = parse_ip(std::string_view{text}.substr(0, slash));
    const std::string length = text.substr(slash + 1);
    return address && !address->is_ipv6 && length.size() <= 2 &&
           std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
           std::stoi(length) <= 32;
}

VpnDevice device_from(Fields& fields) {
    VpnDevice device;
    device.description = fields.text("description");
    device.name = fields.text("name");
    read(fields, "if_type", device.if_type);
    read(fields, "mac", device.mac);
    read(fields, "mtu", device.mtu);
    read(fields, "metric", device.metric);
    read(fields, "address", device.address);
    read(fields, "nlm_connected", device.nlm_connected);
    const auto address = parse_ip(device.address);
    if (!address || address->is_ipv6) {
        fields.refuse("address", "must be an IPv4 address");
    }
    return device;
}

VpnClient vpn_from(Fields& fields) {
    VpnClient vpn;
    vpn.client = fields.text("client");
    read(fields, "known", vpn.known);
    if (fields.has("device")) {
        vpn.device = fields.optional_object("device", device_from);
    }
    read(fields, "service", vpn.service);
    read(fields, "routes", vpn.routes);
    read(fields, "reaches_corp", vpn.reaches_corp);
    read(fields, "proxy", vpn.proxy);
    if (!std::all_of(vpn.routes.begin(), vpn.routes.end(), is_prefix)) {
        fields.refuse("routes", "must be IPv4 prefixes like \"10.20.0.0/16\"");
    }
    if (!vpn.device && !vpn.routes.empty()) {
        fields.refuse("routes", "need a device to go through");
    }
    return vpn;
}

Effect effect_from(Fields& fields) {
    Effect effect;
    read(fields, "from", effect.from);
    effect.cuts = fields.choice<Cuts>("cuts");
    read(fields, "when", effect.when);
    std::uint32_t vpn = 0;
    read(fields, "vpn", vpn);
    effect.vpn = vpn;
    read(fields, "modes", effect.modes);
    effect.to = fields.choices<Place>("to");
    read(fields, "through_vpn_device", effect.through_vpn_device);
    read(fields, "cured_by_restart", effect.cured_by_restart);
    read(fields, "needs", effect.needs);
    read(fields, "path_mtu", effect.path_mtu);
    if (effect.to.empty()) {
        fields.refuse("to", "must name a place");
    }
    return effect;
}

Machine machine_from(Fields& fields) {
    Machine machine;
    read(fields, "os_build", machine.os_build);
    read(fields, "os_revision", machine.os_revision);
    if (fields.has("disabled_components")) {
        machine.disabled_components =
            static_cast<std::uint32_t>(fields.number("disabled_components", c_largest_32));
    }
    read(fields, "mode_is_locked", machine.mode_is_locked);
    read(fields, "policy_mode", machine.policy_mode);
    read(fields, "external_interface_constraint", machine.external_interface_constraint);
    read(fields, "hyperv_block_rules", machine.hyperv_block_rules);
    read(fields, "hyperv_outbound_blocked", machine.hyperv_outbound_blocked);
    read(fields, "hyperv_loopback_blocked", machine.hyperv_loopback_blocked);
    read(fields, "hns_errors", machine.hns_errors);
    read(fields, "mirrored_becomes", machine.mirrored_becomes);
    read(fields, "warning", machine.warning);
    read(fields, "forwarding", machine.forwarding);
    read(fields, "blocks_vpn", machine.blocks_vpn);
    read(fields, "twin_mac", machine.twin_mac);
    read(fields, "nrpt", machine.nrpt);
    read(fields, "lacks_halves", machine.lacks_halves);
    read(fields, "dynamic_port_start", machine.dynamic_port_start);
    return machine;
}

GuestHabits guest_from(Fields& fields) {
    GuestHabits guest;
    read(fields, "networking_mode", guest.networking_mode);
    read(fields, "config_mistake", guest.config_mistake);
    read(fields, "resolv_conf_is_generated", guest.resolv_conf_is_generated);
    read(fields, "cannot_bind", guest.cannot_bind);
    read(fields, "server_dies", guest.server_dies);
    return guest;
}

bool contains_published(const std::vector<Place>& places) {
    return std::find(places.begin(), places.end(), Place::Published) != places.end();
}

void check(const Behaviour& behaviour, Fields& fields) {
    for (const Effect& effect : behaviour.effects) {
        const bool is_of_vpn = effect.when == When::VpnUp || effect.through_vpn_device;
        if (is_of_vpn && effect.vpn >= behaviour.vpns.size()) {
            fields.refuse("effects", "speak of a VPN that is not in \"vpns\"");
        } else if (effect.through_vpn_device && !behaviour.vpns[effect.vpn].device) {
            fields.refuse("effects", "speak of the device of a VPN that has none");
        } else if (effect.through_vpn_device && contains_published(effect.to)) {
            fields.refuse("effects", "cannot cut \"published\" at a VPN's device: WSL never sends it there");
        }
    }
    if (behaviour.profiles.empty()) {
        fields.refuse("profiles", "must not be empty");
    }
    for (const std::string& remedy : behaviour.also_right) {
        if (remedy != "words" && remedy != "in_vain" && !choice_named(remedy)) {
            fields.refuse("also_right", "has the unknown value \"" + remedy + "\"");
        }
    }
}

Behaviour behaviour_from(Fields& fields) {
    Behaviour behaviour;
    if (fields.number("schema", 1'000) != 1) {
        fields.refuse("schema", "must be 1");
    }
    behaviour.name = fields.text("name");
    read(fields, "summary", behaviour.summary);
    read(fields, "fault", behaviour.fault);
    if (fields.has("vpns")) {
        behaviour.vpns = fields.objects("vpns", vpn_from);
    }
    if (fields.has("effects")) {
        behaviour.effects = fields.objects("effects", effect_from);
    }
    if (fields.has("machine")) {
        behaviour.machine = fields.object("machine", machine_from);
    }
    if (fields.has("guest")) {
        behaviour.guest = fields.object("guest", guest_from);
    }
    read(fields, "profiles", behaviour.profiles);
    read(fields, "also_right", behaviour.also_right);
    check(behaviour, fields);
    return behaviour;
}

} // namespace

Result<Behaviour> behaviour_from_json(std::string_view text) {
    return json::read<Behaviour>(text, "behaviour", behaviour_from);
}

} // namespace mirrorwatch::world
