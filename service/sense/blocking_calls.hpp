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

/// How many threads there are at most, and how many wait for the next call. A waiting thread costs no
/// wake-up.
struct Threads {
    std::size_t most = 1;
    std::size_t kept = 0;
};

/// Threads for calls that may hang for good. While one is under way, io_context::run does not return. On the
/// loop's thread.
class BlockingCalls {
public:
    /// Runs on one of the threads; what it returns is called on the loop's. An exception of either comes out
    /// of io_context::run.
    using Call = std::function<std::function<void()>()>;

    static constexpr std::chrono::milliseconds c_patience{300};

    /// The loop must outlive it.
    BlockingCalls(boost::asio::io_context& loop, Threads threads,
                  std::chrono::milliseconds patience = c_patience);
    /// Drops the calls that have no thread yet and waits for those under way, but not longer than its
    /// patience: those that hang are left to themselves, so a call refers to nothing that ends before the
    /// program does, unless by a shared or weak pointer. What any of them returned is not called any more.
    ~BlockingCalls();
    BlockingCalls(const BlockingCalls&) = delete;
    BlockingCalls& operator=(const BlockingCalls&) = delete;

    void post(Call call);

private:
    struct Shared;
    std::shared_ptr<Shared> shared_; // what a thread that was left to itself still touches
    std::chrono::milliseconds patience_;
};

} // namespace mirrorwatch::sense
