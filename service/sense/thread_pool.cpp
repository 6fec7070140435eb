// SPDX-License-Identifier: MIT
#include "service/sense/thread_pool.hpp"

#include <utility>

namespace mirrorwatch::sense {
namespace {

void join(std::list<std::thread>& threads) {
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace

ThreadPool::ThreadPool(std::size_t most, std::size_t kept)
    : most_(most)
    , kept_(kept) {}

ThreadPool::~ThreadPool() {
    Threads all;
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        jobs_.clear();
    }
    changed_.notify_all();
    for (;;) { // a thread may be moving itself from one list to the other
        {
            const std::lock_guard lock{mutex_};
            all.splice(all.end(), ended_);
            all.splice(all.end(), threads_);
        }
        if (all.empty()) {
            return;
        }
        join(all);
        all.clear();
    }
}

void ThreadPool::post(std::function<void()> job) {
    Threads ended;
    {
        const std::lock_guard lock{mutex_};
        jobs_.push_back(std::move(job));
        if (jobs_.size() > idle_ && threads_.size() < most_) {
            const auto self = threads_.emplace(threads_.end());
            *self = std::thread{[this, self] { work(self); }}; // it waits for the lock first
        }
        ended.splice(ended.end(), ended_);
    }
    changed_.notify_one();
    join(ended);
}

void ThreadPool::work(Threads::iterator self) {
    std::unique_lock lock{mutex_};
    for (;;) {
        ++idle_;
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        --idle_;
        if (stopping_) {
            return;
        }
        {
            const auto job = std::move(jobs_.front());
            jobs_.pop_front();
            lock.unlock();
            job();
        }
        lock.lock();
        if (jobs_.empty() && idle_ >= kept_ && !stopping_) {
            ended_.splice(ended_.end(), threads_, self);
            return;
        }
    }
}

} // namespace mirrorwatch::sense
