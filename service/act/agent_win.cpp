// SPDX-License-Identifier: MIT
#include "service/act/agent_win.hpp"

#include "common/error_win.hpp"
#include "common/framing.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/windows/object_handle.hpp>
#include <boost/asio/windows/stream_handle.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

namespace mirrorwatch::act {
namespace {

namespace asio = boost::asio;

/// One agent from its start to its answer. Keeps itself alive by the operations that it waits for.
class Run : public std::enable_shared_from_this<Run> {
public:
    Run(asio::io_context& io, std::function<void(AgentOutput)> done)
        : process_(io)
        , input_(io)
        , output_(io)
        , timer_(io)
        , done_(std::move(done)) {}

    ~Run() { kill(); }

    void use(Child child) {
        process_.assign(child.process.release());
        input_.assign(child.input.release());
        output_.assign(child.output.release());
        job_ = std::move(child.job);
    }

    void end() {
        asio::post(process_.get_executor(),
                   [self = shared_from_this()] { self->finish(Error{"it was ended early"}); });
    }

    void talk(std::string request, std::chrono::milliseconds deadline) {
        request_ = std::move(request);
        timer_.expires_after(deadline);
        timer_.async_wait([self = shared_from_this(), deadline](boost::system::error_code error) {
            if (!error) {
                self->finish(
                    Error{"it did not end within " + std::to_string(deadline.count() / 1000) + " s"});
            }
        });
        asio::async_write(input_, asio::buffer(request_),
                          [self = shared_from_this()](boost::system::error_code, std::size_t) {
                              boost::system::error_code ignored;
                              self->input_.close(
                                  ignored); // the end of the request; one that died shows by its exit code
                          });
        process_.async_wait([self = shared_from_this()](boost::system::error_code error) {
            self->exited_ = !error;
            self->finish_when_over();
        });
        read_more();
    }

private:
    void read_more() {
        output_.async_read_some(asio::buffer(chunk_), [self = shared_from_this()](
                                                          boost::system::error_code error, std::size_t size) {
            self->text_.append(self->chunk_.data(), size);
            if (error) {
                self->drained_ = true;
                self->finish_when_over();
            } else if (self->text_.size() > c_frame_cap) {
                self->finish(Error{"its answer is too long"});
            } else {
                self->read_more();
            }
        });
    }

    void finish_when_over() {
        if (!exited_ || !drained_ || !done_) {
            return;
        }
        DWORD code = 0;
        if (!GetExitCodeProcess(process_.native_handle(), &code)) {
            finish(Error{last_error_sentence("GetExitCodeProcess")});
        } else if (code != 0) {
            finish(Error{"it ended with exit code " + std::to_string(code)});
        } else {
            finish(text_result(std::move(text_)));
        }
    }

    void finish(AgentOutput output) {
        if (const auto done = std::exchange(done_, nullptr)) {
            kill();
            boost::system::error_code ignored;
            timer_.cancel();
            input_.close(ignored);
            output_.close(ignored);
            process_.cancel(ignored);
            done(std::move(output));
        }
    }

    /// Harmless for a process that has ended: the handle keeps its id from being given to another.
    void kill() {
        if (process_.is_open() && !exited_) {
            TerminateProcess(process_.native_handle(), 1);
        }
        job_.reset();
    }

    asio::windows::object_handle process_;
    asio::windows::stream_handle input_;
    asio::windows::stream_handle output_;
    asio::steady_timer timer_;
    KernelHandle job_;
    std::function<void(AgentOutput)> done_;
    std::string request_;
    std::string text_;
    std::array<char, 4096> chunk_{};
    bool exited_ = false;
    bool drained_ = false;
};

} // namespace

ProcessLauncher::ProcessLauncher(asio::io_context& io, const ChildStarter& starter)
    : io_(io)
    , starter_(starter) {}

AgentLauncher::End ProcessLauncher::launch(const UserId& user, std::string request,
                                           std::chrono::milliseconds deadline,
                                           std::function<void(AgentOutput)> done) {
    Result<Child> child = starter_.start(user, L"agent");
    if (!child) {
        asio::post(io_, [done, error = child.error()] { done(AgentOutput{error}); });
        return [] {};
    }
    const auto run = std::make_shared<Run>(io_, std::move(done));
    run->use(std::move(*child));
    run->talk(std::move(request), deadline);
    return [weak = std::weak_ptr{run}] {
        if (const auto alive = weak.lock()) {
            alive->end();
        }
    };
}

} // namespace mirrorwatch::act
