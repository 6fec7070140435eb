// SPDX-License-Identifier: MIT
#include "service/app/wake_timer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace mirrorwatch::app {

struct WakeTimer::State {
    boost::asio::steady_timer timer;
    std::function<void()> wake;
    unsigned generation = 0;
};

WakeTimer::WakeTimer(boost::asio::io_context& io, std::function<void()> wake)
    : state_(std::make_shared<State>(State{boost::asio::steady_timer{io}, std::move(wake)})) {}

WakeTimer::~WakeTimer() {
    ++state_->generation;
    state_->timer.cancel();
}

void WakeTimer::wake_at(decide::TimePoint when) {
    state_->timer.expires_at(when);
    // A handler that is already queued is not cancelled any more: the generation tells that its time was
    // replaced.
    state_->timer.async_wait([state = state_, mine = ++state_->generation](boost::system::error_code) {
        if (state->generation == mine) {
            state->wake();
        }
    });
}

} // namespace mirrorwatch::app
