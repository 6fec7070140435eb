// SPDX-License-Identifier: MIT
#include "service/sense/blocking_calls.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace mirrorwatch::sense {

namespace asio = boost::asio;

struct BlockingCalls::Shared : std::enable_shared_from_this<Shared> {
    struct Place {
        std::thread thread;      // the loop's thread only
        bool is_running = false; // guarded
    };

    mutable std::mutex mutex;
    std::condition_variable ended;
    asio::io_context* loop; // guarded; none any more at the end
    std::vector<Place> places;

    Shared(asio::io_context& io, std::size_t count)
        : loop(&io)
        , places(count) {}

    void run(std::size_t index, const Call& call) {
        auto report = call();
        const std::lock_guard lock{mutex};
        places[index].is_running = false;
        if (loop != nullptr) {
            asio::post(*loop, [self = shared_from_this(), report = std::move(report)] {
                if (!self->is_over()) {
                    report();
                }
            });
        }
        ended.notify_all();
    }

    [[nodiscard]] bool is_over() const {
        const std::lock_guard lock{mutex};
        return loop == nullptr;
    }

    /// With the mutex held.
    [[nodiscard]] bool is_idle() const { return std::ranges::none_of(places, &Place::is_running); }

    void release() {
        std::vector<std::thread> over;
        {
            const std::lock_guard lock{mutex};
            for (Place& place : places) {
                if (place.is_running) {
                    place.thread.detach(); // it hangs in a call that nothing ends
                } else if (place.thread.joinable()) {
                    over.push_back(std::move(place.thread));
                }
            }
        }
        for (std::thread& thread : over) {
            thread.join();
        }
    }
};

BlockingCalls::BlockingCalls(asio::io_context& loop, std::size_t count, std::chrono::milliseconds patience)
    : shared_(std::make_shared<Shared>(loop, count))
    , patience_(patience) {}

BlockingCalls::~BlockingCalls() {
    {
        std::unique_lock lock{shared_->mutex};
        shared_->loop = nullptr;
        shared_->ended.wait_for(lock, patience_, [this] { return shared_->is_idle(); });
    }
    shared_->release();
}

std::size_t BlockingCalls::count() const {
    return shared_->places.size();
}

bool BlockingCalls::is_under_way(std::size_t index) const {
    const std::lock_guard lock{shared_->mutex};
    return shared_->places[index].is_running;
}

void BlockingCalls::start(std::size_t index, Call call) {
    Shared::Place& place = shared_->places[index];
    if (place.thread.joinable()) {
        place.thread.join(); // it is at its very end
    }
    const std::lock_guard lock{shared_->mutex};
    place.thread =
        std::thread{[shared = shared_, index, call = std::move(call)] { shared->run(index, call); }};
    place.is_running = true;
}

} // namespace mirrorwatch::sense
