// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// Carries notices from foreign threads to the loop: at most one is on its way at a time, so that ten
/// thousand at once are one or two. Held by a shared_ptr; what is on its way when the last owner lets go is
/// dropped.
class CoalescingNotifier : public std::enable_shared_from_this<CoalescingNotifier> {
public:
    /// `deliver` is called on the loop's thread. The loop must outlive the gate.
    CoalescingNotifier(boost::asio::io_context& loop, std::function<void()> deliver);

    /// Any thread. Only posts; never waits.
    void notify() noexcept;

private:
    boost::asio::io_context& loop_;
    std::function<void()> deliver_;
    std::atomic<bool> is_on_its_way_ = false;
};

} // namespace mirrorwatch::sense
