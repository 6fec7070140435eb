// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <thread>

using namespace mirrorwatch::sense;

namespace {

/// A system with three sources. The registrations are 1, 2, 3, as far as there is one.
struct FakeSystem {
    CoalescingNotifier* gates[3] = {};
    std::uint32_t errors[3] = {};
    bool is_stub[3] = {};
    std::vector<int> ended;

    NotifyFunctions functions() {
        NotifyFunctions table;
        for (int i = 0; i < 3; ++i) {
            table.sources.push_back(
                {"Notify" + std::to_string(i + 1), [this, i](CoalescingNotifier& gate, void*& registration) {
                     gates[i] = &gate;
                     numbers_[i] = i + 1;
                     registration = is_stub[i] || errors[i] != 0 ? nullptr : &numbers_[i];
                     return errors[i];
                 }});
        }
        table.end = [this](void* registration) { ended.push_back(*static_cast<int*>(registration)); };
        return table;
    }

private:
    int numbers_[3] = {};
};

struct World {
    boost::asio::io_context loop;
    int hints = 0;
    std::shared_ptr<CoalescingNotifier> gate =
        std::make_shared<CoalescingNotifier>(loop, [this] { ++hints; });
    FakeSystem system;
    std::vector<std::string> complaints;
    Complain complain = [this](const std::string& sentence) { complaints.push_back(sentence); };
};

} // namespace

TEST_CASE("a notice on a foreign thread becomes a hint on the loop") {
    World world;
    const AdapterWatch watch{world.gate, world.system.functions(), world.complain};
    std::thread{[&] { world.system.gates[1]->notify(); }}.join();
    CHECK(world.hints == 0);
    world.loop.run();
    CHECK(world.hints == 1);
    CHECK(world.complaints.empty());
}

TEST_CASE("ten thousand notices at once are one hint, and the next one is another") {
    World world;
    const AdapterWatch watch{world.gate, world.system.functions(), world.complain};
    std::vector<std::thread> threads;
    for (CoalescingNotifier* gate : world.system.gates) {
        threads.emplace_back([gate] {
            for (int i = 0; i < 3'334; ++i) {
                gate->notify();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    world.loop.run();
    CHECK(world.hints == 1);
    world.system.gates[0]->notify();
    world.loop.restart();
    world.loop.run();
    CHECK(world.hints == 2);
}

TEST_CASE("a notice during the delivery is not lost") {
    boost::asio::io_context loop;
    int hints = 0;
    std::shared_ptr<CoalescingNotifier> gate;
    gate = std::make_shared<CoalescingNotifier>(loop, [&] {
        if (++hints == 1) {
            gate->notify();
        }
    });
    gate->notify();
    loop.run();
    CHECK(hints == 2);
}

TEST_CASE("a hint on its way when the gate goes is dropped") {
    World world;
    world.gate->notify();
    world.gate.reset();
    world.loop.run();
    CHECK(world.hints == 0);
}

TEST_CASE("every registration is ended, the last one first") {
    World world;
    { const AdapterWatch watch{world.gate, world.system.functions(), world.complain}; }
    CHECK((world.system.ended == std::vector{3, 2, 1}));
}

TEST_CASE("the gate lives until the registrations have ended") {
    World world;
    auto functions = world.system.functions();
    const std::weak_ptr<CoalescingNotifier> gate = world.gate;
    bool was_there = true;
    functions.end = [&](void*) {
        was_there = was_there && !gate.expired();
        world.system.gates[0]->notify();
    };
    { const AdapterWatch watch{std::move(world.gate), functions, world.complain}; }
    CHECK(was_there);
    CHECK(gate.expired());
}

TEST_CASE("a function that fails or does nothing is told, and the others serve") {
    World world;
    world.system.is_stub[0] = true;
    world.system.errors[1] = 50;
    {
        const AdapterWatch watch{world.gate, world.system.functions(), world.complain};
        const std::vector<std::string> expected{"Notify1 does nothing on this system.",
                                                "Notify2 failed with error 50."};
        CHECK((world.complaints == expected));
        world.system.gates[2]->notify();
        world.loop.run();
        CHECK(world.hints == 1);
    }
    CHECK((world.system.ended == std::vector{3}));
}
