// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::app {

struct LoopWatchTimes {
    std::chrono::milliseconds quiet{90'000}; // without a beat: then the loop is asked for one
    std::chrono::milliseconds grace{60'000}; // and if none comes within that, it stands still
};

/// Sees to it that the loop moves. Whatever wakes the loop now and then anyway gives a beat; only where none
/// comes a thread of the watch's own asks for one, so that it wakes nothing. A computer that slept between
/// two beats has not stalled.
class LoopWatch {
public:
    /// `stalled` is called once, on the watch's thread. The loop outlives the watch.
    LoopWatch(boost::asio::io_context& loop, std::function<void()> stalled, LoopWatchTimes times = {});
    ~LoopWatch();
    LoopWatch(const LoopWatch&) = delete;
    LoopWatch& operator=(const LoopWatch&) = delete;

    /// The loop moves. On its thread.
    void beat() { beat_->give(); }

private:
    /// Shared with what is posted to the loop.
    struct Beat {
        std::mutex mutex; // guards what follows
        std::condition_variable changed;
        bool is_given = false;
        bool is_over = false;

        void give();
        /// False: none was given in that time. True as well when all is over.
        [[nodiscard]] bool take(std::chrono::milliseconds patience);
    };

    void watch();

    boost::asio::io_context& loop_;
    std::function<void()> stalled_;
    LoopWatchTimes times_;
    std::shared_ptr<Beat> beat_;
    std::thread thread_; // the last member: it uses the others
};

} // namespace mirrorwatch::app
