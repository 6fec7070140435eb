// SPDX-License-Identifier: MIT
#include "tests/simulate/case.hpp"

#include <algorithm>
#include <iterator>

namespace mirrorwatch::simulate {
namespace {

/// What was tried before a remedy was gentler than it.
bool rises(const std::vector<RemedySpec>& steps) {
    return std::ranges::adjacent_find(steps, [](const RemedySpec& before, const RemedySpec& after) {
               return !world::is_gentler(before, after);
           }) == steps.end();
}

bool need_not_be_named(const world::Truth& truth) {
    return truth.is_harmless || truth.is_unseen;
}

/// What the world does beside the break, or what follows from it: right to say when it is seen.
bool may_be_seen_beside(Fault fault, const world::Truth& truth, const Aftermath& after) {
    const bool windows_fails = std::ranges::any_of(
        truth.broken, [](const world::Sight& sight) { return sight.from == world::Sender::Windows; });
    return fault == Fault::HostOffline ? after.has_seen_others || windows_fails
                                       : fault == Fault::ServerDead && after.has_seen_others;
}

} // namespace

void Case::proposed(const RemedySpec& remedy, Time) {
    if (steps_.empty() || steps_.back() != remedy) {
        steps_.push_back(remedy);
    }
}

void Case::named(Fault fault, std::optional<Time> when) {
    if (std::ranges::find(names_, fault, &Name::fault) == names_.end()) {
        names_.push_back({fault, when});
    }
}

std::set<Fault> Case::all_named() const {
    std::set<Fault> all;
    std::ranges::transform(names_, std::inserter(all, all.end()), &Name::fault);
    return all;
}

/// By a name of its own, and by the second one's where there are two.
bool Case::is_named(const world::Truth& truth) const {
    const std::set<Fault> all = all_named();
    const bool is_first = std::ranges::any_of(truth.names, [&](Fault fault) { return all.contains(fault); });
    return is_first && (!truth.second_name || all.contains(*truth.second_name));
}

bool Case::is_misled(const world::Truth& truth, const Aftermath& after) const {
    return std::ranges::any_of(names_, [&](const Name& name) {
        const bool is_true = truth.names.contains(name.fault) || truth.second_name == name.fault;
        return !is_true && !may_be_seen_beside(name.fault, truth, after);
    });
}

/// It ended with a right one, and what was tried before was gentler; of two faults each has a way of its own.
/// Or only words are right, and they were said; or nobody could know that all was in vain, and it was taken
/// back.
bool Case::is_right(const world::Truth& truth, const Aftermath& after) const {
    if (steps_.empty()) {
        return truth.words_are_right && (need_not_be_named(truth) || is_named(truth));
    }
    const bool is_allowed =
        std::ranges::none_of(steps_, [&](const RemedySpec& step) { return truth.forbidden.contains(step); });
    const bool was_only_tried =
        std::ranges::includes(truth.may_be_tried, std::set(steps_.begin(), steps_.end()));
    if (!after.is_agreed && was_only_tried && is_allowed) {
        return true; // nobody could go on from there
    }
    const bool is_in_vain = (truth.may_be_tried_in_vain || (truth.words_are_right && was_only_tried)) &&
                            after.is_as_before && is_named(truth);
    const bool is_in_order = truth.second_name || rises(steps_);
    return is_allowed && is_in_order && (truth.right.contains(steps_.back()) || is_in_vain);
}

std::optional<Time> Case::right_word_at(const world::Truth& truth) const {
    const auto first =
        std::ranges::find_if(names_, [&](const Name& name) { return truth.names.contains(name.fault); });
    return first == names_.end() ? std::nullopt : first->when;
}

Marks Case::judged(const world::Truth& truth, const Aftermath& after) const {
    Marks marks;
    marks.is_harmless = truth.is_harmless;
    marks.is_misled = is_misled(truth, after);
    marks.is_alarm = truth.is_harmless && (marks.is_misled || !steps_.empty());
    marks.is_named = need_not_be_named(truth) ? !marks.is_misled : is_named(truth);
    marks.is_right = is_right(truth, after) && !marks.is_alarm;
    marks.is_needless = std::ranges::any_of(
        steps_, [&](const RemedySpec& step) { return truth.is_harmless || truth.is_needless(step); });
    if (truth.best && !truth.words_are_right && after.is_agreed) {
        marks.is_cured = after.is_well;
    }
    marks.right_word_at = right_word_at(truth);
    return marks;
}

} // namespace mirrorwatch::simulate
