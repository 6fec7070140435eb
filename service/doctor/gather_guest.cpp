// SPDX-License-Identifier: MIT
#include "service/doctor/gather.hpp"

#include "common/text.hpp"
#include "common/wsl/listeners.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/guest/guest_session.hpp"

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

constexpr const char* c_internet = "the Internet";
constexpr const char* c_windows = "Windows";
constexpr std::uint16_t c_http_port = 80;
constexpr std::chrono::seconds c_list_patience{12};
constexpr std::chrono::seconds c_connect_patience{3};
constexpr std::size_t c_most_tried = 16;

std::vector<agent::GuestTarget> targets(const DoctorFacts& facts, const LoopbackServer* server) {
    std::vector<agent::GuestTarget> wanted;
    if (facts.network && !facts.network->internet_host.empty()) {
        wanted.push_back({c_internet, facts.network->internet_host, c_http_port});
    }
    if (server != nullptr) {
        wanted.push_back({c_windows, "127.0.0.1", server->port()});
    }
    return wanted;
}

void take_trial(GuestFactsSeen& seen, const GuestTrial& trial) {
    if (trial.endpoint == c_internet) {
        seen.name_resolves = trial.name_resolves;
        // A name that is not found leads nowhere.
        seen.internet_opens = trial.name_resolves == false ? std::optional{false} : trial.connects;
    }
    if (trial.endpoint == c_windows) {
        seen.windows_answers = trial.connects;
    }
}

GuestFactsSeen seen_in(const GuestFacts& guest) {
    GuestFactsSeen seen;
    seen.devices = guest.devices.value_or(std::vector<GuestDevice>{});
    seen.routes = guest.routes.value_or(std::vector<GuestRoute>{});
    seen.proxy = guest.http_proxy.value_or("");
    for (const GuestTrial& trial : guest.trials) {
        take_trial(seen, trial);
    }
    return seen;
}

/// 127.0.0.1 is tried in the same breath: Windows listens while WSL is asked.
void take_guest(DoctorFacts& facts, const DoctorPorts& ports) {
    const auto server = ports.listen();
    const agent::Reply reply =
        agent::handle(agent::AskGuest{targets(facts, server ? server->get() : nullptr)}, ports.agent);
    const auto* guest = std::get_if<GuestFacts>(&reply);
    if (guest == nullptr) {
        const auto* refusal = std::get_if<agent::Refusal>(&reply);
        facts.missing[Need::Guest] =
            refusal == nullptr ? "WSL does not answer." : text::to_text(refusal->why);
        return;
    }
    if (!guest->devices || !guest->routes) {
        facts.missing[Need::Guest] = "No running distro has iproute2, by which WSL's network can be seen.";
        return;
    }
    facts.guest = seen_in(*guest);
}

Result<std::vector<wsl::Listener>> read_guest_listeners(agent::Ports& ports) {
    const auto guest = agent::open_guest(ports);
    if (guest.has_error()) {
        return guest.error();
    }
    if (!*guest) {
        return Error{"WSL is not running."};
    }
    const auto report = (*guest)->run(wsl::list_listeners(), c_list_patience);
    if (report.has_error()) {
        return report.error();
    }
    return wsl::read_listeners(*report);
}

EndpointSpec at_loopback(std::uint16_t port) {
    EndpointSpec endpoint;
    endpoint.name = std::to_string(port);
    endpoint.kind = EndpointKind::Tcp;
    endpoint.host = "127.0.0.1";
    endpoint.port = port;
    endpoint.timeout = c_connect_patience;
    return endpoint;
}

/// Windows' own connection to each, all at once.
void try_from_windows(std::vector<GuestListener>& listeners, const DoctorPorts& ports) {
    std::vector<EndpointSpec> endpoints;
    for (const GuestListener& listener : listeners) {
        if (endpoints.size() < c_most_tried) {
            endpoints.push_back(at_loopback(listener.port));
        }
    }
    const auto results = ports.probe(endpoints);
    for (std::size_t i = 0; i < std::min(results.size(), endpoints.size()); ++i) {
        listeners[i].windows_opens = results[i].ok;
    }
}

void take_listeners(DoctorFacts& facts, const DoctorPorts& ports) {
    const auto found = taken(read_guest_listeners(ports.agent), Need::Listeners, facts);
    if (!found) {
        return;
    }
    std::vector<GuestListener> listeners;
    listeners.reserve(found->size());
    for (const wsl::Listener& one : *found) {
        const std::string& name = one.container.empty() ? one.program : one.container;
        listeners.push_back({one.port, name, one.is_on_all, std::nullopt});
    }
    try_from_windows(listeners, ports);
    facts.listeners = std::move(listeners);
}

} // namespace

void gather_guest(DoctorFacts& facts, const DoctorPorts& ports) {
    if (facts.running) {
        take_guest(facts, ports);
        take_listeners(facts, ports);
    }
}

} // namespace mirrorwatch::doctor
