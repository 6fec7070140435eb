// SPDX-License-Identifier: MIT
#pragma once

#include "common/error.hpp"
#include "common/framing.hpp"
#include "common/handle_win.hpp"
#include "common/service_pipe_win.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mirrorwatch {

/// The client's end of a named pipe that carries frames. One thread connects, sends, receives and destroys;
/// interrupt() is for any thread.
class PipeClient {
public:
    PipeClient(); // throws std::system_error without memory or handles
    ~PipeClient();
    PipeClient(const PipeClient&) = delete;
    PipeClient& operator=(const PipeClient&) = delete;

    /// Waits at most `patience` while every instance of the pipe is busy. The server may identify us, not act
    /// as us. Refuses a pipe that has another owner than it should.
    [[nodiscard]] Result<void> connect(const ServicePipe& pipe, std::chrono::milliseconds patience);
    /// A server that does not take the frame within `patience` is an error; the connection is then closed.
    [[nodiscard]] Result<void> send(std::string_view payload, std::chrono::milliseconds patience);
    /// The next payload; nothing when `patience` has passed or interrupt() was called. An error closes the
    /// connection.
    [[nodiscard]] Result<std::optional<std::string>> receive(std::chrono::milliseconds patience);
    /// Makes the receive that waits, or else the next one, return at once.
    void interrupt() noexcept;
    void close() noexcept;

    static constexpr std::chrono::milliseconds c_for_ever = std::chrono::milliseconds::max();

private:
    struct Operation {
        Operation();
        KernelHandle event;
        OVERLAPPED overlapped{};
        bool pending = false;
    };

    [[nodiscard]] Result<void> start_read();
    [[nodiscard]] Result<void> take_read();
    [[nodiscard]] Error lost(std::string sentence);
    void finish(Operation& operation) noexcept;

    FrameReader reader_;
    std::array<char, 16 * 1024> buffer_{};
    KernelHandle interrupted_;
    Operation read_;
    Operation write_;
    FileHandle pipe_;
};

} // namespace mirrorwatch
