// SPDX-License-Identifier: MIT
#include "service/sense/blocking_calls.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

using mirrorwatch::sense::BlockingCalls;
using namespace std::chrono_literals;

namespace {

using Report = std::function<void()>;

Report nothing() {
    return [] {};
}

/// A service that hangs until it is released.
struct Hanging {
    std::promise<void> let_go;
    std::shared_future<void> gone = let_go.get_future().share();
    std::promise<void> ended; // what the call returned was destroyed
    std::promise<void> began;
};

/// Counts what came, and lets a call wait for it.
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

TEST_CASE("a call runs on a thread of its own, and its result on the loop's, which waits for it") {
    boost::asio::io_context loop;
    BlockingCalls calls{loop, {1, 0}, 1h};
    std::thread::id ran_on;
    std::thread::id reported_on;
    calls.post([&]() -> Report {
        ran_on = std::this_thread::get_id();
        return [&] { reported_on = std::this_thread::get_id(); };
    });
    loop.run();
    CHECK(ran_on != std::this_thread::get_id());
    CHECK(reported_on == std::this_thread::get_id());
}

TEST_CASE("calls that wait for each other all get a thread") {
    boost::asio::io_context loop;
    Tally tally;
    BlockingCalls calls{loop, {20, 2}, 1h};
    for (int i = 0; i < 20; ++i) {
        calls.post([&]() -> Report {
            tally.add();
            tally.wait_for(20); // all are under way
            return nothing();
        });
    }
    loop.run();
    CHECK(tally.threads() == 20);
}

TEST_CASE("beyond the most calls wait for a thread, and all are made") {
    boost::asio::io_context loop;
    std::atomic<int> running = 0;
    std::atomic<bool> too_many = false;
    int reports = 0;
    BlockingCalls calls{loop, {2, 1}, 1h};
    for (int i = 0; i < 50; ++i) {
        calls.post([&]() -> Report {
            too_many = too_many || ++running > 2;
            std::this_thread::yield();
            --running;
            return [&] { ++reports; };
        });
    }
    loop.run();
    CHECK_FALSE(too_many);
    CHECK(reports == 50);
}

TEST_CASE("many short calls leave nothing behind") {
    for (const std::size_t kept : {0U, 2U}) {
        boost::asio::io_context loop;
        BlockingCalls calls{loop, {8, kept}, 1h};
        int reports = 0;
        for (int i = 0; i < 40; ++i) {
            for (int j = 0; j < 50; ++j) {
                calls.post([&]() -> Report { return [&] { ++reports; }; });
            }
            loop.run();
            loop.restart();
        }
        CHECK(reports == 2'000);
    }
}

TEST_CASE("one that hangs holds up no other") {
    boost::asio::io_context loop;
    Hanging hanging;
    BlockingCalls calls{loop, {2, 0}, 1h};
    calls.post([gone = hanging.gone]() -> Report {
        gone.wait();
        return nothing();
    });
    bool reported = false;
    calls.post([&]() -> Report { return [&] { reported = true; }; });
    loop.run_one();
    CHECK(reported);
    hanging.let_go.set_value();
    loop.run();
}

TEST_CASE("an exception of a call comes out of the loop, and the next call is made") {
    boost::asio::io_context loop;
    BlockingCalls calls{loop, {1, 1}, 1h};
    calls.post([]() -> Report { throw std::runtime_error("out of luck"); });
    CHECK_THROWS_WITH(loop.run(), "out of luck");
    bool reported = false;
    calls.post([&]() -> Report { return [&] { reported = true; }; });
    loop.restart();
    loop.run();
    CHECK(reported);
}

TEST_CASE("at the end a call under way is waited for, and reports nothing any more; others are not begun") {
    boost::asio::io_context loop;
    auto hanging = std::make_shared<Hanging>();
    bool ended = false;
    bool reported = false;
    bool begun = false;
    {
        BlockingCalls calls{loop, {1, 1}, 1h};
        calls.post([&, hanging]() -> Report {
            hanging->began.set_value();
            hanging->gone.wait();
            ended = true;
            return [&] { reported = true; };
        });
        hanging->began.get_future().wait();
        calls.post([&]() -> Report {
            begun = true;
            return nothing();
        });
        std::thread{[hanging] { hanging->let_go.set_value(); }}.detach();
    }
    CHECK(ended);
    loop.run();
    CHECK_FALSE(reported);
}

TEST_CASE("one that hangs for good is left behind, without harm when it comes back after all") {
    auto hanging = std::make_shared<Hanging>();
    bool reported = false;
    {
        boost::asio::io_context loop;
        BlockingCalls calls{loop, {1, 0}, 0ms};
        calls.post([&reported, hanging]() -> Report {
            hanging->began.set_value();
            hanging->gone.wait();
            return [&reported, keep = std::shared_ptr<void>{nullptr, [hanging](void*) {
                                                                hanging->ended.set_value();
                                                            }}] { reported = true; };
        });
        hanging->began.get_future().wait();
    }
    hanging->let_go.set_value();
    hanging->ended.get_future().wait();
    CHECK_FALSE(reported);
}
