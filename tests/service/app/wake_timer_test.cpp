// SPDX-License-Identifier: MIT
#include "service/app/wake_timer.hpp"

#include <boost/asio/io_context.hpp>

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::app;

TEST_CASE("a time that has passed wakes once, and not from within the call") {
    boost::asio::io_context io;
    int woken = 0;
    WakeTimer timer{io, [&] { ++woken; }};
    timer.wake_at(decide::TimePoint::min());
    CHECK(woken == 0);
    io.run();
    CHECK(woken == 1);
}

TEST_CASE("only the last time counts") {
    boost::asio::io_context io;
    int woken = 0;
    WakeTimer timer{io, [&] { ++woken; }};
    timer.wake_at(decide::TimePoint::min());
    timer.wake_at(decide::TimePoint::min());
    io.run();
    CHECK(woken == 1);
}

TEST_CASE("a timer that is gone wakes nobody") {
    boost::asio::io_context io;
    int woken = 0;
    {
        WakeTimer timer{io, [&] { ++woken; }};
        timer.wake_at(decide::TimePoint::min());
    }
    io.run();
    CHECK(woken == 0);
}
