// SPDX-License-Identifier: MIT
#include "service/doctor/gather.hpp"

#include "common/ip_address.hpp"
#include "service/doctor/port_list.hpp"

namespace mirrorwatch::doctor {
namespace {

/// The ports of servers in WSL that are to be watched.
std::vector<WantedPort> wanted_ports(const std::vector<EndpointSpec>& endpoints) {
    std::vector<WantedPort> wanted;
    for (const EndpointSpec& endpoint : endpoints) {
        if (endpoint.port != 0 && is_loopback_host(endpoint.host)) {
            wanted.push_back({endpoint.name, endpoint.port});
        }
    }
    return wanted;
}

void gather_ports(DoctorFacts& facts, const DoctorPorts& ports) {
    auto listens = taken(ports.windows_listens(), Need::Ports, facts);
    const auto ranges = taken(ports.excluded_ranges(), Need::Ports, facts);
    if (listens && ranges) {
        facts.ports =
            PortFacts{std::move(*listens), excluded_ranges(*ranges), wanted_ports(ports.endpoints())};
    }
}

} // namespace

DoctorFacts gather(const DoctorPorts& ports, const Wishes& wishes) {
    DoctorFacts facts;
    gather_host(facts, ports);
    if (auto programs = taken(ports.programs(), Need::Programs, facts)) {
        facts.programs = ProgramFacts{std::move(*programs)};
    }
    gather_wsl(facts, ports, wishes.starts_wsl);
    gather_network(facts, ports);
    gather_ports(facts, ports);
    gather_guest(facts, ports);
    gather_docker(facts, ports, wishes.tries_docker);
    facts.product = ports.product();
    return facts;
}

} // namespace mirrorwatch::doctor
