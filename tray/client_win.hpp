// SPDX-License-Identifier: MIT
#pragma once

#include "common/handle_win.hpp"
#include "common/pipe_client_win.hpp"
#include "common/protocol.hpp"
#include "tray/service_state.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace mirrorwatch::tray {

/// The conversation with the service, on a thread of its own: connects again for as long as it lives, after
/// 0.5 s at first and 5 s at last. The public functions are for the window's thread.
class ServiceConnection {
public:
    struct News {
        std::optional<Snapshot> snapshot;             // the last one; nothing: not connected
        std::chrono::steady_clock::time_point came{}; // the snapshot
        std::vector<protocol::Answer> answers;
        ServiceState service = ServiceState::Connecting; // counts while there is no snapshot
        std::optional<std::vector<PastEvent>> history;   // that was asked for
        bool is_to_leave = false;                        // setup replaces the programs
    };

    /// `on_news` is called on the client's thread and must only post. `look` says how the service is, on that
    /// thread too; it is asked each time that a connection failed, and never while there is one.
    ServiceConnection(ServicePipe service, std::function<ServiceState()> look, std::function<void()> on_news);
    ~ServiceConnection(); // ends the conversation and waits for the thread

    [[nodiscard]] News take_news();
    /// Dropped when there is no connection: a consent counts for what was on the screen, not for later.
    void send(protocol::Verb verb);

private:
    void run();
    [[nodiscard]] bool is_stopped() const;
    [[nodiscard]] bool converse();
    [[nodiscard]] bool send_requests();
    [[nodiscard]] bool take(const std::string& payload);
    void forget();
    void note_service();
    void wait(std::chrono::milliseconds time);

    ServicePipe service_;
    std::function<ServiceState()> look_;
    std::function<void()> on_news_;
    // An event and not a std::stop_source: without futexes libstdc++ 12 can wait for ever in ~stop_callback,
    // as its atomic waits check before they lock.
    KernelHandle stopped_;
    PipeClient pipe_;
    std::mutex mutex_; // of what follows
    News news_;
    std::vector<std::string> requests_;
    std::vector<std::uint32_t> unasked_; // requests that the user knows nothing of: nor of their answers
    std::uint32_t last_number_ = 0;
    bool connected_ = false;
    std::thread thread_; // the last member: it uses the others
};

} // namespace mirrorwatch::tray
