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

void Play::judge() {
    is_judged_ = true;
    if (core_ != nullptr) {
        for (const FindingView& shown : core_->snapshot(users_.front()).findings) {
            case_.still_named(shown.finding.fault);
        }
    }
    const auto& fault = plan_->behaviour->fault;
    const std::string row = fault ? std::string{name_of(*fault)} : "harmless";
    tally_.cases = 1;
    tally_.right = case_.is_right(*truth_, is_as_before()) ? 1 : 0;
    tally_.named = fault && case_.was_named(*fault) ? 1 : 0;
    tally_.cured = world::failing(world_, 0, plan_->settings.endpoints).empty() ? 1 : 0;
    if (case_.first_word()) {
        tally_.times.push_back(*case_.first_word() - *begun_);
    }
    table_.at(row, plan_->noise, Way::Mirrorwatch) = tally_;
    if (trace_ != nullptr) {
        *trace_ << "  judged: " << (tally_.right == 1 ? "right" : "wrong") << '\n';
    }
    for (const Bystander& bystander : bystanders_) {
        bystander.judge(*truth_, *begun_, table_, row);
    }
}

std::optional<std::string> Play::what_was_wrong() const {
    if (!is_judged_ || tally_.right == 1) {
        return {};
    }
    std::string what = plan_->behaviour->name + ':';
    for (const RemedySpec& remedy : case_.steps()) {
        what += ' ' + std::string{name_of(remedy)};
    }
    what += case_.steps().empty() ? " nothing was proposed; named:" : "; named:";
    for (const Fault fault : case_.all_named()) {
        what += ' ' + std::string{name_of(fault)};
    }
    return what;
}

void Play::end() {
    invariants_.at(step_, now_);
    for (std::size_t user = 0; user < users_.size() && core_ != nullptr; ++user) {
        invariants_.end_rest(user, core_->snapshot(users_[user]), world_);
    }
}

} // namespace mirrorwatch::simulate
