// SPDX-License-Identifier: MIT
#include "service/decide/core/people.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace mirrorwatch::decide {
namespace {

constexpr std::chrono::hours c_forgotten_after{24};

} // namespace

Person* People::find(const UserId& user) {
    const auto found = all_.find(user);
    return found == all_.end() ? nullptr : &found->second;
}

const Person* People::find(const UserId& user) const {
    const auto found = all_.find(user);
    return found == all_.end() ? nullptr : &found->second;
}

std::vector<UserId> People::remove_former(const UserId& user, const std::set<UserId>& seen) {
    std::vector<UserId> former;
    std::erase_if(all_, [&](const auto& entry) {
        const UserId& other = entry.first;
        const bool goes = other.sid == user.sid && !seen.contains(other);
        if (goes) {
            former.push_back(other);
            gone_.erase(other);
        }
        return goes;
    });
    return former;
}

bool People::set_present(std::set<UserId> seen, TimePoint now) {
    const bool differs = seen != present_;
    present_ = std::move(seen);
    for (const auto& [user, person] : all_) {
        if (is_present(user)) {
            gone_.erase(user);
        } else {
            gone_.try_emplace(user, now);
        }
    }
    return differs;
}

std::vector<UserId> People::remove_gone(TimePoint now) {
    std::vector<UserId> removed;
    std::erase_if(gone_, [&](const auto& entry) {
        const auto& [user, since] = entry;
        const bool goes = now - since >= c_forgotten_after && all_.at(user).session.journal().empty();
        if (goes) {
            removed.push_back(user);
            all_.erase(user);
        }
        return goes;
    });
    return removed;
}

std::vector<UserId> People::with_proxy() const {
    std::vector<UserId> users;
    for (const auto& [user, person] : all_) {
        if (person.has_proxy && is_present(user)) {
            users.push_back(user);
        }
    }
    return users;
}

bool People::wants_probes(const UserId& user) const {
    return is_present(user) && !all_.at(user).session.wants_no_probes();
}

bool People::is_anybody_watching() const {
    return present_.empty() || std::any_of(present_.begin(), present_.end(),
                                           [&](const UserId& user) { return wants_probes(user); });
}

bool People::has_been(const std::string& sid) const {
    return std::any_of(all_.begin(), all_.end(), [&](const auto& entry) { return entry.first.sid == sid; });
}

bool People::refer_to(const AdapterIdentity& vpn) const {
    return std::any_of(all_.begin(), all_.end(),
                       [&](const auto& entry) { return entry.second.session.refers_to(vpn); });
}

} // namespace mirrorwatch::decide
