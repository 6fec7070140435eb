#include "service/sense/tcp_probe.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

bool is_localhost(std::string_view host) {
    constexpr std::string_view c_localhost = "localhost";
    return std::equal(host.begin(), host.end(), c_localhost.begin(), c_localhost.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
    });
}

/// The addresses of the endpoint's host; none when the name is not known or the deadline came first.
asio::awaitable<std::vector<std::string>> addresses_of(std::shared_ptr<Attempt> attempt, LookUp look_up) {
    const auto found = std::make_shared<std::vector<std::string>>();
    attempt->name_known.expires_at(asio::steady_timer::time_point::max());
    const std::weak_ptr<Attempt> waiting = attempt;
    LookUpDone done = [found, waiting](std::vector<std::string> addresses) {
        *found = std::move(addresses);
        if (const auto still_there = waiting.lock()) {
            still_there->name_known.expires_at(asio::steady_timer::time_point::min());
        }
    };
    look_up(attempt->endpoint.host, std::move(done));
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await attempt->name_known.async_wait(token);
    co_return attempt->given_up ? std::vector<std::string>{} : *found;
}

/// Each address has the same port.
asio::awaitable<std::string> connect_to_one_of(std::shared_ptr<Attempt> attempt,
                                               std::vector<std::string> addresses) {
    attempt->step = "connecting";
    boost::system::error_code error;
    for (const std::string& address : addresses) {
        if (attempt->given_up) {
            break;
        }
        const tcp::endpoint endpoint{asio::ip::make_address(address, error), attempt->endpoint.port};
        attempt->socket.close(error);
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await attempt->socket.async_connect(endpoint, token);
        if (!error && !attempt->given_up) {
            co_return std::string{};
        }
    }
    co_return attempt->error_text(error);
}

} // namespace

asio::awaitable<std::string> connect(std::shared_ptr<Attempt> attempt, LookUp look_up) {
    std::vector<std::string> addresses;
    const std::string& host = attempt->endpoint.host;
    boost::system::error_code not_literal;
    (void)asio::ip::make_address(host, not_literal);
    if (is_localhost(host)) {
        addresses.emplace_back("127.0.0.1"); // ::1 is not shared with WSL
    } else if (!not_literal) {
        addresses.push_back(host);
    } else {
        attempt->step = "looking the name up";
        addresses = co_await addresses_of(attempt, look_up);
    }
    if (addresses.empty()) {
        co_return attempt->given_up ? attempt->error_text({}) : std::string{"name not found"};
    }
    std::string failed = co_await connect_to_one_of(attempt, addresses);
    co_return failed;
}

asio::awaitable<std::string> probe_tcp(std::shared_ptr<Attempt> attempt, LookUp look_up) {
    std::string failed = co_await connect(attempt, look_up);
    co_return failed;
}

} // namespace mirrorwatch::sense
