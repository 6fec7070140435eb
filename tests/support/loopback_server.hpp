// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mirrorwatch::tests {

/// A server on loopback that treats every connection as it is told. It lives on the test's loop.
class LoopbackServer {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Treat = std::function<void(const std::shared_ptr<Socket>&)>;

    LoopbackServer(boost::asio::io_context& loop, Treat treat, const char* address = "127.0.0.1")
        : acceptor_(loop, {boost::asio::ip::make_address(address), 0})
        , treat_(std::move(treat)) {
        accept();
    }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    void close() {
        acceptor_.close();
        held.clear();
    }

    std::vector<std::shared_ptr<Socket>> held; // connections that stay open
    std::vector<std::string> requests;         // heads, as they came

    /// Reads the head of a request, writes `answer` and closes.
    void answer(const std::shared_ptr<Socket>& socket, std::string answer) {
        after_head(socket, [this, socket, answer = std::move(answer)] { write_and_close(socket, answer); });
    }

    /// Answers as the map says of the path; a path that is not there ends the connection.
    void answer_by_path(const std::shared_ptr<Socket>& socket,
                        const std::map<std::string, std::string>& answers) {
        after_head(socket, [this, socket, &answers] {
            const std::string& head = requests.back();
            const auto path = head.find(' ') + 1;
            const auto found = answers.find(head.substr(path, head.find(' ', path) - path));
            write_and_close(socket, found == answers.end() ? "" : found->second);
        });
    }

    void hold(const std::shared_ptr<Socket>& socket) { held.push_back(socket); }

    void reset(const std::shared_ptr<Socket>& socket) {
        socket->set_option(boost::asio::socket_base::linger(true, 0));
        socket->close();
    }

    /// Reads the head of a request, writes `part` and resets.
    void reset_after(const std::shared_ptr<Socket>& socket, const std::string& part) {
        after_head(socket, [this, socket, part] {
            boost::asio::write(*socket, boost::asio::buffer(part));
            reset(socket);
        });
    }

    /// Reads the head of a request, writes `part` and then nothing more.
    void stall_after(const std::shared_ptr<Socket>& socket, const std::string& part) {
        after_head(socket, [this, socket, part] {
            boost::asio::write(*socket, boost::asio::buffer(part));
            hold(socket);
        });
    }

    /// A head, and then a body until the other side goes away.
    void answer_endlessly(const std::shared_ptr<Socket>& socket) {
        after_head(socket, [this, socket] {
            write_on(socket,
                     std::make_shared<std::string>("HTTP/1.1 200 OK\r\n\r\n" + std::string(10'000, 'x')));
        });
    }

private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code error, Socket socket) {
            if (!error) {
                treat_(std::make_shared<Socket>(std::move(socket)));
                accept();
            }
        });
    }

    void after_head(const std::shared_ptr<Socket>& socket, std::function<void()> then) {
        const auto head = std::make_shared<boost::asio::streambuf>();
        boost::asio::async_read_until(
            *socket, *head, "\r\n\r\n",
            [this, socket, head, then](boost::system::error_code error, std::size_t size) {
                if (!error) {
                    const auto* data = static_cast<const char*>(head->data().data());
                    requests.emplace_back(data, size);
                    then();
                }
            });
    }

    void write_and_close(const std::shared_ptr<Socket>& socket, const std::string& text) {
        const auto kept = std::make_shared<std::string>(text);
        boost::asio::async_write(*socket, boost::asio::buffer(*kept),
                                 [socket, kept](boost::system::error_code, std::size_t) {
                                     boost::system::error_code ignored;
                                     socket->shutdown(Socket::shutdown_both, ignored);
                                 });
    }

    void write_on(const std::shared_ptr<Socket>& socket, const std::shared_ptr<std::string>& text) {
        boost::asio::async_write(*socket, boost::asio::buffer(*text),
                                 [this, socket, text](boost::system::error_code error, std::size_t) {
                                     if (!error) {
                                         write_on(socket, text);
                                     }
                                 });
    }

    boost::asio::ip::tcp::acceptor acceptor_;
    Treat treat_;
};

} // namespace mirrorwatch::tests
