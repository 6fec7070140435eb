// SPDX-License-Identifier: MIT
#include "service/ipc/pipe_server_win.hpp"

#include "common/error_win.hpp"
#include "common/handle_win.hpp"
#include "common/once_a_minute.hpp"
#include "service/ipc/authorize.hpp"
#include "service/ipc/caller_win.hpp"
#include "service/ipc/session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/windows/overlapped_ptr.hpp>
#include <boost/asio/windows/stream_handle.hpp>

#include <sddl.h>

#include <algorithm>
#include <vector>

namespace mirrorwatch::ipc {
namespace {

namespace asio = boost::asio;
using Stream = asio::windows::stream_handle;
using boost::system::error_code;

constexpr std::size_t c_waiting = 4;
constexpr std::size_t c_silent = 32; // that have come and not greeted yet
constexpr std::chrono::seconds c_write_deadline{5};
constexpr std::chrono::seconds c_greeting_deadline{5};
constexpr std::chrono::seconds c_retry{1};
constexpr DWORD c_buffer_size = 64 * 1024;

/// A connection that waits for its client, or for the client's greeting: Windows does not name a client who
/// has not written yet.
struct Arrival {
    explicit Arrival(asio::io_context& io)
        : stream(io)
        , deadline(io) {}

    Stream stream;
    asio::steady_timer deadline;
    std::array<char, 1024> first{};
    bool has_come = false;
};

} // namespace

class PipeServer::Acceptor : public std::enable_shared_from_this<Acceptor> {
public:
    Acceptor(asio::io_context& io, std::wstring name, const std::wstring& sddl, Clients& clients,
             const Log& log, Reporter reporter)
        : io_(io)
        , name_(std::move(name))
        , clients_(clients)
        , log_(log)
        , reporter_(std::move(reporter))
        , retry_(io) {
        if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl.c_str(), SDDL_REVISION_1,
                                                                  descriptor_.put(), nullptr)) {
            throw_last_error("ConvertStringSecurityDescriptorToSecurityDescriptorW");
        }
        first_ = make_instance(FILE_FLAG_FIRST_PIPE_INSTANCE);
        if (!first_) {
            throw_last_error("CreateNamedPipeW");
        }
    }

    void start() {
        wait_for_client(std::move(first_));
        fill_up();
    }

    void stop() {
        open_ = false;
        retry_.cancel();
        // Cancelled, not closed: each then completes while its memory is still there.
        for (const auto& arrival : std::exchange(arrivals_, {})) {
            boost::system::error_code ignored;
            arrival->deadline.cancel();
            arrival->stream.cancel(ignored);
        }
        waiting_ = 0;
    }

