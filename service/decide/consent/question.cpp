#include "service/decide/consent/question.hpp"

#include <utility>

namespace mirrorwatch::decide {
namespace {

// Occasions of long ago do not come again.
constexpr std::size_t c_kept = 64;

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

void Answers::answer_remedy(std::string id) {
    add(answered_remedies_, std::move(id));
}

void Answers::postpone(std::uint64_t occasion, TimePoint until) {
    add(postponed_, Postponed{occasion, until});
}

void Answers::did_not_help(std::uint64_t occasion, Choice choice) {
    add(in_vain_, InVain{occasion, choice});
}

void Answers::forget_all_without_vpn() {
    std::erase_if(answered_, [](std::uint64_t occasion) { return occasion >= c_without_vpn; });
    std::erase_if(postponed_, [](const Postponed& one) { return one.occasion >= c_without_vpn; });
    std::erase_if(in_vain_, [](const InVain& one) { return one.occasion >= c_without_vpn; });
}

bool Answers::is_answered(std::uint64_t occasion) const {
    return std::find(answered_.begin(), answered_.end(), occasion) != answered_.end();
}

bool Answers::is_answered(const std::string& remedy) const {
    return std::find(answered_remedies_.begin(), answered_remedies_.end(), remedy) !=
           answered_remedies_.end();
}

TimePoint Answers::postponed_until(std::uint64_t occasion) const {
    TimePoint until = TimePoint::min();
    for (const Postponed& one : postponed_) {
        until = one.occasion == occasion ? std::max(until, one.until) : until;
    }
    return until;
}

std::vector<Choice> Answers::in_vain(std::uint64_t occasion) const {
    std::vector<Choice> choices;
    for (const InVain& one : in_vain_) {
        if (one.occasion == occasion) {
            choices.push_back(one.choice);
        }
    }
    return choices;
}

TimePoint Answers::due(TimePoint now) const {
    TimePoint due = TimePoint::max();
    for (const Postponed& one : postponed_) {
        due = one.until > now ? std::min(due, one.until) : due;
    }
    return due;
}

} // namespace mirrorwatch::decide
