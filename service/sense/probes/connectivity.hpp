// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/action.hpp"
#include "service/decide/core/event.hpp"
#include "service/sense/probes/name_lookup.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// Asks whether Windows is online: whether any of the configured targets accepts a connection. On the loop's
/// thread.
class ConnectivityCheck {
public:
    /// The loop must outlive it.
    ConnectivityCheck(boost::asio::io_context& loop, decide::EventSink sink, LookUp look_up);
    /// Ends the questions under way; nothing is reported of them.
    ~ConnectivityCheck();
    ConnectivityCheck(const ConnectivityCheck&) = delete;
    ConnectivityCheck& operator=(const ConnectivityCheck&) = delete;

    /// -> ConnectivitySeen, exactly once: with the first target that accepts, or when the last one has
    /// failed. Without a target that can be asked it is not online.
    void check(const decide::CheckConnectivity& question);

private:
    class State;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::sense
