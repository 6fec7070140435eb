// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mirrorwatch::app {

/// Asio leaves Windows' timer as it is when a wait is cancelled: the process would wake for nothing when the
/// time allowed to a probe is over that has long ended. A wait that is over at once makes it look what is
/// next. To be called when the last probe has ended, on the loop's thread.
class LookAgain {
public:
    explicit LookAgain(boost::asio::io_context& io)
        : timer_(io) {}

    void operator()() {
        timer_.expires_at(boost::asio::steady_timer::time_point::min());
        timer_.async_wait([](boost::system::error_code) {});
    }

private:
    boost::asio::steady_timer timer_;
};

} // namespace mirrorwatch::app
