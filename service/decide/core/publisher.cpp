// SPDX-License-Identifier: MIT
#include "service/decide/core/publisher.hpp"

#include <utility>

namespace mirrorwatch::decide {
namespace {

constexpr Duration c_every{100};
constexpr Duration c_many_every{1'000};
constexpr std::size_t c_many = 100; // endpoints

} // namespace

TimePoint Publisher::due(std::size_t endpoints) const {
    if (!changed_) {
        return TimePoint::max();
    }
    return last_ ? *last_ + (endpoints > c_many ? c_many_every : c_every) : TimePoint::min();
}

bool Publisher::take_due(std::size_t endpoints, TimePoint now) {
    if (now < due(endpoints)) {
        return false;
    }
    changed_ = false;
    last_ = now;
    return true;
}

void Publisher::send(const UserId& user, Snapshot snapshot, Outbox& out) {
    const auto was = sent_.find(user);
    if (was == sent_.end() || was->second != snapshot) {
        sent_.insert_or_assign(user, std::move(snapshot));
        out.put(Publish{user});
    }
}

} // namespace mirrorwatch::decide
