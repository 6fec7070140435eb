// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/event.hpp"
#include "service/sense/complain.hpp"
#include "service/sense/host/host_facts.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

struct HostFactsTimes {
    std::chrono::milliseconds budget{2000};   // for what can be bounded
    std::chrono::milliseconds grace{250};     // until what was bounded is back
    std::chrono::milliseconds patience{2000}; // at the end, for what hangs
};

/// Gathers the facts about Windows, each source on a thread of its own that lives only while it is asked: a
/// service of Windows that hangs then holds up neither the others nor what else the program does, and a call
/// into it cannot be ended from here. On the loop's thread.
class HostFactsReader {
public:
    /// The loop must outlive it. A source that hangs outlives it, as its thread is left to itself then: it
    /// may refer to nothing that ends before the program does.
    HostFactsReader(boost::asio::io_context& loop, std::vector<HostSource> sources, decide::EventSink sink,
                    Complain complain, HostFactsTimes times = {});
    /// Waits as long as its patience; nothing is reported.
    ~HostFactsReader();
    HostFactsReader(const HostFactsReader&) = delete;
    HostFactsReader& operator=(const HostFactsReader&) = delete;

    /// -> HostFactsRead, exactly once; while a reading is under way, with its result. A source that still
    /// hangs since a reading before is not asked again: what it knows is missing.
    void read(decide::ActionId id);

    /// Reports what was found so far; it happens by itself when the time is over.
    void give_up();

private:
    class State;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::sense
