// SPDX-License-Identifier: MIT
// Tells at which moment a change of the network is noticed, and when the table that has it is in hand,
// without the core's debounce. It joins the sensors as app/machine_win.cpp does. Ended by whoever started it.
// Usage: mirrorwatch-adapter-clock wake | poll <milliseconds>
// Lines, with the time in nanoseconds since 1970:
//   clock <smallest step of the clock in nanoseconds>     once
//   ready <time>                                          the first table is in hand: changes count from now
//   on hint <time>                                           only with wake table <time> <nanoseconds that
//   reading it took> <every address of every adapter>
#include "service/sense/adapters/adapter_reader.hpp"
#include "service/sense/adapters/adapter_watch.hpp"
#include "service/sense/adapters/adapters_win.hpp"
#include "service/sense/blocking_calls.hpp"

#include <windows.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

using namespace mirrorwatch;

namespace {

namespace asio = boost::asio;

/// As precise as the system has it, and comparable with what other programs of the machine read.
long long now() {
    constexpr long long c_1970 = 116'444'736'000'000'000; // in hundreds of nanoseconds since 1601
    FILETIME time;
    GetSystemTimePreciseAsFileTime(&time);
    const auto count = static_cast<long long>(time.dwHighDateTime) << 32 | time.dwLowDateTime;
    return (count - c_1970) * 100;
}

long long smallest_step() {
    long long smallest = 1'000'000'000;
    for (int i = 0; i < 100; ++i) {
        const long long before = now();
        long long after = now();
        while (after == before) {
            after = now();
        }
        smallest = std::min(smallest, after - before);
    }
    return smallest;
}

class Clock {
public:
    Clock(asio::io_context& io, std::chrono::milliseconds poll)
        : worker_(io, {1, 1})
        , reader_(
              worker_, [this](const decide::Event& event) { take(event); }, [this] { return timed_read(); },
              tell_)
        , timer_(io)
        , poll_(poll) {
        if (poll_.count() == 0) {
            gate_ = std::make_shared<sense::CoalescingNotifier>(io, [this] { hinted(); });
            watch_.emplace(gate_, sense::windows_notify_functions(), tell_);
            address_watch_.emplace(io, gate_, tell_);
        }
        ask();
    }

private:
    Result<sense::TableReading> timed_read() {
        const auto begin = std::chrono::steady_clock::now();
        Result<AdapterTable> table = sense::read_ip_tables();
        reading_took_ = std::chrono::nanoseconds{std::chrono::steady_clock::now() - begin}.count();
        if (!table) {
            return table.error();
        }
        return sense::TableReading{std::move(*table)};
    }

    void hinted() {
        std::printf("hint %lld\n", now());
        std::fflush(stdout);
        ask();
    }

    /// As the core does: one reading at a time, another one for what was noticed meanwhile, and the next poll
    /// counts from here.
    void ask() {
        if (is_reading_) {
            is_wanted_ = true;
            return;
        }
        is_reading_ = true;
        reader_.read(++last_id_);
        if (poll_.count() != 0) {
            wait_for_poll();
        }
    }

    void take(const decide::Event& event) {
        const long long when = now();
        std::string addresses;
        for (const Adapter& adapter : std::get<decide::AdaptersRead>(event).table.adapters) {
            for (const AddressPrefix& prefix : adapter.addresses) {
                addresses += " " + prefix.address;
            }
        }
        std::printf("%stable %lld %lld%s\n",
                    last_id_ == 1 ? ("ready " + std::to_string(when) + "\n").c_str() : "", when,
                    reading_took_.load(), addresses.c_str());
        std::fflush(stdout);
        is_reading_ = false;
        if (std::exchange(is_wanted_, false)) {
            ask();
        }
    }

    void wait_for_poll() {
        timer_.expires_after(poll_);
        timer_.async_wait([this](boost::system::error_code) { ask(); });
    }

    sense::Complain tell_ = [](const std::string& sentence) {
        std::fprintf(stderr, "%s\n", sentence.c_str());
    };
    std::atomic<long long> reading_took_ = 0;
    sense::BlockingCalls worker_;
    sense::AdapterReader reader_;
    asio::steady_timer timer_;
    std::chrono::milliseconds poll_;
    std::shared_ptr<sense::CoalescingNotifier> gate_;
    std::optional<sense::AdapterWatch> watch_;
    std::optional<sense::AddressListWatch> address_watch_;
    decide::ActionId last_id_ = 0;
    bool is_reading_ = false;
    bool is_wanted_ = false;
};

} // namespace

int main(int argc, char* argv[]) {
    const std::string mode = argc > 1 ? argv[1] : "";
    const int poll = mode == "poll" && argc == 3 ? std::atoi(argv[2]) : 0;
    if ((mode != "wake" || argc != 2) && poll <= 0) {
        std::fprintf(stderr, "Usage: mirrorwatch-adapter-clock wake | poll <milliseconds>\n");
        return 2;
    }
    std::printf("clock %lld\n", smallest_step());
    asio::io_context io{1};
    const Clock clock{io, std::chrono::milliseconds{poll}};
    const auto open = asio::make_work_guard(io);
    io.run();
    return 0;
}
