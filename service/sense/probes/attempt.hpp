// SPDX-License-Identifier: MIT
#pragma once

#include "common/endpoint.hpp"
#include "common/probe/failure.hpp"
#include "service/decide/core/time.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <optional>

namespace mirrorwatch::sense {

/// One probe under way: what its coroutine, its deadline and the prober share. On the loop's thread only.
/// The deadline closes the socket instead of cancelling one operation: so it ends whatever step the probe is
/// at.
struct Attempt {
    Attempt(boost::asio::io_context& loop, EndpointSpec spec, decide::Duration allowed);

    /// Ends the step under way; those that follow must not begin.
    void give_up();
    /// The step under way failed by this.
    [[nodiscard]] probe::Failure failure(const boost::system::error_code& error) const;

    EndpointSpec endpoint; // where a redirect led, after one
    decide::Duration timeout;
    boost::asio::ip::tcp::socket socket;
    boost::asio::steady_timer deadline;
    boost::asio::steady_timer others; // expires when someone else has answered: a look-up, the system's probe
    std::function<void()> end_others; // not empty: they must be told to end
    std::chrono::steady_clock::time_point began;
    ProbeStep step = ProbeStep::Name;
    std::optional<std::chrono::sys_seconds> certificate_expires;
    bool given_up = false;
};

} // namespace mirrorwatch::sense
