// SPDX-License-Identifier: MIT
#include "service/sense/patient_call.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

using mirrorwatch::sense::PatientCall;
using namespace std::chrono_literals;

TEST_CASE("a call that answers is answered, again and again") {
    int count = 0;
    PatientCall<int> call{[&] { return ++count; }, 1h};
    CHECK(call() == 1);
    CHECK(call() == 2);
    CHECK_FALSE(call.hangs());
}

TEST_CASE("a call that hangs is not waited for longer than the patience, and none is made beside it") {
    std::promise<void> let_go;
    auto count = std::make_shared<std::atomic<int>>(0);
    PatientCall<int> call{[gone = let_go.get_future().share(), count] {
                              ++*count;
                              gone.wait();
                              return 1;
                          },
                          1ms};
    CHECK_FALSE(call());
    CHECK(call.hangs());
    CHECK_FALSE(call());
    while (*count == 0) { // its thread may be slow to begin
        std::this_thread::yield();
    }
    CHECK(*count == 1);
    let_go.set_value();
    while (call.hangs()) {
        std::this_thread::yield();
    }
    (void)call(); // what came too late is not the answer to this one, which is made now
    while (*count < 2) {
        std::this_thread::yield();
    }
}

TEST_CASE("a call that throws has no answer, and the next one is made") {
    bool throws = true;
    PatientCall<int> call{[&] { return std::exchange(throws, false) ? throw std::runtime_error("no") : 5; },
                          1h};
    CHECK_FALSE(call());
    CHECK(call() == 5);
}
