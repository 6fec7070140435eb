// SPDX-License-Identifier: MIT
#include "tests/simulate/bystander.hpp"

#include "tests/support/world/oracle.hpp"

namespace mirrorwatch::simulate {
namespace {

constexpr int c_failures_in_a_row = 2;
constexpr Time c_start_takes{5'000};

} // namespace

Bystander::Bystander(Way way, const Plan& plan)
    : way_(way)
    , plan_(&plan)
    , world_(*plan.behaviour, 1) {
    world_.start_wsl(0, c_start_takes);
}

void Bystander::check(Time now) {
    const bool fails = !world::failing(world_, 0, plan_->settings.endpoints).empty();
    failures_ = fails ? failures_ + 1 : 0;
    if (failures_ >= c_failures_in_a_row) {
        failures_ = 0;
        act(now);
    }
}

void Bystander::act(Time now) {
    if (way_ == Way::AlwaysNat) {
        if (is_switched_) {
            return;
        }
        is_switched_ = true;
        world_.act(0, agent::SetNetworkingMode{"always", NetworkingMode::Nat});
    }
    case_.proposed(way_ == Way::AlwaysNat ? RemedySpec{SwitchMode{}} : RemedySpec{RestartWsl{}}, now);
    killed_ += world_.wsl(0).is_running() ? 1 : 0;
    world_.act(0, agent::ShutDownWsl{});
    world_.start_wsl(0, c_start_takes);
}

void Bystander::judge(const world::Truth& truth, Time begun, Table& table, const std::string& row) const {
    Tally& tally = table.at(row, plan_->noise, way_);
    ++tally.cases;
    tally.right += case_.is_right(truth, !is_switched_) ? 1 : 0;
    tally.cured += world::failing(world_, 0, plan_->settings.endpoints).empty() ? 1 : 0;
    tally.killed += killed_;
    tally.killed_without_consent += killed_;
    if (case_.first_word()) {
        tally.times.push_back(*case_.first_word() - begun);
    }
}

} // namespace mirrorwatch::simulate
