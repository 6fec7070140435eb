// SPDX-License-Identifier: MIT
#include "tests/simulate/play.hpp"

#include <algorithm>

/// The behaviour begins, and Windows' network changes.
namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

constexpr Time c_hint_takes{10};
constexpr Time c_dial_takes{2'000};

bool needs_sleep(const world::Behaviour& behaviour) {
    const auto is_after_it = [](const auto& part) { return part.when == world::When::AfterResume; };
    return std::ranges::any_of(behaviour.effects, is_after_it) ||
           std::ranges::any_of(behaviour.guest.networks, is_after_it);
}

} // namespace

/// Some hints are lost; the poll finds what has changed.
void Play::hint() {
    invariants_.at(step_, now_);
    invariants_.on_host_event();
    if (noise_.fate(Source::Host, now_) == Fate::Good) {
        later(c_hint_takes, decide::AdapterHint{});
    } else {
        invariants_.excuse();
    }
}

void Play::tell_of_dial(bool is_refused) {
    if (is_refused && noise_.fate(Source::Host, now_) == Fate::Good) {
        later(c_dial_takes, decide::DialFailed{});
    }
}

void Play::begin_behaviour() {
    bool is_refused = false;
    to_all_worlds([&](world::World& world) { is_refused = !world.begin() || is_refused; });
    begun_ = now_;
    for (std::size_t i = 0; i < plan_->behaviour->timeline.size(); ++i) {
        later(Time{plan_->behaviour->timeline[i].at_ms}, Happening{What::Turn, 0, i});
    }
    if (needs_sleep(*plan_->behaviour)) {
        sleep({What::Sleep, 0, 0, 600s}, true);
        begun_ = now_;
    } else {
        hint();
    }
    tell_of_dial(is_refused);
    await_changes();
}

/// What the behaviour has in store besides.
void Play::turn(const world::Moment& moment) {
    if (moment.what == world::Turn::Sleep) {
        return sleep({What::Sleep, 0, 0, moment.which * 1s}, true);
    }
    bool is_refused = false;
    to_all_worlds([&](world::World& world) { is_refused = !world.turn(moment) || is_refused; });
    hint();
    tell_of_dial(is_refused);
    await_changes();
}

/// Routes and servers that come later than their VPN.
void Play::await_changes() {
    if (const auto change = world_.next_change(); change && change != awaited_change_) {
        awaited_change_ = change;
        later(*change - now_, Happening{What::Passes});
    }
}

void Play::on_network(const Happening& happening) {
    bool is_refused = false;
    to_all_worlds([&](world::World& world) {
        const bool is_there = happening.which < plan_->behaviour->vpns.size();
        switch (happening.what) {
        case What::VpnUp:
            if (is_there && !world.is_vpn_up(happening.which)) {
                is_refused = !world.vpn_comes_up(happening.which);
            }
            break;
        case What::VpnDown:
            if (is_there && world.is_vpn_up(happening.which)) {
                world.vpn_goes_down(happening.which);
            }
            break;
        case What::Unplug:
            world.unplug();
            break;
        case What::PlugIn:
            world.plug_in();
            break;
        case What::SwitchNetwork:
            world.switch_network();
            break;
        case What::UpdateAdapter:
            world.update_adapter(static_cast<world::Update>(happening.which));
            break;
        default:
            world.set_alive(world::Place::Internet, happening.what == What::InternetRises);
            break;
        }
    });
    hint();
    tell_of_dial(is_refused);
    await_changes();
}

} // namespace mirrorwatch::simulate
