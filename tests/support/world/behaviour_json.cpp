// SPDX-License-Identifier: MIT
#include "common/ip_address.hpp"

#include "common/json_codec.hpp"
#include "common/remedy_catalogue.hpp"
#include "tests/support/world/behaviour.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

namespace mirrorwatch::world {
namespace {

using json::Fields;

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

} // namespace
} // namespace mirrorwatch::world

namespace mirrorwatch::json {

using namespace world;

/// A member that is absent keeps the default of the struct.
template <class T>
static void read_if_there(Fields& fields, std::string_view name, T& into) {
    if (fields.has(name)) {
        into = fields.get<T>(name);
    }
}

template <>
struct Members<VpnDevice> {
    static VpnDevice take(Fields& fields, const Wire&) {
        VpnDevice device;
        device.description = fields.get<std::string>("description");
        device.name = fields.get<std::string>("name");
        read_if_there(fields, "if_type", device.if_type);
        read_if_there(fields, "mac", device.mac);
        read_if_there(fields, "mtu", device.mtu);
        read_if_there(fields, "metric", device.metric);
        read_if_there(fields, "address", device.address);
        read_if_there(fields, "nlm_connected", device.nlm_connected);
        read_if_there(fields, "component_id", device.component_id);
        read_if_there(fields, "service", device.service);
        read_if_there(fields, "physical_medium", device.physical_medium);
        read_if_there(fields, "hardware_interface", device.hardware_interface);
        read_if_there(fields, "connector_present", device.connector_present);
        read_if_there(fields, "dns_servers", device.dns_servers);
        read_if_there(fields, "dns_suffix", device.dns_suffix);
        const auto address = parse_ip(device.address);
        if (!address || address->is_ipv6) {
            fields.refuse("address", "must be an IPv4 address");
        }
        return device;
    }
};

template <>
struct Members<VpnClient> {
    static VpnClient take(Fields& fields, const Wire&) {
        VpnClient vpn;
        vpn.client = fields.get<std::string>("client");
        read_if_there(fields, "known", vpn.known);
        read_if_there(fields, "device", vpn.device);
        read_if_there(fields, "service", vpn.service);
        read_if_there(fields, "routes", vpn.routes);
        read_if_there(fields, "reaches_corp", vpn.reaches_corp);
        read_if_there(fields, "proxy", vpn.proxy);
        read_if_there(fields, "start", vpn.start);
        read_if_there(fields, "routes_after_ms", vpn.routes_after_ms);
        read_if_there(fields, "dns_after_ms", vpn.dns_after_ms);
        read_if_there(fields, "takes_dns", vpn.takes_dns);
        if (!std::all_of(vpn.routes.begin(), vpn.routes.end(), is_prefix)) {
            fields.refuse("routes", "must be IPv4 prefixes like \"10.20.0.0/16\"");
        }
        if (!vpn.device && !vpn.routes.empty()) {
            fields.refuse("routes", "need a device to go through");
        }
        return vpn;
    }
};

template <>
struct Members<Effect> {
    static Effect take(Fields& fields, const Wire&) {
        Effect effect;
        read_if_there(fields, "from", effect.from);
        effect.cuts = fields.get<Cuts>("cuts");
        read_if_there(fields, "when", effect.when);
        read_if_there(fields, "vpn", effect.vpn);
        read_if_there(fields, "modes", effect.modes);
        effect.to = fields.get<std::vector<Place>>("to");
        read_if_there(fields, "through_vpn_device", effect.through_vpn_device);
        read_if_there(fields, "cured_by_restart", effect.cured_by_restart);
        read_if_there(fields, "needs", effect.needs);
        read_if_there(fields, "path_mtu", effect.path_mtu);
        read_if_there(fields, "after_ms", effect.after_ms);
        read_if_there(fields, "for_ms", effect.for_ms);
        read_if_there(fields, "every_ms", effect.every_ms);
        read_if_there(fields, "percent", effect.percent);
        read_if_there(fields, "delay_ms", effect.delay_ms);
        read_if_there(fields, "error", effect.error);
        read_if_there(fields, "answer", effect.answer);
        if (effect.every_ms != 0 && (effect.for_ms == 0 || effect.for_ms >= effect.every_ms)) {
            fields.refuse("every_ms", "needs a smaller \"for_ms\"");
        }
        if (effect.to.empty()) {
            fields.refuse("to", "must name a place");
        }
        return effect;
    }
};

template <>
struct Members<Machine> {
    static Machine take(Fields& fields, const Wire&) {
        Machine machine;
        read_if_there(fields, "os_build", machine.os_build);
        read_if_there(fields, "os_revision", machine.os_revision);
        read_if_there(fields, "disabled_components", machine.disabled_components);
        read_if_there(fields, "mode_is_locked", machine.mode_is_locked);
        read_if_there(fields, "policy_mode", machine.policy_mode);
        read_if_there(fields, "external_interface_constraint", machine.external_interface_constraint);
        read_if_there(fields, "hyperv_block_rules", machine.hyperv_block_rules);
        read_if_there(fields, "hyperv_outbound_blocked", machine.hyperv_outbound_blocked);
        read_if_there(fields, "hyperv_loopback_blocked", machine.hyperv_loopback_blocked);
        read_if_there(fields, "hns_errors", machine.hns_errors);
        read_if_there(fields, "mirrored_becomes", machine.mirrored_becomes);
        read_if_there(fields, "nat_becomes", machine.nat_becomes);
        read_if_there(fields, "shutdown_fails", machine.shutdown_fails);
        read_if_there(fields, "cards", machine.cards);
        read_if_there(fields, "warns_of_becoming", machine.warns_of_becoming);
        read_if_there(fields, "warning", machine.warning);
        read_if_there(fields, "forwarding", machine.forwarding);
        read_if_there(fields, "blocks_vpn", machine.blocks_vpn);
        read_if_there(fields, "twin_mac", machine.twin_mac);
        read_if_there(fields, "nrpt", machine.nrpt);
        read_if_there(fields, "lacks_halves", machine.lacks_halves);
        read_if_there(fields, "dynamic_port_start", machine.dynamic_port_start);
        return machine;
    }
};

template <>
struct Members<GuestNetwork> {
    static GuestNetwork take(Fields& fields, const Wire&) {
        GuestNetwork network;
        network.device = fields.get<std::string>("device");
        network.prefix = fields.get<std::string>("prefix");
        read_if_there(fields, "when", network.when);
        read_if_there(fields, "mtu", network.mtu);
        if (!is_prefix(network.prefix)) {
            fields.refuse("prefix", "must be an IPv4 prefix like \"10.20.0.0/16\"");
        }
        if (network.when == When::VpnUp) {
            fields.refuse("when", "cannot be of a VPN");
        }
        return network;
    }
};

template <>
struct Members<Moment> {
    static Moment take(Fields& fields, const Wire&) {
        Moment moment;
        moment.at_ms = fields.get<std::uint32_t>("at_ms", {.largest = 400'000});
        moment.what = fields.get<Turn>("what");
        read_if_there(fields, "which", moment.which);
        return moment;
    }
};

template <>
struct Members<GuestHabits> {
    static GuestHabits take(Fields& fields, const Wire&) {
        GuestHabits guest;
        read_if_there(fields, "networking_mode", guest.networking_mode);
        read_if_there(fields, "config_mistake", guest.config_mistake);
        read_if_there(fields, "resolv_conf_is_generated", guest.resolv_conf_is_generated);
        read_if_there(fields, "cannot_bind", guest.cannot_bind);
        read_if_there(fields, "server_dies", guest.server_dies);
        read_if_there(fields, "refuses_exclusion", guest.refuses_exclusion);
        read_if_there(fields, "refuses_mtu", guest.refuses_mtu);
        read_if_there(fields, "networks", guest.networks);
        return guest;
    }
};

} // namespace mirrorwatch::json

namespace mirrorwatch::world {
namespace {

using json::read_if_there;

// What the product cannot name yet. Once it can, its name there is the one here.
constexpr std::array<std::string_view, 5> c_nameless{"no_default_route", "bridge_covers_target",
                                                     "certificate_not_trusted", "slow", "proxy_refuses"};

bool contains_published(const std::vector<Place>& places) {
    return std::find(places.begin(), places.end(), Place::Published) != places.end();
}

void check_remedies(Fields& fields, std::string_view member, const std::vector<std::string>& names,
                    std::initializer_list<std::string_view> besides) {
    for (const std::string& name : names) {
        const auto choice = choice_named(name);
        const bool is_remedy = choice && std::holds_alternative<RemedySpec>(*choice);
        if (!is_remedy && std::ranges::find(besides, name) == besides.end()) {
            fields.refuse(member, "has the unknown value \"" + name + "\"");
        }
    }
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
    for (const Moment& moment : behaviour.timeline) {
        const bool is_of_vpn = moment.what == Turn::VpnUp || moment.what == Turn::VpnDown;
        if (is_of_vpn && moment.which >= behaviour.vpns.size()) {
            fields.refuse("timeline", "speaks of a VPN that is not in \"vpns\"");
        }
    }
    if (!std::ranges::is_sorted(behaviour.timeline, {}, &Moment::at_ms)) {
        fields.refuse("timeline", "must be in the order of time");
    }
    if (behaviour.profiles.empty()) {
        fields.refuse("profiles", "must not be empty");
    }
    check_remedies(fields, "right", behaviour.right, {"words"});
    check_remedies(fields, "also_right", behaviour.also_right, {"words", "in_vain"});
    check_remedies(fields, "may_try", behaviour.may_try, {});
    check_remedies(fields, "forbidden", behaviour.forbidden, {});
}

/// The product may have no word for it: then the world has, and it is never named rightly.
void read_fault(Fields& fields, Behaviour& behaviour) {
    std::optional<std::string> name;
    read_if_there(fields, "fault", name);
    if (name && std::ranges::find(c_nameless, *name) != c_nameless.end() && !value_named<Fault>(*name)) {
        behaviour.nameless = *name;
    } else {
        read_if_there(fields, "fault", behaviour.fault);
    }
}

Behaviour behaviour_from(Fields& fields) {
    Behaviour behaviour;
    if (fields.get<std::uint32_t>("schema", {.largest = 1'000}) != 1) {
        fields.refuse("schema", "must be 1");
    }
    behaviour.name = fields.get<std::string>("name");
    read_if_there(fields, "summary", behaviour.summary);
    read_fault(fields, behaviour);
    read_if_there(fields, "also_named", behaviour.also_named);
    read_if_there(fields, "second_fault", behaviour.second_fault);
    read_if_there(fields, "vpns", behaviour.vpns);
    read_if_there(fields, "effects", behaviour.effects);
    read_if_there(fields, "machine", behaviour.machine);
    read_if_there(fields, "guest", behaviour.guest);
    read_if_there(fields, "timeline", behaviour.timeline);
    read_if_there(fields, "profiles", behaviour.profiles);
    read_if_there(fields, "right", behaviour.right);
    read_if_there(fields, "also_right", behaviour.also_right);
    read_if_there(fields, "may_try", behaviour.may_try);
    read_if_there(fields, "forbidden", behaviour.forbidden);
    check(behaviour, fields);
    return behaviour;
}

} // namespace

Result<Behaviour> behaviour_from_json(std::string_view text) {
    return json::read<Behaviour>(text, "behaviour", behaviour_from);
}

} // namespace mirrorwatch::world
