// SPDX-License-Identifier: MIT
#include "service/app/loop.hpp"
#include "service/decide/core/supervisor.hpp"
#include "service/sense/adapters/adapter_reader.hpp"
#include "service/sense/adapters/adapter_watch.hpp"
#include "service/sense/blocking_calls.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace mirrorwatch;

namespace {

constexpr std::size_t c_sources = 3;

/// Calls back on the threads that the test gives it, and ends a registration as CancelMibChangeNotify2 does:
/// that waits for the calls under way, and must not be called from within one.
class FakeWindows {
public:
    sense::NotifyFunctions functions() {
        sense::NotifyFunctions table;
        for (std::size_t i = 0; i < c_sources; ++i) {
            table.sources.push_back({"Notify" + std::to_string(i),
                                     [this, i](sense::CoalescingNotifier& gate, void*& registration) {
                                         const std::lock_guard lock{mutex_};
                                         slots_.at(i).gate = &gate;
                                         registration = &slots_.at(i);
                                         return 0U;
                                     }});
        }
        table.end = [this](void* registration) { end(*static_cast<Slot*>(registration)); };
        return table;
    }

    /// What a system's thread does when something changed. `first` comes before the notice, in the callback.
    void call(
        std::size_t source, const std::function<void()>& first = [] {}) {
        Slot& slot = slots_.at(source);
        sense::CoalescingNotifier* gate = nullptr;
        {
            const std::lock_guard lock{mutex_};
            gate = slot.gate;
            if (gate == nullptr) {
                return;
            }
            ++slot.under_way;
        }
        is_in_call = true;
        first();
        gate->notify();
        is_in_call = false;
        const std::lock_guard lock{mutex_};
        --slot.under_way;
        left_.notify_all();
    }

    [[nodiscard]] std::size_t registered() {
        const std::lock_guard lock{mutex_};
        return static_cast<std::size_t>(std::count_if(slots_.begin(), slots_.end(),
                                                      [](const Slot& slot) { return slot.gate != nullptr; }));
    }

    std::atomic<bool> was_ended_in_call = false;
    std::function<void()> about_to_wait = [] {}; // end() found a call under way

private:
    struct Slot {
        sense::CoalescingNotifier* gate = nullptr; // null: not registered
        int under_way = 0;
    };

    void end(Slot& slot) {
        was_ended_in_call = was_ended_in_call || is_in_call;
        std::unique_lock lock{mutex_};
        slot.gate = nullptr;
        if (slot.under_way > 0) {
            about_to_wait();
        }
        left_.wait(lock, [&] { return slot.under_way == 0; });
    }

    static thread_local bool is_in_call;
    std::mutex mutex_;
    std::condition_variable left_;
    std::array<Slot, c_sources> slots_;
};

thread_local bool FakeWindows::is_in_call = false;

sense::Complain never_complain() {
    return [](const std::string& sentence) { throw std::logic_error(sentence); };
}

Settings without_debounce() {
    Settings settings;
    settings.adapters.quiet = settings.adapters.longest = std::chrono::milliseconds{0};
    return settings;
}

/// From the callbacks to the core as the service joins them, with a clock that stands still: nothing is read
/// but for a notice.
struct Chain {
    boost::asio::io_context io{1};
    std::atomic<std::uint32_t> version = 0; // of the system's adapters
    std::function<void()> before_reading = [] {};
    std::atomic<int> readings = 0;
    std::uint32_t seen = 0; // the version that reached the core last

    decide::Supervisor core{without_debounce(), {}, {}, "test"};
    app::Loop loop{
        {[this](const decide::Event& event, decide::TimePoint now) { return core.step(event, now); },
         [] { return decide::TimePoint{}; }},
        effects()};
    sense::BlockingCalls worker{io, {1, 1}, std::chrono::hours{1}}; // waited for before what it uses goes
    sense::AdapterReader reader{worker, [this](decide::Event event) { take(std::move(event)); },
                                [this] { return read(); }, never_complain()};
    FakeWindows windows;
    std::shared_ptr<sense::CoalescingNotifier> gate =
        std::make_shared<sense::CoalescingNotifier>(io, [this] { loop.take(decide::AdapterHint{}); });
    std::optional<sense::AdapterWatch> watch{std::in_place, gate, windows.functions(), never_complain()};

    app::Effects effects() {
        app::Effects e;
        e.wake_at = [](decide::TimePoint) {};
        e.read_adapters = [this](const decide::ReadAdapters& read) { reader.read(read.id); };
        return e;
    }

    Result<sense::TableReading> read() {
        ++readings;
        AdapterTable table;
        table.adapters.emplace_back().mtu = version; // before it waits: what comes now needs another reading
        before_reading();
        return sense::TableReading{table};
    }

    void take(decide::Event event) {
        seen = std::get<decide::AdaptersRead>(event).table.adapters.at(0).mtu;
        loop.take(std::move(event));
    }

    /// One thread of the system.
    void change(int times, std::size_t source) {
        for (int i = 0; i < times; ++i) {
            ++version;
            windows.call(source);
        }
    }

    /// Many at once, one after the other in each.
    void change_from_threads(int threads, int times) {
        std::vector<std::thread> callers;
        for (int i = 0; i < threads; ++i) {
            callers.emplace_back([=, this] { change(times, static_cast<std::size_t>(i) % c_sources); });
        }
        for (std::thread& caller : callers) {
            caller.join();
        }
    }
};

} // namespace

