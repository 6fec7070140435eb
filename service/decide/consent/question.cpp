// SPDX-License-Identifier: MIT
#include "service/decide/consent/question.hpp"

#include "service/decide/core/search.hpp"

#include <utility>

namespace mirrorwatch::decide {
namespace {

// Occasions of long ago do not come again.
constexpr std::size_t c_kept = 64;

// What comes back sooner was not over: a server that answers once in between, a name that is found by chance.
constexpr std::chrono::minutes c_same_break{10};

template <class T>
void add(std::vector<T>& items, T item) {
    if (items.size() >= c_kept) {
        items.erase(items.begin());
    }
    items.push_back(std::move(item));
}

} // namespace

void Answers::answer(std::uint64_t occasion) {
    add(answered_, occasion);
}

void Answers::decline(std::uint64_t occasion) {
    add(declined_, occasion);
}

void Answers::answer_remedy(std::string id) {
    add(answered_remedies_, std::move(id));
}

void Answers::postpone(std::uint64_t occasion, TimePoint until) {
    add(postponed_, Postponed{occasion, until});
}

void Answers::did_not_help(std::uint64_t occasion, RemedySpec remedy) {
    add(in_vain_, InVain{occasion, remedy});
}

void Answers::on_over(TimePoint now) {
    over_since_ = now;
    std::erase_if(answered_, [](std::uint64_t occasion) { return occasion >= c_without_vpn; });
    std::erase_if(in_vain_, [](const InVain& one) { return one.occasion >= c_without_vpn; });
}

void Answers::on_break(TimePoint now) {
    if (over_since_ && now >= *over_since_ + c_same_break) {
        std::erase_if(declined_, [](std::uint64_t occasion) { return occasion >= c_without_vpn; });
    }
    over_since_.reset();
}

bool Answers::is_answered(std::uint64_t occasion) const {
    return contains(answered_, occasion) || contains(declined_, occasion);
}

bool Answers::is_answered(const std::string& remedy) const {
    return contains(answered_remedies_, remedy);
}

TimePoint Answers::postponed_until(std::uint64_t occasion) const {
    TimePoint until = TimePoint::min();
    for (const Postponed& one : postponed_) {
        until = one.occasion == occasion ? std::max(until, one.until) : until;
    }
    return until;
}

std::vector<RemedySpec> Answers::in_vain(std::uint64_t occasion) const {
    std::vector<RemedySpec> remedies;
    for (const InVain& one : in_vain_) {
        if (one.occasion == occasion) {
            remedies.push_back(one.remedy);
        }
    }
    return remedies;
}

TimePoint Answers::due(TimePoint now) const {
    TimePoint due = TimePoint::max();
    for (const Postponed& one : postponed_) {
        due = one.until > now ? std::min(due, one.until) : due;
    }
    return due;
}

} // namespace mirrorwatch::decide
