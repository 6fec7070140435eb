// SPDX-License-Identifier: MIT
#include "service/app/loop_watch.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace mirrorwatch::app {

void LoopWatch::Beat::give() {
    const std::lock_guard lock{mutex};
    is_given = true;
    changed.notify_all();
}

bool LoopWatch::Beat::take(std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex};
    const bool was_given = changed.wait_for(lock, patience, [this] { return is_given || is_over; });
    is_given = false;
    return was_given;
}

LoopWatch::LoopWatch(boost::asio::io_context& loop, std::function<void()> stalled, LoopWatchTimes times)
    : loop_(loop)
    , stalled_(std::move(stalled))
    , times_(times)
    , beat_(std::make_shared<Beat>())
    , thread_([this] { watch(); }) {}

LoopWatch::~LoopWatch() {
    {
        const std::lock_guard lock{beat_->mutex};
        beat_->is_over = true;
        beat_->changed.notify_all();
    }
    thread_.join();
}

void LoopWatch::watch() {
    const auto is_over = [this] {
        const std::lock_guard lock{beat_->mutex};
        return beat_->is_over;
    };
    while (!is_over()) {
        if (beat_->take(times_.quiet)) {
            continue;
        }
        boost::asio::post(loop_, [beat = beat_] { beat->give(); });
        if (!beat_->take(times_.grace)) {
            stalled_();
            return;
        }
    }
}

} // namespace mirrorwatch::app
