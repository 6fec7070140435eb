// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// A fixed number of threads for calls that may hang for good, each of which lives only while it has
/// something to do. Unlike ThreadPool it does not wait for them without end. On the loop's thread.
class BlockingCalls {
public:
    /// Runs on the thread of its own; what it returns is called on the loop's.
    using Call = std::function<std::function<void()>()>;

    /// The loop must outlive it.
    BlockingCalls(boost::asio::io_context& loop, std::size_t count, std::chrono::milliseconds patience);
    /// Waits for the calls under way, but not longer than its patience: those that hang are left to
    /// themselves. What any of them returned is not called any more.
    ~BlockingCalls();
    BlockingCalls(const BlockingCalls&) = delete;
    BlockingCalls& operator=(const BlockingCalls&) = delete;

    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] bool is_under_way(std::size_t index) const;
    /// Only one that is not under way. It must not throw.
    void start(std::size_t index, Call call);

private:
    struct Shared;
    std::shared_ptr<Shared> shared_; // what a thread that was left to itself still touches
    std::chrono::milliseconds patience_;
};

} // namespace mirrorwatch::sense
