// SPDX-License-Identifier: MIT
#include "tests/support/world/reach.hpp"

#include <algorithm>
#include <array>

/// What somebody watches, and what a probe of it says.
namespace mirrorwatch::world {
namespace {

constexpr std::chrono::milliseconds c_answer_takes{3};

constexpr std::array<Target, 11> c_targets{{
    {"127.0.0.1", Place::Published, false, 0x7F00'0001, "127.0.0.1"},
    {"192.168.77.20", Place::Lan, false, 0xC0A8'4D14, "192.168.77.20"},
    {"www.example", Place::Internet, true, 0xCB00'710A, "203.0.113.10"},
    {"203.0.113.20", Place::Internet, false, 0xCB00'7114, "203.0.113.20"},
    {"git.corp.example", Place::BehindVpn, true, 0x0A14'0005, "10.20.0.5"},
    {"10.20.0.7", Place::BehindVpn, false, 0x0A14'0007, "10.20.0.7"},
    {"192.168.77.1", Place::Published, false, 0x7F00'0001, "192.168.77.1", false},
    {"::1", Place::Published, false, 0x7F00'0001, "::1", false},
    // what nobody names, and is there: each network's router, and the VPN's DNS server
    {"192.168.77.254", Place::Lan, false, 0xC0A8'4DFE, "192.168.77.254"},
    {"192.168.88.254", Place::Lan, false, 0xC0A8'58FE, "192.168.88.254"},
    {"10.20.0.53", Place::BehindVpn, false, 0x0A14'0035, "10.20.0.53"},
}};

EndpointSpec endpoint(const char* name, EndpointKind kind, std::string_view host, std::uint16_t port,
                      EndpointFrom from) {
    EndpointSpec spec;
    spec.name = name;
    spec.kind = kind;
    spec.host = host;
    spec.port = port;
    spec.from = from;
    const Target* target = target_of(host);
    spec.when =
        target != nullptr && target->place == Place::BehindVpn ? EndpointWhen::Vpn : EndpointWhen::Always;
    return spec;
}

constexpr std::string_view c_dns_server_behind_vpn = "10.20.0.53";

bool brings_dns_server(const VpnClient& vpn) {
    const bool is_its_devices =
        vpn.device && std::ranges::count(vpn.device->dns_servers, c_dns_server_behind_vpn) > 0;
    return is_its_devices || vpn.takes_dns;
}

/// README's list of what is watched without any settings.
std::vector<EndpointSpec> watched_without_settings(const Behaviour& behaviour) {
    std::vector<EndpointSpec> result{
        endpoint("network", EndpointKind::WslNetwork, "", 0, EndpointFrom::Wsl),
        endpoint("internet", EndpointKind::Tcp, "www.example", 80, EndpointFrom::Both),
        endpoint("names", EndpointKind::Dns, "www.example", 0, EndpointFrom::Both),
        endpoint("router", EndpointKind::Tcp, "192.168.77.254", 53, EndpointFrom::Both),
    };
    if (std::ranges::any_of(behaviour.vpns, brings_dns_server)) {
        result.push_back(
            endpoint(c_vpns_side, EndpointKind::Tcp, c_dns_server_behind_vpn, 53, EndpointFrom::Both));
    }
    for (EndpointSpec& spec : result) {
        spec.source = EndpointSource::BuiltIn;
    }
    result.push_back(endpoint("server", EndpointKind::Tcp, "127.0.0.1", 8080, EndpointFrom::Windows));
    result.back().source = EndpointSource::Learned;
    return result;
}

} // namespace

const Target* target_of(std::string_view host) {
    const auto found = std::find_if(c_targets.begin(), c_targets.end(),
                                    [&](const Target& target) { return target.host == host; });
    return found == c_targets.end() ? nullptr : &*found;
}

std::vector<EndpointSpec> endpoints_of(Profile profile) {
    if (profile == Profile::Unconfigured) {
        return {};
    }
    std::vector<EndpointSpec> result{
        endpoint("api", EndpointKind::Http, "127.0.0.1", 8080, EndpointFrom::Windows),
        endpoint("nas", EndpointKind::Tcp, "192.168.77.20", 445, EndpointFrom::Both),
        endpoint("web", EndpointKind::Https, "www.example", 443, EndpointFrom::Both),
    };
    if (profile == Profile::Corporate) {
        result.push_back(endpoint("git", EndpointKind::Https, "git.corp.example", 443, EndpointFrom::Both));
        result.push_back(endpoint("db", EndpointKind::Tcp, "10.20.0.7", 5432, EndpointFrom::Both));
    } else if (profile == Profile::Local) {
        result.push_back(endpoint("own", EndpointKind::Http, "192.168.77.1", 8080, EndpointFrom::Windows));
        result.push_back(endpoint("six", EndpointKind::Http, "::1", 8080, EndpointFrom::Windows));
    } else if (profile == Profile::Network) {
        result.push_back(endpoint("names", EndpointKind::Dns, "www.example", 0, EndpointFrom::Both));
        result.push_back(endpoint("wsl", EndpointKind::WslNetwork, "", 0, EndpointFrom::Wsl));
    }
    return result;
}

std::vector<EndpointSpec> watched_by(Profile profile, const Behaviour& behaviour) {
    return profile == Profile::Unconfigured ? watched_without_settings(behaviour) : endpoints_of(profile);
}

bool World::has_network(const Wsl& wsl) const {
    if (wsl.effective != NetworkingMode::Mirrored) {
        return wsl.effective != NetworkingMode::None;
    }
    return !wsl.devices.empty() && !suffers(wsl, Cuts::Devices) &&
           way(wsl, target_of("203.0.113.20")->address);
}

ProbeResult World::failed(const Reach& found, const Target& target, const Wsl& wsl) const {
    const std::string said = found.error;
    if (found.resolves == false) {
        return {false, said.empty() ? "the name is not known" : said, {}, ProbeStep::Name};
    }
    const bool refuses =
        target.place == Place::Published && wsl.effective == NetworkingMode::Nat && !wsl.server_alive;
    if (refuses) {
        return {false, "connection refused", {}, ProbeStep::Refused};
    }
    return {false, said.empty() ? "connect timeout" : said, {}, ProbeStep::Connect};
}

ProbeResult World::probe(Sender from, std::size_t user, const EndpointSpec& endpoint) const {
    if (endpoint.kind == EndpointKind::WslNetwork) {
        return has_network(wsl_[user]) ? ProbeResult{true, {}, c_answer_takes}
                                       : ProbeResult{false, "no default route", {}, ProbeStep::Network};
    }
    const Target* target = target_of(endpoint.host);
    if (target == nullptr) {
        return {false, "no such host", {}, ProbeStep::Name};
    }
    const Reach found = reach(from, user, *target);
    const bool is_tls = endpoint.kind == EndpointKind::Https;
    const bool is_http = is_tls || endpoint.kind == EndpointKind::Http;
    const bool is_name_enough = endpoint.kind == EndpointKind::Dns;
    if (found.resolves == false || (!found.connects && !is_name_enough)) {
        return failed(found, *target, wsl_[user]);
    }
    const ProbeStep later = is_tls ? ProbeStep::Tls : ProbeStep::Answer;
    if (is_http && (!found.large || (from == Sender::Wsl && found.proxied_fails))) {
        return {false, found.error.empty() ? "no answer" : found.error, {}, later};
    }
    if (is_tls && !found.is_trusted) {
        return {false, "the certificate is not trusted", {}, ProbeStep::Tls};
    }
    if (found.delay >= endpoint.timeout) {
        const ProbeStep step = is_http ? later : is_name_enough ? ProbeStep::Name : ProbeStep::Connect;
        return {false, "no answer in time", {}, step};
    }
    return {true, {}, c_answer_takes + found.delay};
}

} // namespace mirrorwatch::world
