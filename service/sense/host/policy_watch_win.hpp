// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/complain.hpp"

#include <windows.h>

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace mirrorwatch::sense {

/// Where a policy lies: `key` below `parent` below `root`. The key may not be there, and may come and go.
struct PolicyPlace {
    HKEY root = HKEY_LOCAL_MACHINE;
    std::wstring parent = LR"(Software\Policies)";
    std::wstring key = L"Mirrorwatch";
};

/// Watches the values of one key, and whether it is there at all, by its parent. On the loop's thread, which
/// must outlive it. Without any timer while nothing happens.
class PolicyWatch {
public:
    /// `changed` is called about 200 ms after the first change of a group, and never before this returns.
    /// Where the parent is not there, or cannot be watched, a change goes unnoticed: that is complained of
    /// once.
    PolicyWatch(boost::asio::io_context& loop, PolicyPlace place, std::function<void()> changed,
                Complain complain);
    ~PolicyWatch();
    PolicyWatch(const PolicyWatch&) = delete;
    PolicyWatch& operator=(const PolicyWatch&) = delete;

private:
    class State;
    std::shared_ptr<State> state_;
};

} // namespace mirrorwatch::sense
