// SPDX-License-Identifier: MIT
#pragma once

#include "service/decide/core/time.hpp"

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::app {

/// The one timer of the loop. On the loop's thread; it calls nothing after its end.
class WakeTimer {
public:
    WakeTimer(boost::asio::io_context& io, std::function<void()> wake);
    ~WakeTimer();
    WakeTimer(const WakeTimer&) = delete;
    WakeTimer& operator=(const WakeTimer&) = delete;

    /// Replaces the time before. A time that has passed wakes at once, but never from within this call.
    void wake_at(decide::TimePoint when);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::app