private:
    FileHandle make_instance(DWORD flags) {
        SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), descriptor_.get(), FALSE};
        return FileHandle{CreateNamedPipeW(name_.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | flags,
                                           PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_REJECT_REMOTE_CLIENTS,
                                           PIPE_UNLIMITED_INSTANCES, c_buffer_size, c_buffer_size, 0,
                                           &attributes)};
    }

    void fill_up() {
        while (open_ && waiting_ < c_waiting) {
            FileHandle instance = make_instance(0);
            if (!instance) {
                log_.warn("pipe: " + last_error_sentence("CreateNamedPipeW"));
                retry_later();
                return;
            }
            wait_for_client(std::move(instance));
        }
    }

    void retry_later() {
        retry_.expires_after(c_retry);
        retry_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) {
                self->fill_up();
            }
        });
    }

    void wait_for_client(FileHandle instance) {
        const auto arrival = std::make_shared<Arrival>(io_);
        arrival->stream.assign(instance.release());
        arrivals_.push_back(arrival);
        ++waiting_;
        asio::windows::overlapped_ptr operation{
            io_, [self = shared_from_this(), arrival](error_code error, std::size_t) {
                self->connected(arrival, error);
            }};
        ConnectNamedPipe(arrival->stream.native_handle(), operation.get());
        const DWORD error = GetLastError();
        if (error == ERROR_IO_PENDING) {
            operation.release(); // the completion port owns it now
        } else {
            // A client was faster than we: then no completion comes, and it is up to us to call the handler.
            const DWORD outcome = error == ERROR_PIPE_CONNECTED ? ERROR_SUCCESS : error;
            operation.complete(error_code{static_cast<int>(outcome), asio::error::get_system_category()}, 0);
        }
    }

    void connected(const std::shared_ptr<Arrival>& arrival, error_code error) {
        if (!open_) {
            return;
        }
        --waiting_;
        arrival->has_come = true;
        if (error) {
            log_.debug("pipe: ConnectNamedPipe: " + error.message());
            drop(arrival);
            retry_later();
            return;
        }
        guard(arrival, [&] {
            make_room();
            fill_up();
            wait_for_greeting(arrival);
        });
    }

    /// The oldest of those who have come and say nothing goes.
    void make_room() {
        if (arrivals_.size() > c_silent + waiting_) {
            warn("many", "refused: more than " + std::to_string(c_silent) +
                             " programs have connected and say nothing");
            const auto silent = std::ranges::find_if(arrivals_, &Arrival::has_come);
            drop(*silent);
        }
    }

    /// What throws behind a client's doing ends that client, and nobody else.
    template <class Work>
    void guard(const std::shared_ptr<Arrival>& arrival, Work work) {
        try {
            work();
        } catch (const std::exception& error) {
            reporter_.failed(error.what());
            drop(arrival);
        }
    }

    /// Anybody can cause these as often as they like.
    void warn(std::string_view kind, const std::string& sentence) {
        if (const std::string line = lines_.line(kind, sentence); !line.empty()) {
            log_.warn("pipe: " + line);
        }
    }

    void identify(const std::shared_ptr<Arrival>& arrival, std::size_t bytes_read) {
        if (const Result<Caller> caller = caller_of(arrival->stream.native_handle())) {
            admit(arrival, *caller, bytes_read);
        } else {
            const std::string why = "the caller is not known: " + caller.error().message;
            warn("unknown", why);
            clients_.note_refusal({}, why);
            drop(arrival);
        }
    }

    void wait_for_greeting(const std::shared_ptr<Arrival>& arrival) {
        arrival->deadline.expires_after(c_greeting_deadline);
        arrival->deadline.async_wait([arrival](error_code error) {
            if (!error) {
                error_code ignored;
                arrival->stream.close(ignored);
            }
        });
        arrival->stream.async_read_some(
            asio::buffer(arrival->first),
            [self = shared_from_this(), arrival](error_code error, std::size_t size) {
                arrival->deadline.cancel();
                if (error || !self->open_ || !arrival->stream.is_open()) {
                    self->drop(arrival);
                } else {
                    self->guard(arrival, [&] { self->identify(arrival, size); });
                }
            });
    }

    void admit(const std::shared_ptr<Arrival>& arrival, const Caller& caller, std::size_t bytes_read) {
        if (const Result<void> allowed = authorize_connection(caller); !allowed) {
            warn("refused", "refused: " + allowed.error().message);
            clients_.note_refusal(caller.user.sid, allowed.error().message);
            drop(arrival);
            return;
        }
        const Result<void> room = clients_.admit(caller.user);
        const auto number = std::make_shared<std::uint64_t>(0);
        SessionEvents events;
        events.failed = reporter_.failed;
        if (room) {
            events.request = [&clients = clients_, number,
                              worked = reporter_.worked](const protocol::Request& r) {
                clients.received(*number, r);
                worked();
            };
            events.closed = [&clients = clients_, number] { clients.remove(*number); };
        }
        const auto session = std::make_shared<Session<Stream>>(std::move(arrival->stream), c_write_deadline,
                                                               std::move(events));
        std::erase(arrivals_, arrival);
        if (!room) {
            warn("full", "refused: " + room.error().message);
            session->end_with({MessageId::ServiceBusy, {room.error().message}});
            return;
        }
        *number = clients_.add(caller, session);
        session->start({arrival->first.data(), bytes_read});
    }

    void drop(std::shared_ptr<Arrival> arrival) { // a copy: the list's own may be meant
        error_code ignored;
        arrival->stream.close(ignored);
        std::erase(arrivals_, arrival);
    }

    asio::io_context& io_;
    std::wstring name_;
    Clients& clients_;
    const Log& log_;
    Reporter reporter_;
    OnceAMinute lines_;
    asio::steady_timer retry_;
    LocalMemory<PSECURITY_DESCRIPTOR> descriptor_;
    FileHandle first_;
    std::vector<std::shared_ptr<Arrival>> arrivals_; // the oldest first
    std::size_t waiting_ = 0;
    bool open_ = true;
};

PipeServer::PipeServer(asio::io_context& io, std::wstring name, std::wstring sddl, Clients& clients,
                       const Log& log, Reporter reporter)
    : acceptor_(std::make_shared<Acceptor>(io, std::move(name), sddl, clients, log, std::move(reporter))) {
    acceptor_->start();
}

PipeServer::~PipeServer() {
    acceptor_->stop();
}

} // namespace mirrorwatch::ipc
