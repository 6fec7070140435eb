// SPDX-License-Identifier: MIT
#include "service/decide/endpoints/standing_checks.hpp"

#include "service/decide/network/routes.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace mirrorwatch::decide {
namespace {

constexpr std::uint16_t c_http_port = 80;
constexpr std::uint16_t c_dns_port = 53; // by TCP, which each DNS server has to offer (RFC 7766)

EndpointSpec standing(std::string name, EndpointKind kind, std::string host, std::uint16_t port) {
    EndpointSpec spec;
    spec.source = EndpointSource::BuiltIn;
    spec.name = std::move(name);
    spec.kind = kind;
    spec.host = std::move(host);
    spec.port = port;
    spec.from = EndpointFrom::Both;
    return spec;
}

EndpointSpec wsl_network() {
    EndpointSpec spec = standing("WSL's network", EndpointKind::WslNetwork, {}, 0);
    spec.from = EndpointFrom::Wsl;
    return spec;
}

bool has_proxy(const AdapterTable& table) {
    return table.proxy && !table.proxy->empty();
}

/// Behind a proxy direct connections say nothing of what programs reach.
bool can_ask_the_internet(const AdapterTable& table) {
    return table.internet_test && !table.internet_test->empty() && !has_proxy(table);
}

bool is_of_vpn(const Adapter& adapter, const KnownVpns& vpns) {
    return vpns.find_up(adapter.guid) != nullptr;
}

/// A router that answers for names itself, as those of small networks do; null: there is none.
const std::string* router_of(const AdapterTable& table, const KnownVpns& vpns) {
    for (const Adapter& adapter : table.adapters) {
        if (!adapter.up || adapter.nlm_connected == false || is_of_vpn(adapter, vpns)) {
            continue;
        }
        const auto answers = [&](const std::string& gateway) {
            return std::ranges::count(adapter.dns_servers, gateway) > 0 && is_on_link(table, gateway);
        };
        const auto found = std::ranges::find_if(adapter.gateways, answers);
        if (found != adapter.gateways.end()) {
            return &*found;
        }
    }
    return nullptr;
}

std::string name_of(const Vpn& vpn) {
    return label(vpn) + "'s DNS server";
}

const EndpointSpec* find(const std::vector<EndpointSpec>& checks, const std::string& name) {
    const auto found = std::ranges::find(checks, name, &EndpointSpec::name);
    return found == checks.end() ? nullptr : &*found;
}

/// The first one that only the VPN leads to.
const std::string* dns_server_behind(const Vpn& vpn, const AdapterTable& table) {
    const auto is_its = [&](const std::string& server) { return is_behind(table, vpn.adapter, server); };
    const auto found = std::ranges::find_if(vpn.adapter.dns_servers, is_its);
    return found == vpn.adapter.dns_servers.end() ? nullptr : &*found;
}

std::optional<EndpointSpec> vpns_side(const Vpn& vpn, const CheckSources& sources) {
    if (const std::string* server = dns_server_behind(vpn, sources.table)) {
        EndpointSpec spec = standing(name_of(vpn), EndpointKind::Tcp, *server, c_dns_port);
        spec.when = EndpointWhen::Vpn;
        return spec;
    }
    const EndpointSpec* was = find(sources.before, name_of(vpn));
    return was != nullptr ? std::optional{*was} : std::nullopt;
}

/// Nobody expects of WSL that it reaches what it is kept from.
void add_vpns_side(std::vector<EndpointSpec>& checks, const Vpn& vpn, const CheckSources& sources) {
    if (!vpn.is_up() || find(checks, name_of(vpn)) != nullptr) {
        return;
    }
    if (auto spec = vpns_side(vpn, sources)) {
        const bool is_excluded = sources.excluded != nullptr && sources.excluded->guid == vpn.identity.guid;
        spec->from = is_excluded ? EndpointFrom::Windows : EndpointFrom::Both;
        checks.push_back(std::move(*spec));
    }
}

/// Ports above are given by the kernel to whoever asks for any: they are other ones each time.
bool is_ephemeral(std::uint16_t port) {
    constexpr std::uint16_t c_first = 32'768; // net.ipv4.ip_local_port_range
    return port >= c_first;
}

void add_servers(std::vector<EndpointSpec>& checks, const std::vector<std::uint16_t>& ports,
                 const std::vector<std::uint16_t>& ignored) {
    constexpr std::size_t c_most = 20;
    std::size_t count = 0;
    for (const std::uint16_t port : ports) {
        if (is_ephemeral(port) || std::ranges::count(ignored, port) > 0 || count == c_most) {
            continue;
        }
        EndpointSpec spec = standing("port " + std::to_string(port), EndpointKind::Tcp, "127.0.0.1", port);
        spec.source = EndpointSource::Learned;
        spec.from = EndpointFrom::Windows;
        checks.push_back(std::move(spec));
        ++count;
    }
}

} // namespace

std::vector<EndpointSpec> standing_checks(const Settings::Watch& watch, const CheckSources& sources) {
    const AdapterTable& table = sources.table;
    std::vector<EndpointSpec> checks;
    if (watch.network) {
        checks.push_back(wsl_network());
    }
    if (watch.internet && can_ask_the_internet(table)) {
        checks.push_back(standing("the Internet", EndpointKind::Tcp, *table.internet_test, c_http_port));
    }
    if (watch.names && can_ask_the_internet(table)) {
        checks.push_back(standing("DNS", EndpointKind::Dns, *table.internet_test, 0));
    }
    if (const std::string* router = watch.lan ? router_of(table, sources.vpns) : nullptr) {
        checks.push_back(standing("your router", EndpointKind::Tcp, *router, c_dns_port));
    }
    if (watch.vpn) {
        for (const Vpn& vpn : sources.vpns.all()) {
            add_vpns_side(checks, vpn, sources);
        }
    }
    if (watch.servers) {
        add_servers(checks, sources.servers, watch.ignore_ports);
    }
    return checks;
}

} // namespace mirrorwatch::decide
