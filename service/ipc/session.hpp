// SPDX-License-Identifier: MIT
#pragma once

#include "common/framing.hpp"
#include "common/protocol.hpp"
#include "service/ipc/clients.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mirrorwatch::ipc {

/// What a session tells its owner. Called on the loop's thread, never from within show, answer or start.
struct SessionEvents {
    std::function<void(const protocol::Request&)> request;
    std::function<void()> closed; // once; the session calls nothing after it
    /// Something behind this client threw: the client is dropped for it, and nobody else.
    std::function<void(const std::string& what)> failed;
};

/// One client's connection, on any stream of Asio's. Of snapshots only the newest waits, so a slow client
/// skips some but never lags; answers wait in a short queue. A client that takes nothing for
/// `write_deadline`, or lets the queue fill up, is dropped. A frame or a request that cannot be read is
/// answered once, then the line is closed. Keeps itself alive while it is open.
template <class Stream>
class Session final : public Client, public std::enable_shared_from_this<Session<Stream>> {
public:
    static constexpr std::size_t c_most_answers = 16;

    Session(Stream stream, std::chrono::milliseconds write_deadline, SessionEvents events)
        : stream_(std::move(stream))
        , timer_(stream_.get_executor())
        , write_deadline_(write_deadline)
        , events_(std::move(events)) {}

    /// `first`: bytes that were read before the session was made.
    void start(std::string_view first = {}) {
        reader_.feed(first);
        boost::asio::post(stream_.get_executor(),
                          [self = this->shared_from_this()] { self->guard([&] { self->take_frames(); }); });
    }

    void show(std::string snapshot_json) override {
        snapshot_ = std::move(snapshot_json);
        write_next();
    }

    void answer(const protocol::ServerMessage& answer) override {
        if (answers_.size() >= c_most_answers) {
            close();
            return;
        }
        answers_.push_back(protocol::to_json(answer));
        write_next();
    }

    /// Answers once, which is the last that the client hears.
    void end_with(Message why) {
        ending_ = true;
        answer(protocol::Answer{0, false, std::move(why)});
    }

    void close() override {
        if (!open_) {
            return;
        }
        open_ = false;
        boost::system::error_code ignored;
        stream_.close(ignored);
        timer_.cancel();
        boost::asio::post(stream_.get_executor(), [self = this->shared_from_this()] {
            std::exchange(self->events_.request, nullptr);
            if (const auto closed = std::exchange(self->events_.closed, nullptr)) {
                closed();
            }
        });
    }

private:
    void read_more() {
        stream_.async_read_some(
            boost::asio::buffer(incoming_),
            [self = this->shared_from_this()](boost::system::error_code error, std::size_t size) {
                if (error) {
                    self->close();
                    return;
                }
                self->guard([&] {
                    self->reader_.feed({self->incoming_.data(), size});
                    self->take_frames();
                });
            });
    }

    template <class Work>
    void guard(Work work) {
        try {
            work();
        } catch (const std::exception& error) {
            if (events_.failed) {
                events_.failed(error.what());
            }
            close();
        }
    }

    void take_frames() {
        while (open_ && !ending_) {
            const std::optional<std::string> payload = reader_.next();
            if (!payload) {
                break;
            }
            take(*payload);
        }
        if (reader_.is_broken()) {
            end_with({MessageId::RequestUnreadable, {"the frame is too large"}});
        }
        if (open_ && !ending_) {
            read_more();
        }
    }

    void take(const std::string& payload) {
        if (payload.empty()) {
            return; // a greeting: it lets the server ask who has written
        }
        const Result<protocol::Request> request = protocol::request_from_json(payload);
        if (!request) {
            end_with({MessageId::RequestUnreadable, {request.error().message}});
        } else if (events_.request) {
            events_.request(*request);
        }
    }

    void write_next() {
        if (!open_ || writing_) {
            return;
        }
        if (!answers_.empty()) {
            outgoing_ = frame(answers_.front());
            answers_.pop_front();
        } else if (snapshot_ && !ending_) {
            outgoing_ = frame(*std::exchange(snapshot_, std::nullopt));
        } else {
            if (ending_) {
                close();
            }
            return;
        }
        writing_ = true;
        limit_write();
        boost::asio::async_write(stream_, boost::asio::buffer(outgoing_),
                                 [self = this->shared_from_this()](boost::system::error_code error,
                                                                   std::size_t) { self->written(error); });
    }

    void limit_write() {
        timer_.expires_after(write_deadline_);
        // A timer that has run out may be overtaken by the end of its write: the number tells whose it was.
        timer_.async_wait(
            [self = this->shared_from_this(), write = ++writes_](boost::system::error_code error) {
                if (!error && self->writing_ && self->writes_ == write) {
                    self->close();
                }
            });
    }

    void written(boost::system::error_code error) {
        writing_ = false;
        timer_.cancel();
        if (error) {
            close();
        } else {
            guard([this] { write_next(); });
        }
    }

    Stream stream_;
    boost::asio::steady_timer timer_;
    std::chrono::milliseconds write_deadline_;
    SessionEvents events_;
    FrameReader reader_{c_request_cap};
    std::array<char, 4096> incoming_{};
    std::string outgoing_;
    std::deque<std::string> answers_;
    std::optional<std::string> snapshot_;
    unsigned writes_ = 0;
    bool writing_ = false;
    bool ending_ = false; // a last answer is on its way
    bool open_ = true;
};

} // namespace mirrorwatch::ipc
