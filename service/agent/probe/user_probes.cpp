// SPDX-License-Identifier: MIT
#include "service/agent/probe/probes.hpp"

#include <algorithm>
#include <thread>

namespace mirrorwatch::agent {
namespace {

constexpr std::size_t c_at_once = 32;
constexpr std::chrono::milliseconds c_whole_time{30'000};

bool is_http(const EndpointSpec& endpoint) {
    return endpoint.kind == EndpointKind::Http || endpoint.kind == EndpointKind::Https;
}

} // namespace

Reply probe_as_user(const ProbeAsUser& request, Ports& ports) {
    if (!ports.ask_system) {
        return Refusal{Message{MessageId::AgentFailed, {"it has no way to ask"}}};
    }
    const std::size_t count = request.endpoints.size();
    const auto rounds = std::max<std::size_t>(1, (count + c_at_once - 1) / c_at_once);
    ProbeResults answer;
    answer.results.resize(count);
    for (std::size_t begin = 0; begin < count; begin += c_at_once) {
        std::vector<std::jthread> threads; // each writes one result of its own
        for (std::size_t i = begin; i < std::min(count, begin + c_at_once); ++i) {
            const EndpointSpec& endpoint = request.endpoints[i];
            ProbeResult& result = answer.results[i];
            if (!is_http(endpoint)) {
                result = {false, "only the service asks this", {}, ProbeStep::Guest};
                continue;
            }
            const auto allowed = std::min(endpoint.timeout, c_whole_time / static_cast<int>(rounds));
            threads.emplace_back(
                [&ports, &endpoint, &result, allowed] { result = ports.ask_system(endpoint, allowed); });
        }
    }
    return answer;
}

} // namespace mirrorwatch::agent
