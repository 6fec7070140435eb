#pragma once

#include "common/pipe_client_win.hpp"
#include "common/protocol.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace mirrorwatch::tray {

/// The conversation with the service, on a thread of its own: connects again for as long as it lives, after
/// 0.5 s at first and 5 s at last. The public functions are for the window's thread.
class Client {
public:
    struct News {
        std::optional<Snapshot> snapshot; // the last one; nothing: not connected
        std::vector<protocol::Answer> answers;
    };

    /// `on_news` is called on the client's thread and must only post.
    explicit Client(std::function<void()> on_news);
    ~Client(); // ends the conversation and waits for the thread

    [[nodiscard]] News take_news();
    /// Dropped when there is no connection: a consent counts for what was on the screen, not for later.
    void send(protocol::Verb verb);

private:
    void run(const std::stop_token& stop);
    [[nodiscard]] bool converse(const std::stop_token& stop);
    [[nodiscard]] bool send_requests();
    [[nodiscard]] bool take(const std::string& payload);
    void forget();
    void wait(const std::stop_token& stop, std::chrono::milliseconds time);

    std::function<void()> on_news_;
    PipeClient pipe_;
    std::mutex mutex_; // of what follows
    std::condition_variable_any wake_;
    News news_;
    std::vector<std::string> requests_;
    std::uint32_t last_number_ = 0;
    bool connected_ = false;
    std::jthread thread_; // the last member: it uses the others
};

} // namespace mirrorwatch::tray
