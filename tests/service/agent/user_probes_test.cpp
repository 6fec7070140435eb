// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

using std::chrono::milliseconds;

EndpointSpec web(std::uint16_t port) {
    EndpointSpec spec;
    spec.kind = EndpointKind::Https;
    spec.host = "web.corp";
    spec.port = port;
    spec.timeout = milliseconds{60'000};
    return spec;
}

} // namespace

TEST_CASE("each endpoint is asked as the user, and answered in its place") {
    World world;
    world.ports.ask_system = [](const EndpointSpec& spec, milliseconds timeout) {
        return ProbeResult{spec.port % 2 == 0, std::to_string(spec.port), timeout, ProbeStep::None};
    };
    ProbeAsUser request;
    for (std::uint16_t port = 1; port <= 40; ++port) {
        request.endpoints.push_back(web(port));
    }
    request.endpoints[7].kind = EndpointKind::Tcp;
    const Reply reply = handle(request, world.ports);
    const auto& results = std::get<ProbeResults>(reply).results;
    REQUIRE(results.size() == 40);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (i != 7) {
            CHECK(results[i].error == std::to_string(i + 1));
            CHECK(results[i].latency == milliseconds{15'000}); // two rounds within half a minute
        }
    }
    CHECK_FALSE(results[7].ok);
    CHECK(world.wsl.calls.empty());
}

TEST_CASE("an agent that cannot ask the system refuses") {
    World world;
    CHECK(std::holds_alternative<Refusal>(handle(ProbeAsUser{{web(1)}}, world.ports)));
}

} // namespace mirrorwatch::agent
