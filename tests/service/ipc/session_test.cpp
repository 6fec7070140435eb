// SPDX-License-Identifier: MIT
#include "service/ipc/session.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace mirrorwatch;
using namespace mirrorwatch::ipc;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

// Both ends of a loopback connection, so that the test also runs where there are no local sockets.
struct Fixture {
    asio::io_context io{1};
    tcp::socket client{io};
    std::vector<protocol::Request> requests;
    std::function<void(const protocol::Request&)> on_request = [this](const protocol::Request& r) {
        requests.push_back(r);
    };
    std::vector<std::string> failures;
    int closed = 0;
    std::shared_ptr<Session<tcp::socket>> session;

    explicit Fixture(std::chrono::milliseconds deadline = std::chrono::minutes{1}, int send_buffer = 0) {
        tcp::acceptor acceptor{io, {asio::ip::address_v4::loopback(), 0}};
        if (send_buffer > 0) {
            client.open(tcp::v4());
            client.set_option(asio::socket_base::receive_buffer_size{send_buffer});
        }
        client.connect(acceptor.local_endpoint());
        tcp::socket server = acceptor.accept();
        if (send_buffer > 0) {
            server.set_option(asio::socket_base::send_buffer_size{send_buffer});
        }
        SessionEvents events{[this](const protocol::Request& r) { on_request(r); }, [this] { ++closed; },
                             [this](const std::string& what) { failures.push_back(what); }};
        session = std::make_shared<Session<tcp::socket>>(std::move(server), deadline, std::move(events));
    }

    ~Fixture() {
        session->close();
        io.restart();
        io.run();
    }

    std::optional<std::string> next_frame() {
        while (true) {
            if (std::optional<std::string> payload = reader_.next()) {
                return payload;
            }
            char bytes[4096];
            std::optional<std::size_t> size;
            client.async_read_some(asio::buffer(bytes), [&](boost::system::error_code error, std::size_t n) {
                size = error ? 0 : n;
            });
            run_until([&] { return size.has_value(); });
            if (*size == 0) {
                return std::nullopt;
            }
            reader_.feed({bytes, *size});
        }
    }

    protocol::Answer next_answer() {
        return std::get<protocol::Answer>(*protocol::message_from_json(next_frame().value()));
    }

    template <class Condition>
    void run_until(Condition condition) {
        io.restart();
        while (!condition()) {
            REQUIRE(io.run_one() == 1);
        }
    }

    void send(std::string_view bytes) { asio::write(client, asio::buffer(bytes)); }

private:
    FrameReader reader_;
};

std::string roll_back(std::uint32_t number) {
    return frame(protocol::to_json(protocol::Request{number, protocol::RollBack{}}));
}

} // namespace

TEST_CASE("a snapshot reaches the client") {
    Fixture f;
    f.session->start();
    f.session->show("{\"a\":1}");
    CHECK(f.next_frame() == "{\"a\":1}");
}

TEST_CASE("requests arrive however the bytes are cut, and those read before the start count too") {
    Fixture f;
    const std::string bytes = roll_back(1) + roll_back(2);
    f.session->start(bytes.substr(0, 3));
    f.send(bytes.substr(3));
    f.run_until([&] { return f.requests.size() == 2; });
    CHECK(f.requests[1].number == 2);
}

TEST_CASE("an empty frame is a greeting and no request") {
    Fixture f;
    f.session->start();
    f.send(frame("") + roll_back(5));
    f.run_until([&] { return !f.requests.empty(); });
    CHECK(f.requests.size() == 1);
}

TEST_CASE("a slow client gets the newest snapshot only") {
    Fixture f{std::chrono::minutes{1}, 4096};
    f.session->start();
    const std::string large(900'000, 'x'); // more than the sockets hold: the write stays under way
    f.session->show(large);
    f.session->show("second");
    f.session->show("third");
    CHECK(f.next_frame()->size() == large.size());
    CHECK(f.next_frame() == "third");
}

TEST_CASE("an answer goes before a waiting snapshot") {
    Fixture f{std::chrono::minutes{1}, 4096};
    f.session->start();
    f.session->show(std::string(900'000, 'x'));
    f.session->show("newest");
    f.session->answer(protocol::Answer{4, true, {MessageId::AllWell, {}}});
    CHECK(f.next_frame()->size() == 900'000);
    CHECK(f.next_answer().number == 4);
    CHECK(f.next_frame() == "newest");
}

TEST_CASE("a client that takes nothing is dropped") {
    Fixture f{std::chrono::milliseconds{20}, 4096};
    f.session->start();
    f.session->show(std::string(1'000'000, 'x'));
    f.run_until([&] { return f.closed > 0; });
    CHECK(f.closed == 1);
}

TEST_CASE("a client that asks and never reads is dropped when its answers fill the queue") {
    Fixture f{std::chrono::minutes{1}, 4096};
    f.session->start();
    f.session->show(std::string(1'000'000, 'x'));
    for (std::size_t i = 0; i < Session<tcp::socket>::c_most_answers; ++i) {
        f.session->answer(protocol::Answer{1, true, {}});
    }
    f.io.poll();
    REQUIRE(f.closed == 0);
    f.session->answer(protocol::Answer{1, true, {}});
    f.run_until([&] { return f.closed == 1; });
}

TEST_CASE("a request that cannot be read is answered once and ends the line") {
    Fixture f;
    f.session->start();
    f.send(frame("not json") + roll_back(9));
    const protocol::Answer answer = f.next_answer();
    CHECK(answer.number == 0);
    CHECK_FALSE(answer.accepted);
    CHECK(answer.message.code == MessageId::RequestUnreadable);
    CHECK_FALSE(f.next_frame().has_value());
    CHECK(f.requests.empty());
    f.run_until([&] { return f.closed == 1; });
}

TEST_CASE("a frame above the cap is answered once and ends the line") {
    Fixture f;
    f.session->start();
    f.send(std::string_view{"\xff\xff\xff\x7f", 4});
    CHECK(f.next_answer().message.code == MessageId::RequestUnreadable);
    CHECK_FALSE(f.next_frame().has_value());
}

TEST_CASE("a client that leaves is told of once") {
    Fixture f;
    f.session->start();
    f.client.close();
    f.run_until([&] { return f.closed > 0; });
    f.io.poll();
    f.run_until([&] { return f.closed == 1; });
}

TEST_CASE("a request longer than any verb is refused before it is kept") {
    Fixture f;
    f.session->start();
    const std::uint32_t length = mirrorwatch::c_request_cap + 1;
    const std::string header{static_cast<char>(length & 0xFF), static_cast<char>(length >> 8 & 0xFF),
                             static_cast<char>(length >> 16), '\0'};
    f.send(header + std::string(1'000, 'x'));
    CHECK(f.next_answer().message.code == MessageId::RequestUnreadable);
    CHECK_FALSE(f.next_frame().has_value());
}

TEST_CASE("an exception behind a client's request ends that client, and is told") {
    Fixture f;
    f.on_request = [](const protocol::Request&) { throw std::runtime_error("out of luck"); };
    f.session->start();
    f.send(roll_back(1) + roll_back(2));
    f.run_until([&] { return f.closed == 1; });
    CHECK(f.failures == std::vector<std::string>{"out of luck"});
    CHECK_FALSE(f.next_frame().has_value());
}
