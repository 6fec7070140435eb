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
#include <atomic>
#include <random>
#include <utility>

namespace mirrorwatch::act {
namespace {

namespace asio = boost::asio;

struct PipePair {
    FileHandle ours;   // overlapped
    FileHandle theirs; // inheritable
};

std::wstring unique_pipe_name() {
    static std::atomic<unsigned> counter{0};
    std::random_device random;
    return LR"(\\.\pipe\mirrorwatch-agent-)" + std::to_wstring(GetCurrentProcessId()) + L"-" +
           std::to_wstring(++counter) + L"-" + std::to_wstring(random()) + std::to_wstring(random());
}

/// Both ends are opened here, and there is one instance: nobody else can come in between.
Result<PipePair> make_pipe(DWORD our_access, DWORD their_access) {
    const std::wstring name = unique_pipe_name();
    PipePair pair;
    pair.ours.reset(
        CreateNamedPipeW(name.c_str(), our_access | FILE_FLAG_FIRST_PIPE_INSTANCE | FILE_FLAG_OVERLAPPED,
                         PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, 65536, 65536, 0, nullptr));
    if (!pair.ours) {
        return Error{last_error_sentence("CreateNamedPipeW")};
    }
    SECURITY_ATTRIBUTES inheritable{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    pair.theirs.reset(CreateFileW(name.c_str(), their_access, 0, &inheritable, OPEN_EXISTING, 0, nullptr));
    if (!pair.theirs) {
        return Error{last_error_sentence("CreateFileW")};
    }
    return pair;
}

/// A handle of this process that can be waited for and nothing else.
KernelHandle inheritable_self() {
    KernelHandle self;
    const HANDLE process = GetCurrentProcess();
    if (!DuplicateHandle(process, process, process, self.put(), SYNCHRONIZE, TRUE, 0)) {
        throw_last_error("DuplicateHandle");
    }
    return self;
}

FileHandle inheritable_nul() {
    SECURITY_ATTRIBUTES inheritable{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
    return FileHandle{CreateFileW(L"NUL", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &inheritable,
                                  OPEN_EXISTING, 0, nullptr)};
}

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

    [[nodiscard]] Result<void> start(HANDLE token, StartOptions options, const Log& log) {
        Result<PipePair> input = make_pipe(PIPE_ACCESS_OUTBOUND, GENERIC_READ);
        Result<PipePair> output = make_pipe(PIPE_ACCESS_INBOUND, GENERIC_WRITE);
        if (!input || !output) {
            return input ? output.error() : input.error();
        }
        const KernelHandle self = inheritable_self();
        const FileHandle nul = inheritable_nul();
        options.input = input->theirs.get();
        options.output = output->theirs.get();
        options.error = nul.get();
        options.inherited = {self.get()};
        options.arguments += L" --parent " + std::to_wstring(reinterpret_cast<std::uintptr_t>(self.get()));
        options.flags = CREATE_NO_WINDOW | CREATE_SUSPENDED;
        Result<StartedProcess> started = start_process(token, options);
        if (!started) {
            return started.error();
        }
        put_into_job(started->process.get(), log);
        ResumeThread(started->thread.get());
        process_.assign(started->process.release());
        input_.assign(input->ours.release());
        output_.assign(output->ours.release());
        return {};
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
    void put_into_job(HANDLE process, const Log& log) {
        // Documented: all processes of a job are of the job's session. So from session 0 this may be refused.
        job_ = make_kill_on_close_job();
        if (job_ && !AssignProcessToJobObject(job_.get(), process)) {
            log.debug("agent: " + last_error_sentence("AssignProcessToJobObject"));
            job_.reset();
        }
    }

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

ProcessLauncher::ProcessLauncher(asio::io_context& io, TokenSource& tokens, const Log& log,
                                 std::filesystem::path program, std::wstring arguments)
    : io_(io)
    , tokens_(tokens)
    , log_(log)
    , program_(std::move(program))
    , arguments_(std::move(arguments)) {}

AgentLauncher::End ProcessLauncher::launch(const UserId& user, std::string request,
                                           std::chrono::milliseconds deadline,
                                           std::function<void(AgentOutput)> done) {
    const auto fail = [&](const Error& error) -> End {
        asio::post(io_, [done, error] { done(AgentOutput{error}); });
        return [] {};
    };
    const Result<KernelHandle> token = tokens_.token_of(user);
    if (!token) {
        return fail(token.error());
    }
    StartOptions options;
    options.program = program_;
    options.arguments = arguments_;
    const auto run = std::make_shared<Run>(io_, done);
    if (const Result<void> started = run->start(token->get(), std::move(options), log_); !started) {
        return fail(started.error());
    }
    run->talk(std::move(request), deadline);
    return [weak = std::weak_ptr{run}] {
        if (const auto alive = weak.lock()) {
            alive->end();
        }
    };
}

} // namespace mirrorwatch::act
