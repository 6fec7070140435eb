// SPDX-License-Identifier: MIT
#include "tests/support/world/oracle.hpp"

#include "common/remedy_catalogue.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::world {
namespace {

constexpr Time c_moment{10'000};
constexpr Time c_start_takes{4'000};

// Where WSL, an administrator or a VPN's kill switch says no on purpose, or only a person can mend it:
// whatever would get around that is not ours to do.
constexpr std::array c_words_only{Fault::HypervBlocked, Fault::Ipv6Disabled, Fault::ModeLocked,
                                  Fault::StaleHns};

void pass(World& world, Time time) {
    world.pass_to(world.now() + time);
}

void restart(World& world) {
    world.stop_wsl(0);
    world.start_wsl(0, c_start_takes);
    pass(world, c_moment);
    for (std::size_t vpn = 0; vpn < world.behaviour().vpns.size(); ++vpn) {
        if (!world.is_vpn_up(vpn)) { // it could not connect; who waits for it tries again
            world.vpn_comes_up(vpn);
        }
    }
    pass(world, c_moment);
}

/// The guest has room for one exclusion: of each VPN in turn.
std::vector<World> with_one_excluded(const World& world) {
    std::vector<World> worlds;
    for (const Device& device : world.wsl(0).devices) {
        if (device.vpn) {
            World copy = world;
            const auto reply = copy.act(0, agent::ApplyExclusion{{device.guid, device.mac, {}, "vpn"}});
            if (std::holds_alternative<ExclusionReceipt>(reply)) {
                worlds.push_back(std::move(copy));
            }
        }
    }
    return worlds;
}

bool lower_all(World& world) {
    bool done = false;
    for (const Device& device : std::vector<Device>{world.wsl(0).devices}) {
        if (device.vpn) {
            const auto reply = world.act(0, agent::ApplyMtu{{device.guid, device.mac, {}, "vpn"}, 1'280});
            done = done || std::holds_alternative<MtuReceipt>(reply);
        }
    }
    return done;
}

/// False when there is nothing that it could be done to.
bool take(World& world, const RemedySpec& remedy) {
    const std::string id = "trial";
    if (is<LowerMtu>(remedy)) {
        return lower_all(world);
    }
    if (const auto* change = std::get_if<ChangeSetting>(&remedy)) {
        world.act(0, agent::SetConfigSetting{id, change->setting});
    } else if (const auto* mode = std::get_if<SwitchMode>(&remedy)) {
        world.act(0, agent::SetNetworkingMode{id, mode->mode});
    }
    restart(world);
    return true;
}

/// One for each way to take it.
std::vector<World> after(const World& world, const RemedySpec& remedy) {
    if (is<Exclude>(remedy)) {
        return with_one_excluded(world);
    }
    World copy = world;
    return take(copy, remedy) ? std::vector{std::move(copy)} : std::vector<World>{};
}

bool helps(const World& world, const RemedySpec& remedy, const std::vector<EndpointSpec>& endpoints) {
    const std::vector<World> worlds = after(world, remedy);
    return std::any_of(worlds.begin(), worlds.end(),
                       [&](const World& tried) { return failing(tried, 0, endpoints).empty(); });
}

World calm(const Behaviour& behaviour) {
    World world{behaviour, 1};
    world.start_wsl(0, c_start_takes);
    pass(world, c_moment);
    return world;
}

} // namespace

std::set<Sight> failing(const World& world, std::size_t user, const std::vector<EndpointSpec>& endpoints) {
    std::set<Sight> result;
    for (const EndpointSpec& endpoint : endpoints) {
        if (endpoint.when == EndpointWhen::Vpn && !world.is_any_vpn_up()) {
            continue;
        }
        if (is_asked_from(endpoint.from, Vantage::Windows) &&
            !world.probe(Sender::Windows, user, endpoint).ok) {
            result.insert({endpoint.name, Sender::Windows});
        }
        if (is_asked_from(endpoint.from, Vantage::Wsl) && world.wsl(user).is_running() &&
            !world.probe(Sender::Wsl, user, endpoint).ok) {
            result.insert({endpoint.name, Sender::Wsl});
        }
    }
    return result;
}

void let_it_begin(World& world) {
    world.onset();
    world.wakes_up();
    if (world.behaviour().guest.server_dies) {
        world.set_server(0, false);
    }
    for (std::size_t vpn = 0; vpn < world.behaviour().vpns.size(); ++vpn) {
        world.vpn_comes_up(vpn);
    }
    pass(world, c_moment);
}

Truth truth_of(const Behaviour& behaviour, Profile profile) {
    const std::vector<EndpointSpec> endpoints = endpoints_of(profile);
    World world = calm(behaviour);
    let_it_begin(world);
    Truth truth;
    truth.broken = failing(world, 0, endpoints);
    for (const RemedyRow& remedy : remedy_catalogue()) { // the gentlest first
        if (!truth.broken.empty() && helps(world, remedy.spec, endpoints)) {
            truth.helps.insert(remedy.spec);
            truth.best = truth.best.value_or(remedy.spec);
        }
    }
    const bool is_words_only = behaviour.fault && std::find(c_words_only.begin(), c_words_only.end(),
                                                            *behaviour.fault) != c_words_only.end();
    if (is_words_only) {
        truth.best.reset();
    }
    truth.words_are_right = !truth.best;
    if (truth.best) {
        truth.right.insert(*truth.best);
    }
    for (const std::string& name : behaviour.also_right) {
        const auto choice = choice_named(name);
        if (choice && std::holds_alternative<RemedySpec>(*choice)) {
            truth.right.insert(std::get<RemedySpec>(*choice));
        }
        truth.words_are_right = truth.words_are_right || name == "words";
        truth.may_be_tried_in_vain = truth.may_be_tried_in_vain || name == "in_vain";
    }
    return truth;
}

} // namespace mirrorwatch::world