TEST_CASE("ten thousand notices while the table is read lead to one more reading") {
    Chain chain;
    std::promise<void> has_begun;
    std::promise<void> all_came;
    chain.before_reading = [&, came = all_came.get_future().share()] {
        if (chain.readings == 1) {
            has_begun.set_value();
        }
        came.wait();
    };
    chain.change(1, 0);
    std::thread loop{[&] { chain.io.run(); }};
    has_begun.get_future().wait();
    chain.change_from_threads(4, 2'500);
    all_came.set_value();
    loop.join();
    CHECK(chain.readings == 2);
    CHECK(chain.seen == 10'001);
}

TEST_CASE("the last change is read, however the notices meet the readings") {
    for (int turn = 0; turn < 20; ++turn) {
        Chain chain;
        auto open = boost::asio::make_work_guard(chain.io);
        std::thread loop{[&] { chain.io.run(); }};
        chain.change_from_threads(4, 500);
        open.reset(); // the loop ends when it has nothing more to do
        loop.join();
        CHECK(chain.seen == 2'000);
        CHECK(chain.readings <= 2'000);
    }
}

TEST_CASE("a change while a notice is delivered, and the table read already, is read as well") {
    Chain chain;
    std::promise<void> has_begun;
    chain.before_reading = [&] {
        if (chain.readings == 1) {
            has_begun.set_value();
        }
    };
    chain.watch.reset();
    chain.gate = std::make_shared<sense::CoalescingNotifier>(chain.io, [&] {
        chain.loop.take(decide::AdapterHint{});
        if (chain.version == 1) {
            has_begun.get_future().wait();
            std::thread{[&] { chain.change(1, 1); }}.join();
        }
    });
    chain.watch.emplace(chain.gate, chain.windows.functions(), never_complain());
    chain.change(1, 0);
    chain.io.run();
    CHECK(chain.seen == 2);
    CHECK(chain.readings == 2);
}

TEST_CASE("one change at a time is read each time") {
    Chain chain;
    for (std::uint32_t version = 1; version <= 100; ++version) {
        std::thread{[&] { chain.change(1, version % c_sources); }}.join();
        chain.io.restart();
        chain.io.run();
        CHECK(chain.seen == version);
    }
    CHECK(chain.readings == 100);
}

TEST_CASE("to end a registration waits for the call under way, whose notice is still taken") {
    Chain chain;
    std::promise<void> is_in;
    std::promise<void> may_leave;
    std::atomic<bool> has_left = false;
    std::thread system{[&] {
        ++chain.version;
        chain.windows.call(1, [&] {
            is_in.set_value();
            may_leave.get_future().wait();
            has_left = true;
        });
    }};
    is_in.get_future().wait();
    chain.windows.about_to_wait = [&] { may_leave.set_value(); };
    boost::asio::post(chain.io, [&] {
        chain.watch.reset();
        CHECK(has_left);
    });
    chain.io.run();
    system.join();
    CHECK(chain.windows.registered() == 0);
    CHECK(chain.seen == 1);
}

TEST_CASE("registrations come and go on the loop while the system calls") {
    Chain chain;
    std::atomic<bool> is_over = false;
    std::vector<std::thread> system;
    for (std::size_t i = 0; i < 2 * c_sources; ++i) {
        system.emplace_back([&, i] {
            while (!is_over) {
                chain.change(1, i % c_sources);
            }
        });
    }
    for (int turn = 0; turn < 300 || chain.version < 10'000; ++turn) {
        chain.watch.reset();
        chain.gate = std::make_shared<sense::CoalescingNotifier>(
            chain.io, [&chain] { chain.loop.take(decide::AdapterHint{}); });
        chain.watch.emplace(chain.gate, chain.windows.functions(), never_complain());
        chain.io.restart();
        chain.io.poll();
    }
    is_over = true;
    for (std::thread& caller : system) {
        caller.join();
    }
    chain.change(1, 0);
    chain.io.restart();
    chain.io.run();
    CHECK(chain.seen == chain.version);
    CHECK_FALSE(chain.windows.was_ended_in_call);
}

TEST_CASE("what a notice leads to may end the registrations") {
    boost::asio::io_context io{1};
    FakeWindows windows;
    std::optional<sense::AdapterWatch> watch;
    auto gate = std::make_shared<sense::CoalescingNotifier>(io, [&] { watch.reset(); });
    watch.emplace(gate, windows.functions(), never_complain());
    std::thread{[&] { windows.call(2); }}.join();
    io.run();
    CHECK_FALSE(watch);
    CHECK(windows.registered() == 0);
    CHECK_FALSE(windows.was_ended_in_call);
}

TEST_CASE("a watch that cannot be made leaves no registration behind") {
    boost::asio::io_context io{1};
    FakeWindows windows;
    auto functions = windows.functions();
    functions.sources.push_back({"NotifyLast", [](sense::CoalescingNotifier&, void*&) { return 5U; }});
    const auto gate = std::make_shared<sense::CoalescingNotifier>(io, [] {});
    CHECK_THROWS_AS((sense::AdapterWatch{gate, functions, never_complain()}), std::logic_error);
    CHECK(windows.registered() == 0);
}
