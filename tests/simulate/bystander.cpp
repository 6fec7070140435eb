// SPDX-License-Identifier: MIT
#include "tests/simulate/bystander.hpp"

#include "tests/support/world/oracle.hpp"

#include <algorithm>
#include <utility>

namespace mirrorwatch::simulate {
namespace {

constexpr int c_failures_in_a_row = 2;
constexpr Time c_start_takes{5'000};

} // namespace

bool is_well(const world::World& world, const Plan& plan, const world::Truth& truth) {
    return std::ranges::includes(truth.lasting, world::failing(world, 0, plan.needs));
}

Bystander::Bystander(Way way, const Plan& plan)
    : way_(way)
    , plan_(&plan)
    , world_(*plan.behaviour, 1) {
    world_.start_wsl(0, c_start_takes);
}

void Bystander::check(Time now) {
    const bool fails = !world::failing(world_, 0, plan_->needs).empty();
    failures_ = fails ? failures_ + 1 : 0;
    if (failures_ >= c_failures_in_a_row) {
        failures_ = 0;
        act(now);
    }
}

void Bystander::act(Time now) {
    switch (way_) {
    case Way::AlwaysExclude:
        return exclude_newest(now);
    case Way::RestartBlindly:
        case_.proposed(RestartWsl{}, now);
        return restart();
    case Way::AlwaysNat:
        if (!is_switched_) {
            is_switched_ = true;
            case_.proposed(SwitchMode{NetworkingMode::Nat}, now);
            world_.act(0, agent::SetNetworkingMode{"always", NetworkingMode::Nat});
            restart();
        }
        return;
    default:
        return;
    }
}

/// Of the devices that WSL has.
void Bystander::exclude_newest(Time now) {
    const auto& devices = world_.wsl(0).devices;
    const auto newest = std::ranges::max_element(devices, {}, [](const world::Device& device) {
        return std::pair{device.vpn.has_value(), device.made};
    });
    if (newest != devices.end() && newest->vpn) {
        case_.proposed(Exclude{}, now);
        world_.act(0, agent::ApplyExclusion{{newest->guid, newest->mac, {}, "vpn"}});
    }
}

void Bystander::restart() {
    killed_ += world_.wsl(0).is_running() ? 1 : 0;
    world_.act(0, agent::ShutDownWsl{});
    world_.start_wsl(0, c_start_takes);
}

void Bystander::judge(const world::Truth& truth, Time begun, Tally& tally) const {
    Aftermath after;
    after.is_as_before = !is_switched_ && !world_.wsl(0).exclusion;
    after.is_well = is_well(world_, *plan_, truth);
    tally.note(case_.judged(truth, after), begun);
    tally.killed += killed_;
    tally.killed_without_consent += killed_;
}

} // namespace mirrorwatch::simulate
