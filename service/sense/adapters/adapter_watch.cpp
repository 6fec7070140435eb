// SPDX-License-Identifier: MIT
#include "service/sense/adapters/adapter_watch.hpp"

#include <ranges>
#include <utility>

namespace mirrorwatch::sense {

AdapterWatch::AdapterWatch(std::shared_ptr<CoalescingNotifier> gate, NotifyFunctions functions)
    : gate_(std::move(gate))
    , functions_(std::move(functions)) {
    registrations_.reserve(functions_.sources.size()); // a registration must not be lost for want of memory
}

// Made by the other one first, so that the destructor ends what is registered when something here throws.
AdapterWatch::AdapterWatch(std::shared_ptr<CoalescingNotifier> gate, NotifyFunctions functions,
                           const Complain& complain)
    : AdapterWatch(std::move(gate), std::move(functions)) {
    for (const auto& source : functions_.sources) {
        begin(source, complain);
    }
}

AdapterWatch::~AdapterWatch() {
    for (void* registration : std::views::reverse(registrations_)) {
        functions_.end(registration);
    }
}

void AdapterWatch::begin(const NotifyFunctions::Source& source, const Complain& complain) {
    void* registration = nullptr;
    if (const std::uint32_t error = source.begin(*gate_, registration); error != 0) {
        complain(source.name + " failed with error " + std::to_string(error) + ".");
    } else if (registration == nullptr) {
        complain(source.name + " does nothing on this system.");
    } else {
        registrations_.push_back(registration);
    }
}

} // namespace mirrorwatch::sense
