// SPDX-License-Identifier: MIT
#pragma once

#include "service/sense/coalescing_notifier.hpp"
#include "service/sense/complain.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mirrorwatch::sense {

/// The notification functions of the system, as a table that a test can fill.
struct NotifyFunctions {
    /// Has gate.notify() called on foreign threads from now on, and writes the registration. Returns the
    /// system's error code. No error and no registration: the function is a stub that never calls.
    struct Source {
        std::string name;
        std::function<std::uint32_t(CoalescingNotifier& gate, void*& registration)> begin;
    };

    std::vector<Source> sources;
    /// Returns when no call is under way any more. Not to be called from within one.
    std::function<void(void* registration)> end;
};

/// Registered for as long as it lives with every notification that there is; goes on with those that work.
/// Made and destroyed on the loop's thread.
class AdapterWatch {
public:
    AdapterWatch(std::shared_ptr<CoalescingNotifier> gate, NotifyFunctions functions,
                 const Complain& complain);
    ~AdapterWatch();
    AdapterWatch(const AdapterWatch&) = delete;
    AdapterWatch& operator=(const AdapterWatch&) = delete;

private:
    AdapterWatch(std::shared_ptr<CoalescingNotifier> gate, NotifyFunctions functions);
    void begin(const NotifyFunctions::Source& source, const Complain& complain);

    std::shared_ptr<CoalescingNotifier> gate_; // first: the registrations call it until they have ended
    NotifyFunctions functions_;
    std::vector<void*> registrations_;
};

} // namespace mirrorwatch::sense
