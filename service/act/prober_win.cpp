// SPDX-License-Identifier: MIT
#include "service/act/prober_win.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/windows/stream_handle.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <deque>
#include <utility>

namespace mirrorwatch::act {
namespace {

namespace asio = boost::asio;

/// Keeps itself alive by the operations that it waits for; after `end` it says nothing.
class Conversation : public std::enable_shared_from_this<Conversation> {
public:
    Conversation(asio::io_context& io, Child child, ProberLauncher::Hearing hearing)
        : process_(std::move(child.process))
        , job_(std::move(child.job))
        , input_(io, child.input.release())
        , output_(io, child.output.release())
        , hearing_(std::move(hearing)) {}

    ~Conversation() { end(); }

    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    void read() {
        output_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](
                                                          boost::system::error_code error, std::size_t size) {
            self->on_read(error, size);
        });
    }

    void write(std::string bytes) {
        unwritten_.push_back(std::move(bytes));
        if (unwritten_.size() == 1) {
            write_next();
        }
    }

    void end() {
        if (!std::exchange(is_over_, true)) {
            TerminateProcess(process_.get(), 1); // harmless for one that has ended: the handle keeps its id
            job_.reset();
            boost::system::error_code ignored;
            input_.close(ignored);
            output_.close(ignored);
        }
    }

private:
    void on_read(boost::system::error_code error, std::size_t size) {
        if (is_over_) {
            return;
        }
        if (!error) {
            hearing_.said({chunk_.data(), size});
        }
        if (is_over_) { // what it said has ended it
            return;
        }
        if (error) {
            const std::string why = how_it_ended();
            end();
            hearing_.ended(why);
        } else {
            read();
        }
    }

    [[nodiscard]] std::string how_it_ended() const {
        DWORD code = STILL_ACTIVE;
        const bool is_known = GetExitCodeProcess(process_.get(), &code) && code != STILL_ACTIVE;
        return is_known ? "it ended with exit code " + std::to_string(code) : "it has ended";
    }

    /// One that has died shows by its output.
    void write_next() {
        asio::async_write(input_, asio::buffer(unwritten_.front()),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                              self->unwritten_.pop_front();
                              if (!error && !self->is_over_ && !self->unwritten_.empty()) {
                                  self->write_next();
                              }
                          });
    }

    KernelHandle process_;
    KernelHandle job_;
    asio::windows::stream_handle input_;
    asio::windows::stream_handle output_;
    ProberLauncher::Hearing hearing_;
    std::deque<std::string> unwritten_; // the first one is on its way
    std::array<char, 4096> chunk_{};
    bool is_over_ = false;
};

class RunningProber final : public ProberLauncher::Process {
public:
    explicit RunningProber(std::shared_ptr<Conversation> conversation)
        : conversation_(std::move(conversation)) {}

    ~RunningProber() override { conversation_->end(); }

    RunningProber(const RunningProber&) = delete;
    RunningProber& operator=(const RunningProber&) = delete;

    void write(std::string bytes) override { conversation_->write(std::move(bytes)); }

private:
    std::shared_ptr<Conversation> conversation_;
};

} // namespace

Result<std::unique_ptr<ProberLauncher::Process>> ProberProcesses::start(const UserId& user, Hearing hearing) {
    Result<Child> child = starter_.start(user, L"prober");
    if (!child) {
        return child.error();
    }
    const auto conversation = std::make_shared<Conversation>(io_, std::move(*child), std::move(hearing));
    conversation->read();
    return std::unique_ptr<Process>{std::make_unique<RunningProber>(conversation)};
}

} // namespace mirrorwatch::act
