// SPDX-License-Identifier: MIT
#include "service/sense/coalescing_notifier.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

namespace mirrorwatch::sense {

CoalescingNotifier::CoalescingNotifier(boost::asio::io_context& loop, std::function<void()> deliver)
    : loop_(loop)
    , deliver_(std::move(deliver)) {}

void CoalescingNotifier::notify() noexcept {
    if (is_on_its_way_.exchange(true)) {
        return;
    }
    try {
        boost::asio::post(loop_, [weak = weak_from_this()] {
            if (const auto gate = weak.lock()) {
                // Before delivery: what is noticed from here on may not be in what the receiver reads.
                gate->is_on_its_way_ = false;
                gate->deliver_();
            }
        });
    } catch (...) { // without memory; Windows, which calls this, passes no exception on
        std::terminate();
    }
}

} // namespace mirrorwatch::sense
