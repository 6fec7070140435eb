#pragma once

#include "common/endpoint.hpp"
#include "service/decide/time.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <string>

namespace mirrorwatch::sense {

/// One probe under way: what its coroutine, its deadline and the prober share. On the loop's thread only.
/// The deadline closes the socket instead of cancelling one operation: so it ends whatever step the probe is
/// at.
struct Attempt {
    Attempt(boost::asio::io_context& loop, EndpointSpec spec, decide::Duration allowed);

    /// Ends the step under way; those that follow must not begin.
    void give_up();
    /// The step that failed, in words.
    [[nodiscard]] std::string error_text(const boost::system::error_code& error) const;

    EndpointSpec endpoint;
    decide::Duration timeout;
    boost::asio::ip::tcp::socket socket;
    boost::asio::steady_timer deadline;
    boost::asio::steady_timer name_known; // cancelled when the look-up has answered
    std::chrono::steady_clock::time_point began;
    const char* step = "starting";
    bool given_up = false;
};

} // namespace mirrorwatch::sense
