// SPDX-License-Identifier: MIT
#pragma once

#include "common/probe/system_probe.hpp"
#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"
#include "service/sense/probes/name_lookup.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// Probes endpoints over the network, some at a time and the rest in the order of their coming. On the loop's
/// thread. The time allowed to a probe counts from its turn and covers all steps: name, connection, answer,
/// and those of all redirects. Endpoints that only the guest can ask fail. It asks as whoever this process
/// runs as: `as_user` is not looked at.
class Prober {
public:
    /// The loop must outlive it. `system` asks HTTPS and through proxies; without it such probes fail.
    Prober(boost::asio::io_context& loop, decide::EventSink sink, LookUp look_up, int max_concurrency = 64,
           probe::SystemProbe system = {});
    /// Ends the probes under way; nothing is reported of them.
    ~Prober();
    Prober(const Prober&) = delete;
    Prober& operator=(const Prober&) = delete;

    /// -> ProbeDone, exactly once, and never before this returns.
    void start(const decide::StartProbe& probe);
    /// Nothing is under way and nothing waits. True already when the last one is reported.
    [[nodiscard]] bool is_idle() const;

    /// From now on; what is under way goes on.
    void allow(int max_concurrency);

private:
    class State;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::sense
