// SPDX-License-Identifier: MIT
#include "service/sense/thread_pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

using mirrorwatch::sense::ThreadPool;

namespace {

/// Counts what came, and lets a test wait for it.
class Tally {
public:
    void add() {
        {
            const std::lock_guard lock{mutex_};
            ++count_;
            threads_.insert(std::this_thread::get_id());
        }
        changed_.notify_all();
    }

    void wait_for(int count) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return count_ >= count; });
    }

    std::size_t threads() {
        const std::lock_guard lock{mutex_};
        return threads_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::set<std::thread::id> threads_;
    int count_ = 0;
};

} // namespace

TEST_CASE("jobs that wait for each other all get a thread") {
    Tally tally;
    ThreadPool pool{20, 2};
    for (int i = 0; i < 20; ++i) {
        pool.post([&] {
            tally.add();
            tally.wait_for(20); // all are under way
        });
    }
    tally.wait_for(20);
    CHECK(tally.threads() == 20);
}

TEST_CASE("beyond the most jobs wait for a thread") {
    Tally begun;
    Tally ended;
    std::atomic<int> running = 0;
    std::atomic<bool> too_many = false;
    ThreadPool pool{2, 1};
    for (int i = 0; i < 50; ++i) {
        pool.post([&] {
            too_many = too_many || ++running > 2;
            begun.add();
            begun.wait_for(2);
            --running;
            ended.add();
        });
    }
    ended.wait_for(50);
    CHECK_FALSE(too_many);
}

TEST_CASE("many short jobs leave nothing behind") {
    Tally tally;
    {
        ThreadPool pool{8, 2};
        for (int i = 0; i < 2'000; ++i) {
            pool.post([&] { tally.add(); });
            if (i % 50 == 0) {
                tally.wait_for(i);
            }
        }
        tally.wait_for(2'000);
    }
}

TEST_CASE("jobs that were not begun are dropped at the end") {
    Tally begun;
    Tally let_go;
    auto pool = std::make_unique<ThreadPool>(1, 1);
    pool->post([&] {
        begun.add();
        let_go.wait_for(1);
    });
    pool->post([&] { begun.add(); });
    begun.wait_for(1);
    std::thread ender{[&] { pool.reset(); }};
    let_go.add();
    ender.join();
    CHECK(begun.threads() == 1);
}
