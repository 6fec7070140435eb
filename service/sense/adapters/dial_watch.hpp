// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/event.hpp"
#include "service/sense/complain.hpp"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// Tells of each VPN or dial-up connection of Windows' own that could not be made (DialFailed), by what
/// RasClient writes into the Application log. Costs nothing meanwhile. On the loop's thread.
class DialWatch {
public:
    /// The loop must outlive it. A log that cannot be subscribed to is complained of once, and not watched.
    DialWatch(boost::asio::io_context& loop, decide::EventSink sink, Complain complain);
    /// Nothing is reported afterwards.
    ~DialWatch();
    DialWatch(const DialWatch&) = delete;
    DialWatch& operator=(const DialWatch&) = delete;

private:
    class State;
    std::shared_ptr<State> state_; // the wait under way owns it too
};

} // namespace mirrorwatch::sense
