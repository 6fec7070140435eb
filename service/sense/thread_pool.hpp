// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace mirrorwatch::sense {

/// Threads for jobs that may hang: as many as there are jobs, up to a most, and a few that wait for the next.
/// A waiting thread costs no wake-up.
class ThreadPool {
public:
    ThreadPool(std::size_t most, std::size_t kept);
    /// Drops the jobs that wait and waits for those under way.
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// From any thread but its own. A job must not throw.
    void post(std::function<void()> job);

private:
    using Threads = std::list<std::thread>;

    void work(Threads::iterator self);

    const std::size_t most_;
    const std::size_t kept_;
    std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::deque<std::function<void()>> jobs_;
    Threads threads_;
    Threads ended_; // to be joined; each is at its very end
    std::size_t idle_ = 0;
    bool stopping_ = false;
};

} // namespace mirrorwatch::sense
