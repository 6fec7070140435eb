// SPDX-License-Identifier: MIT
#include "service/app/probe_all.hpp"

#include "service/sense/probes/prober.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <utility>

namespace mirrorwatch::app {

std::vector<ProbeResult> probe_all(const std::vector<EndpointSpec>& endpoints, probe::SystemProbe system) {
    if (endpoints.empty()) {
        return {};
    }
    boost::asio::io_context loop{1};
    const auto work = boost::asio::make_work_guard(loop); // what another thread will post may be all there is
    std::vector<ProbeResult> results(endpoints.size());
    std::size_t left = endpoints.size();
    const auto sink = [&](decide::Event event) {
        if (auto* done = std::get_if<decide::ProbeDone>(&event)) {
            results.at(done->id) = std::move(done->result);
            if (--left == 0) {
                loop.stop();
            }
        }
    };
    sense::Prober prober{loop, sink, sense::threaded_look_up(loop), 64, std::move(system)};
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        prober.start({i, endpoints[i], endpoints[i].timeout});
    }
    loop.run();
    return results;
}

} // namespace mirrorwatch::app
