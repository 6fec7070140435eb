// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/probes/prober.hpp"
#include "tests/support/loopback_server.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mirrorwatch::tests {

/// A loop with a prober on it. Look-ups are answered from `names`; those of other names never are.
struct ProbeWorld {
    boost::asio::io_context loop;
    std::map<std::string, sense::NameAnswer> names;
    std::map<decide::ActionId, ProbeResult> done;
    int look_ups = 0;
    std::unique_ptr<sense::Prober> prober;

    explicit ProbeWorld(int max_concurrency = 64, probe::SystemProbe system = {}) {
        const auto sink = [this](const decide::Event& event) {
            const auto& probe = std::get<decide::ProbeDone>(event);
            CHECK(done.emplace(probe.id, probe.result).second);
        };
        const auto look_up = [this](const std::string& host, const sense::LookUpDone& answered) {
            ++look_ups;
            if (const auto found = names.find(host); found != names.end()) {
                answered(found->second);
            }
        };
        prober = std::make_unique<sense::Prober>(loop, sink, look_up, max_concurrency, std::move(system));
    }

    static EndpointSpec spec(EndpointKind kind, const std::string& host, std::uint16_t port) {
        EndpointSpec spec;
        spec.name = "e";
        spec.kind = kind;
        spec.host = host;
        spec.port = port;
        return spec;
    }

    void start(decide::ActionId id, const EndpointSpec& spec,
               decide::Duration timeout = std::chrono::seconds{60}) {
        prober->start({id, spec, timeout});
    }

    void start(decide::ActionId id, EndpointKind kind, const std::string& host, std::uint16_t port,
               decide::Duration timeout = std::chrono::seconds{60}) {
        start(id, spec(kind, host, port), timeout);
    }

    void run_until_done(std::size_t count) {
        while (done.size() < count) {
            REQUIRE(loop.run_one() == 1);
        }
    }

    ProbeResult probe(const EndpointSpec& spec, decide::Duration timeout = std::chrono::seconds{60}) {
        done.clear();
        start(1, spec, timeout);
        run_until_done(1);
        return done.at(1);
    }

    ProbeResult probe(EndpointKind kind, const std::string& host, std::uint16_t port,
                      decide::Duration timeout = std::chrono::seconds{60}) {
        return probe(spec(kind, host, port), timeout);
    }
};

/// Of a port on which nobody listens any more.
inline std::uint16_t closed_port() {
    boost::asio::io_context loop;
    return LoopbackServer{loop, nullptr}.port();
}

} // namespace mirrorwatch::tests
