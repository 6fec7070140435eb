// SPDX-License-Identifier: MIT
#include "service/app/loop_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <future>

using namespace mirrorwatch::app;
using namespace std::chrono_literals;

TEST_CASE("a loop that moves is left alone") {
    boost::asio::io_context loop;
    std::atomic<int> stalls = 0;
    {
        const LoopWatch watch{loop, [&] { ++stalls; }, {5ms, 1h}};
        const auto work = boost::asio::make_work_guard(loop);
        loop.run_for(200ms);
    }
    CHECK(stalls == 0);
}

TEST_CASE("a loop that stands still is told of once") {
    boost::asio::io_context loop;
    std::promise<void> stalled;
    std::atomic<int> stalls = 0;
    const LoopWatch watch{loop,
                          [&] {
                              if (++stalls == 1) {
                                  stalled.set_value();
                              }
                          },
                          {1ms, 1ms}};
    boost::asio::post(loop, [&] { stalled.get_future().wait(); }); // hangs until the watch has seen it
    loop.run();
    CHECK(stalls == 1);
}

TEST_CASE("a loop that gives a beat by itself is not asked for one") {
    boost::asio::io_context loop;
    LoopWatch watch{loop, [] {}, {1h, 1ms}};
    watch.beat();
    CHECK(loop.poll() == 0);
}
