#include "service/sense/http_probe.hpp"

#include "service/sense/tcp_probe.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t c_body_cap = 64 * 1024;

/// What an answer is read with. Named objects all: GCC 12 destroys temporaries in a co_await twice.
struct Answer {
    Answer() { parser.body_limit(boost::none); } // we stop at our own cap, which is no error

    boost::beast::flat_buffer buffer{16 * 1024};
    http::response_parser<http::buffer_body> parser;
    std::array<char, 8 * 1024> dropped{};
};

std::string host_header(const EndpointSpec& endpoint) {
    const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host;
    return endpoint.port == 80 ? host : host + ":" + std::to_string(endpoint.port);
}

http::request<http::empty_body> request_for(const EndpointSpec& endpoint) {
    http::request<http::empty_body> request{http::verb::get, endpoint.http.target, 11};
    request.set(http::field::host, host_header(endpoint));
    request.set(http::field::user_agent, "Mirrorwatch");
    request.set(http::field::accept, "*/*");
    request.set(http::field::connection, "close");
    return request;
}

std::string error_text(const Attempt& attempt, const boost::system::error_code& error) {
    if (attempt.given_up || error.category() != make_error_code(http::error::end_of_stream).category()) {
        return attempt.error_text(error);
    }
    if (error == http::error::end_of_stream) {
        return "connection closed without answer";
    }
    if (error == http::error::partial_message) {
        return "connection closed in the middle of the answer";
    }
    return "the answer is not HTTP";
}

asio::awaitable<std::string> send(std::shared_ptr<Attempt> attempt) {
    attempt->step = "sending the request";
    const auto request = request_for(attempt->endpoint);
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await http::async_write(attempt->socket, request, token);
    co_return error ? error_text(*attempt, error) : std::string{};
}

asio::awaitable<std::string> read_head(std::shared_ptr<Attempt> attempt, std::shared_ptr<Answer> answer) {
    attempt->step = "waiting for the answer";
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await http::async_read_header(attempt->socket, answer->buffer, answer->parser, token);
    if (error) {
        co_return error_text(*attempt, error);
    }
    const auto status = answer->parser.get().result_int();
    co_return status >= 200 && status < 400 ? std::string{} : "HTTP status " + std::to_string(status);
}

asio::awaitable<std::string> drop_body(std::shared_ptr<Attempt> attempt, std::shared_ptr<Answer> answer) {
    attempt->step = "reading the answer";
    std::size_t size = 0;
    while (!answer->parser.is_done() && size < c_body_cap) {
        auto& body = answer->parser.get().body();
        body.data = answer->dropped.data();
        body.size = answer->dropped.size();
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await http::async_read_some(attempt->socket, answer->buffer, answer->parser, token);
        if (error && error != http::error::need_buffer) {
            co_return error_text(*attempt, error);
        }
        size += answer->dropped.size() - body.size;
    }
    co_return std::string{};
}

} // namespace

asio::awaitable<std::string> probe_http(std::shared_ptr<Attempt> attempt, LookUp look_up) {
    std::string failed = co_await connect(attempt, look_up);
    if (failed.empty()) {
        failed = co_await send(attempt);
    }
    const auto answer = std::make_shared<Answer>();
    if (failed.empty()) {
        failed = co_await read_head(attempt, answer);
    }
    if (failed.empty()) {
        failed = co_await drop_body(attempt, answer);
    }
    co_return failed;
}

} // namespace mirrorwatch::sense
