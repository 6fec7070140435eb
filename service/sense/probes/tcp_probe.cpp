// SPDX-License-Identifier: MIT
#include "service/sense/probes/tcp_probe.hpp"

#include "service/sense/probes/addresses.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Closes the socket if it is not connected in its share of the time; a share that is overtaken does nothing.
void limit_to_share(const std::shared_ptr<Attempt>& attempt, int addresses_left) {
    const auto now = std::chrono::steady_clock::now();
    attempt->others.expires_at(now + (attempt->deadline.expiry() - now) / addresses_left);
    const auto mine = attempt->others.expiry();
    attempt->others.async_wait([attempt, mine](const boost::system::error_code& cancelled) {
        if (!cancelled && attempt->others.expiry() == mine) {
            boost::system::error_code ignored;
            attempt->socket.close(ignored);
        }
    });
}

} // namespace

asio::awaitable<probe::Failure> connect(std::shared_ptr<Attempt> attempt, const LookUp& look_up) {
    const Addresses addresses = co_await addresses_of(attempt, look_up);
    if (addresses.failure) {
        co_return addresses.failure;
    }
    attempt->step = ProbeStep::Connect;
    boost::system::error_code error;
    for (std::size_t i = 0; i < addresses.found.size() && !attempt->given_up; ++i) {
        const tcp::endpoint endpoint{addresses.found[i], attempt->endpoint.port};
        attempt->socket.close(error);
        const int left = static_cast<int>(addresses.found.size() - i);
        if (left > 1) {
            limit_to_share(attempt, left);
        }
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await attempt->socket.async_connect(endpoint, token);
        if (left > 1) {
            attempt->others.expires_at(asio::steady_timer::time_point::max());
        }
        if (!error && !attempt->given_up) {
            co_return probe::Failure{};
        }
    }
    co_return attempt->failure(error);
}

} // namespace mirrorwatch::sense
