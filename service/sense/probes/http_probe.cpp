// SPDX-License-Identifier: MIT
#include "service/sense/probes/http_probe.hpp"

#include "common/names.hpp"
#include "common/probe/http_rules.hpp"
#include "service/sense/probes/system_http_probe.hpp"
#include "service/sense/probes/tcp_probe.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace mirrorwatch::sense {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t c_head_cap = std::size_t{64} * 1024;

/// What an answer is read with. Named objects all: GCC 12 destroys temporaries in a co_await twice.
struct Answer {
    explicit Answer(const HttpCheck& check) {
        parser.header_limit(c_head_cap);
        parser.body_limit(boost::none); // we stop at our own cap, which is no error
        parser.skip(check.method == HttpMethod::Head);
        buffer.reserve(1024); // the usual head in one go
    }

    boost::beast::flat_buffer buffer{c_head_cap + 1024};
    http::response_parser<http::buffer_body> parser;
    std::array<char, 1024> chunk; // of the body
    std::string body;             // if it is searched
};

std::string request_text(const EndpointSpec& endpoint) {
    std::string text;
    text.reserve(256); // most fit, and then grow no more
    text += name_of(endpoint.http.method);
    text += " " + endpoint.http.target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : probe::request_headers(endpoint)) {
        text += name;
        text += ": ";
        text += value;
        text += "\r\n";
    }
    text += "\r\n";
    return text;
}

probe::Failure failure(const Attempt& attempt, const boost::system::error_code& error) {
    if (attempt.given_up || error.category() != make_error_code(http::error::end_of_stream).category()) {
        return attempt.failure(error);
    }
    if (error == http::error::end_of_stream) {
        return {ProbeStep::Answer, "connection closed without answer"};
    }
    if (error == http::error::partial_message) {
        return {attempt.step, "connection closed in the middle of the answer"};
    }
    return {ProbeStep::Answer, "the answer is not HTTP"};
}

asio::awaitable<probe::Failure> send(std::shared_ptr<Attempt> attempt) {
    attempt->step = ProbeStep::Send;
    const std::string request = request_text(attempt->endpoint);
    const auto bytes = asio::buffer(request);
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await asio::async_write(attempt->socket, bytes, token);
    co_return error ? failure(*attempt, error) : probe::Failure{};
}

asio::awaitable<probe::HeadVerdict> read_head(std::shared_ptr<Attempt> attempt, Answer& answer) {
    attempt->step = ProbeStep::Answer;
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await http::async_read_header(attempt->socket, answer.buffer, answer.parser, token);
    probe::HeadVerdict verdict;
    if (error) {
        verdict.failure = failure(*attempt, error);
    } else {
        const auto& head = answer.parser.get();
        const auto location = head[http::field::location];
        verdict = probe::judge_head(attempt->endpoint, static_cast<int>(head.result_int()),
                                    {location.data(), location.size()});
    }
    co_return verdict;
}

asio::awaitable<probe::Failure> read_body(std::shared_ptr<Attempt> attempt, Answer& answer) {
    attempt->step = ProbeStep::Body;
    const HttpCheck& check = attempt->endpoint.http;
    const bool is_searched = probe::looks_at_body(check);
    std::size_t size = 0;
    while (!answer.parser.is_done() && size < probe::c_body_cap) {
        auto& body = answer.parser.get().body();
        body.data = answer.chunk.data();
        body.size = answer.chunk.size();
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        co_await http::async_read_some(attempt->socket, answer.buffer, answer.parser, token);
        if (error && error != http::error::need_buffer) {
            co_return failure(*attempt, error);
        }
        const std::size_t came = answer.chunk.size() - body.size;
        size += came;
        if (is_searched) {
            answer.body.append(answer.chunk.data(), came);
        }
    }
    co_return probe::judge_body(check, answer.body);
}

/// Up to the end of the answer's head.
asio::awaitable<probe::HeadVerdict> ask(std::shared_ptr<Attempt> attempt, const LookUp& look_up,
                                        Answer& answer) {
    probe::HeadVerdict verdict;
    verdict.failure = probe::unsendable(attempt->endpoint.http);
    if (!verdict.failure) {
        verdict.failure = co_await connect(attempt, look_up);
    }
    if (!verdict.failure) {
        verdict.failure = co_await send(attempt);
    }
    if (!verdict.failure) {
        verdict = co_await read_head(attempt, answer);
    }
    co_return verdict;
}

} // namespace

asio::awaitable<probe::Failure> probe_http(std::shared_ptr<Attempt> attempt, const LookUp& look_up,
                                           const probe::SystemProbe& system) {
    probe::Failure failed;
    for (;;) {
        Answer answer{attempt->endpoint.http};
        probe::HeadVerdict verdict = co_await ask(attempt, look_up, answer);
        if (verdict.failure) {
            co_return verdict.failure;
        }
        if (!verdict.next) {
            failed = co_await read_body(attempt, answer);
            co_return failed;
        }
        attempt->endpoint = std::move(*verdict.next);
        if (needs_system(attempt->endpoint)) {
            failed = co_await probe_by_system(attempt, look_up, system);
            co_return failed;
        }
    }
}

} // namespace mirrorwatch::sense
