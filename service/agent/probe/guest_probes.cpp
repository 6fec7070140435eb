// SPDX-License-Identifier: MIT
#include "common/number.hpp"
#include "common/probe/http_rules.hpp"
#include "common/wsl/probe_script.hpp"
#include "service/agent/guest/guest_session.hpp"
#include "service/agent/probe/guest_verdict.hpp"
#include "service/agent/probe/probes.hpp"

#include <set>
#include <utility>

namespace mirrorwatch::agent {
namespace {

using std::chrono::milliseconds;

ProbeResult not_asked(std::string why) {
    return {false, std::move(why), milliseconds{0}, ProbeStep::Guest};
}

Reply refusal(std::string detail) {
    return Refusal{Message{MessageId::GuestUnreachable, {std::move(detail)}}};
}

bool wants_body(const EndpointSpec& endpoint) {
    const bool is_http = endpoint.kind == EndpointKind::Http || endpoint.kind == EndpointKind::Https;
    return is_http && probe::looks_at_body(endpoint.http);
}

/// Those that can be asked, and where their results belong.
struct Selection {
    std::vector<EndpointSpec> endpoints;
    std::vector<std::size_t> places;
    std::vector<ProbeResult> results; // of all
};

Selection select(const std::vector<EndpointSpec>& endpoints) {
    Selection selection;
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        const auto possible = wsl::can_be_probed(endpoints[i]);
        selection.results.push_back(possible ? ProbeResult{} : not_asked(possible.error().message));
        if (possible) {
            selection.endpoints.push_back(endpoints[i]);
            selection.places.push_back(i);
        }
    }
    return selection;
}

std::vector<std::uint16_t> ports_in(const wsl::GuestSighting& seen) {
    std::set<std::uint16_t> ports;
    for (const std::string& text : seen.listening) {
        if (const auto port = port_from(text, 16)) {
            ports.insert(*port);
        }
    }
    return {ports.begin(), ports.end()};
}

} // namespace

Reply probe_from_guest(const ProbeFromGuest& request, Ports& ports) {
    const auto guest = open_guest(ports);
    if (guest.has_error()) {
        return refusal(guest.error().message);
    }
    if (!*guest) {
        return refusal("no distro is running");
    }
    Selection selection = select(request.endpoints);
    if (selection.endpoints.empty()) {
        return ProbeResults{std::move(selection.results), (*guest)->distro()};
    }
    const wsl::ProbeScript made = wsl::probe_script(selection.endpoints, request.attempts);
    const auto report = (*guest)->run(made.script, made.limit);
    if (report.has_error()) {
        return refusal(report.error().message);
    }
    const GuestPlace place{(*guest)->distro(), request.host_subnets, request.host_has_default_ipv4,
                           request.host_has_default_ipv6};
    const bool ended = report->outcome == wsl::GuestReport::Outcome::Done;
    const auto sightings = wsl::read_sightings(*report, selection.endpoints.size());
    std::optional<std::vector<std::uint16_t>> listening;
    for (std::size_t i = 0; i < sightings.size(); ++i) {
        const EndpointSpec& endpoint = selection.endpoints[i];
        ProbeResult& result = selection.results[selection.places[i]];
        if (!sightings[i] || (!ended && wants_body(endpoint))) {
            result = not_asked(place.distro + " did not get to its end with this");
        } else if (sightings[i]->has_error()) {
            result = not_asked(sightings[i]->error().message);
        } else {
            result = verdict(endpoint, **sightings[i], made.allowed[i], place);
            if (endpoint.kind == EndpointKind::WslNetwork && (*sightings[i])->code == 0) {
                listening = ports_in(**sightings[i]);
            }
        }
    }
    return ProbeResults{std::move(selection.results), place.distro, std::move(listening)};
}

} // namespace mirrorwatch::agent
