// SPDX-License-Identifier: MIT
#include "tests/simulate/play.hpp"

#include "common/names.hpp"
#include "common/remedy_catalogue.hpp"

#include <ostream>
#include <string>

/// What is made of a history that was played.
namespace mirrorwatch::simulate {

bool Play::is_as_before() const {
    const world::Wsl& wsl = world_.wsl(0);
    return wsl.config.now() == wsl.config.users() && !wsl.exclusion;
}

Aftermath Play::aftermath() const {
    Aftermath after;
    after.is_as_before = is_as_before();
    after.is_well = is_well(world_, *plan_, *truth_);
    after.is_agreed = plan_->person == Person::Agrees;
    after.has_seen_others = plan_->noise > 0;
    return after;
}

void Play::judge() {
    is_judged_ = true;
    if (core_ != nullptr) {
        for (const FindingView& shown : core_->snapshot(users_.front()).findings) {
            case_.named(shown.finding.fault, std::nullopt);
        }
    }
    marks_ = case_.judged(*truth_, aftermath());
    tally_.note(marks_, *begun_);
    const std::string& name = plan_->behaviour->name;
    table_.at(name, plan_->noise, Way::Mirrorwatch) = tally_;
    if (trace_ != nullptr) {
        *trace_ << "  judged: " << what_was_made_of_it() << '\n';
    }
    for (const Bystander& bystander : bystanders_) {
        bystander.judge(*truth_, *begun_, table_.at(name, plan_->noise, bystander.way()));
    }
}

bool Play::is_good() const {
    return marks_.is_named && marks_.is_right && marks_.is_cured.value_or(true) && !marks_.is_needless;
}

std::optional<std::string> Play::what_was_wrong() const {
    return !is_judged_ || is_good() ? std::nullopt : std::optional{what_was_made_of_it()};
}

std::string Play::what_was_made_of_it() const {
    std::string what = plan_->behaviour->name + ", " + std::string{name_of(plan_->profile)} + ':';
    what += is_good() ? " good" : "";
    what += marks_.is_named ? "" : marks_.is_harmless ? " alarmed" : " unnamed";
    what += marks_.is_right ? "" : " wrong";
    what += marks_.is_cured.value_or(true) ? "" : " uncured";
    what += marks_.is_needless ? " needless" : "";
    what += "; proposed:";
    for (const RemedySpec& remedy : case_.steps()) {
        what += ' ' + std::string{name_of(remedy)};
    }
    what += case_.steps().empty() ? " nothing; named:" : "; named:";
    for (const Fault fault : case_.all_named()) {
        what += ' ' + std::string{name_of(fault)};
    }
    return what;
}

void Play::end() {
    invariants_.at(step_, now_);
    if (plan_->is_for_judging) {
        return; // it did not come to rest
    }
    for (std::size_t user = 0; user < users_.size() && core_ != nullptr; ++user) {
        invariants_.end_rest(user, core_->snapshot(users_[user]), world_);
    }
}

} // namespace mirrorwatch::simulate
