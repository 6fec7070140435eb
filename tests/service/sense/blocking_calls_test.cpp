// SPDX-License-Identifier: MIT
#include "service/sense/blocking_calls.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <thread>
#include <vector>

using mirrorwatch::sense::BlockingCalls;
using namespace std::chrono_literals;

namespace {

/// A service that hangs until it is released.
struct Hanging {
    std::promise<void> let_go;
    std::shared_future<void> gone = let_go.get_future().share();
    std::promise<void> ended; // the call is about to return
    std::promise<void> began;
};

} // namespace

TEST_CASE("a call runs on a thread of its own, and its result on the loop's") {
    boost::asio::io_context loop;
    BlockingCalls blocking_calls{loop, 1, 1h};
    std::thread::id ran_on;
    std::thread::id reported_on;
    blocking_calls.start(0, [&]() -> std::function<void()> {
        ran_on = std::this_thread::get_id();
        return [&] { reported_on = std::this_thread::get_id(); };
    });
    const auto work = boost::asio::make_work_guard(loop);
    loop.run_one();
    CHECK(ran_on != std::this_thread::get_id());
    CHECK(reported_on == std::this_thread::get_id());
    CHECK_FALSE(blocking_calls.is_under_way(0));
}

TEST_CASE("a place can be used again and again") {
    boost::asio::io_context loop;
    BlockingCalls blocking_calls{loop, 1, 1h};
    const auto work = boost::asio::make_work_guard(loop);
    int reports = 0;
    for (int i = 0; i < 20; ++i) {
        blocking_calls.start(0, [&]() -> std::function<void()> { return [&] { ++reports; }; });
        loop.run_one();
    }
    CHECK(reports == 20);
}

TEST_CASE("one that hangs holds up no other") {
    boost::asio::io_context loop;
    const auto work = boost::asio::make_work_guard(loop);
    Hanging hanging;
    BlockingCalls blocking_calls{loop, 2, 1h};
    blocking_calls.start(0, [gone = hanging.gone]() -> std::function<void()> {
        gone.wait();
        return [] {};
    });
    bool reported = false;
    blocking_calls.start(1, [&]() -> std::function<void()> { return [&] { reported = true; }; });
    loop.run_one();
    CHECK(reported);
    CHECK(blocking_calls.is_under_way(0));
    CHECK_FALSE(blocking_calls.is_under_way(1));
    hanging.let_go.set_value();
    loop.run_one();
}

TEST_CASE("at the end a call under way is waited for, and reports nothing any more") {
    boost::asio::io_context loop;
    auto hanging = std::make_shared<Hanging>();
    bool ended = false;
    bool reported = false;
    {
        BlockingCalls blocking_calls{loop, 1, 1h};
        blocking_calls.start(0, [&, hanging]() -> std::function<void()> {
            hanging->began.set_value();
            hanging->gone.wait();
            ended = true;
            return [&] { reported = true; };
        });
        hanging->began.get_future().wait();
        hanging->let_go.set_value();
    }
    CHECK(ended);
    loop.run();
    CHECK_FALSE(reported);
}

TEST_CASE("what was reported but not delivered at the end is dropped") {
    boost::asio::io_context loop;
    bool reported = false;
    {
        BlockingCalls blocking_calls{loop, 1, 1h};
        blocking_calls.start(0, [&]() -> std::function<void()> { return [&] { reported = true; }; });
        while (blocking_calls.is_under_way(0)) {
            std::this_thread::yield();
        }
    }
    loop.run();
    CHECK_FALSE(reported);
}

TEST_CASE("one that hangs for good is left behind, without harm when it comes back after all") {
    auto hanging = std::make_shared<Hanging>();
    bool reported = false;
    {
        boost::asio::io_context loop;
        BlockingCalls blocking_calls{loop, 1, 0ms};
        blocking_calls.start(0, [&reported, hanging]() -> std::function<void()> {
            hanging->began.set_value();
            hanging->gone.wait();
            return [&reported, keep = std::shared_ptr<void>{nullptr, [hanging](void*) {
                                                                hanging->ended.set_value();
                                                            }}] { reported = true; };
        });
        hanging->began.get_future().wait();
    }
    hanging->let_go.set_value();
    hanging->ended.get_future().wait(); // what it returned was destroyed
    CHECK_FALSE(reported);
}
