// SPDX-License-Identifier: MIT
#include "tests/support/world/oracle.hpp"

#include "common/remedy_catalogue.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace mirrorwatch::world {
namespace {

constexpr Time c_moment{10'000};
constexpr Time c_at_last{60'000}; // whatever passes has passed, and what comes late is there
constexpr Time c_start_takes{4'000};

// Where WSL, an administrator or a VPN's kill switch says no on purpose, or only a person can mend it:
// whatever would get around that is not ours to do.
constexpr std::array c_words_only{Fault::HypervBlocked, Fault::Ipv6Disabled, Fault::ModeLocked,
                                  Fault::StaleHns};

void pass(World& world, Time time) {
    world.pass_to(world.now() + time);
}

void restart(World& world) {
    world.act(0, agent::ShutDownWsl{});
    world.start_wsl(0, c_start_takes);
    pass(world, c_moment);
    for (std::size_t vpn = 0; vpn < world.behaviour().vpns.size(); ++vpn) {
        const bool is_wanted = world.behaviour().vpns[vpn].start == Start::Begin;
        if (is_wanted && !world.is_vpn_up(vpn)) { // it could not connect; who waits for it tries again
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

/// Nobody expects of WSL that it reaches what it is kept from; unless that was all that it had lost.
bool is_beside_the_point(const RemedySpec& remedy, const std::set<Sight>& broken) {
    return is<Exclude>(remedy) && !broken.empty() &&
           std::ranges::all_of(broken, [](const Sight& sight) { return sight.endpoint == c_vpns_side; });
}

/// Each in turn, on a world of its own.
void try_all(Truth& truth, const World& world, const std::vector<EndpointSpec>& endpoints) {
    truth.lasting = truth.broken;
    for (const RemedySpec& remedy : all_remedies()) {
        if (is_beside_the_point(remedy, truth.broken)) {
            continue;
        }
        for (const World& tried : after(world, remedy)) {
            const std::set<Sight> left = failing(tried, 0, endpoints);
            std::erase_if(truth.lasting, [&](const Sight& sight) { return !left.contains(sight); });
            if (left.size() < truth.broken.size() && std::ranges::includes(truth.broken, left)) {
                truth.eases.insert(remedy);
            }
            if (!truth.broken.empty() && left.empty()) {
                truth.helps.insert(remedy);
            }
        }
    }
}

/// Against two faults two remedies may be needed, the rougher one first: a restart ends what was done in the
/// guest. Then each of them eases.
void try_pairs(Truth& truth, const World& world, const std::vector<EndpointSpec>& endpoints) {
    for (const RemedySpec& first : all_remedies()) {
        for (const World& tried : after(world, first)) {
            Truth then;
            then.broken = failing(tried, 0, endpoints);
            try_all(then, tried, endpoints);
            if (!then.helps.empty()) {
                truth.eases.insert(first);
                truth.eases.insert(then.helps.begin(), then.helps.end());
            }
            std::erase_if(truth.lasting, [&](const Sight& sight) { return !then.lasting.contains(sight); });
        }
    }
}

void name(Truth& truth, const Behaviour& behaviour) {
    if (behaviour.fault) {
        truth.names.insert(*behaviour.fault);
    }
    truth.names.insert(behaviour.also_named.begin(), behaviour.also_named.end());
    truth.second_name = behaviour.second_fault;
}

std::set<RemedySpec> remedies_of(const std::vector<std::string>& names) {
    std::set<RemedySpec> remedies;
    for (const std::string& name : names) {
        if (const auto choice = choice_named(name); choice && std::holds_alternative<RemedySpec>(*choice)) {
            remedies.insert(std::get<RemedySpec>(*choice));
        }
    }
    return remedies;
}

bool is_among(std::string_view name, const std::vector<std::string>& names) {
    return std::ranges::find(names, name) != names.end();
}

bool is_for_words_only(const Behaviour& behaviour) {
    const bool is_said_so = !behaviour.right.empty() && remedies_of(behaviour.right).empty();
    return is_said_so || behaviour.is_harmless() ||
           (behaviour.fault && std::ranges::find(c_words_only, *behaviour.fault) != c_words_only.end());
}

/// Of what works the gentlest, unless the behaviour says which are right.
void choose(Truth& truth, const Behaviour& behaviour) {
    const std::set<RemedySpec> said = remedies_of(behaviour.right);
    for (const RemedySpec& remedy : all_remedies()) {
        const bool may_be_best = said.empty() ? truth.helps.contains(remedy) : said.contains(remedy);
        if (!truth.best && may_be_best && !is_for_words_only(behaviour)) {
            truth.best = remedy;
        }
    }
    truth.right = said;
    if (truth.best && said.empty()) {
        truth.right = {*truth.best};
    }
    truth.right.merge(remedies_of(behaviour.also_right));
    truth.may_be_tried = remedies_of(behaviour.may_try);
    truth.forbidden = remedies_of(behaviour.forbidden);
    truth.may_be_tried_in_vain = is_among("in_vain", behaviour.also_right);
    truth.words_are_right =
        !truth.best || is_among("words", behaviour.right) || is_among("words", behaviour.also_right);
    if (is_for_words_only(behaviour)) {
        std::ranges::copy_if(all_remedies(), std::inserter(truth.forbidden, truth.forbidden.end()),
                             [&](const RemedySpec& remedy) { return !truth.right.contains(remedy); });
    }
}

/// Another mode may help; to exclude a VPN that carries none of what fails cannot, and that can be seen.
void excuse_what_is_in_vain(Truth& truth, const World& world, const std::vector<EndpointSpec>& endpoints) {
    truth.may_be_tried.insert({SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}});
    const bool is_carried = std::ranges::any_of(endpoints, [&](const EndpointSpec& endpoint) {
        const bool fails = truth.broken.contains({endpoint.name, Sender::Wsl});
        return fails && world.leaves_by_vpn(0, endpoint.host);
    });
    if (is_carried) {
        truth.may_be_tried.insert(Exclude{});
    }
}

/// Who ends a server wants no word of it. Built in, Windows' own side says one thing: whether it is offline.
bool is_excused(const EndpointSpec& endpoint, const Wsl& wsl) {
    return endpoint.source == EndpointSource::Learned   ? !wsl.server_alive
           : endpoint.source == EndpointSource::BuiltIn ? endpoint.name != "internet"
                                                        : false;
}

/// Who chose another mode is left alone.
bool is_guarded(const Behaviour& behaviour) {
    return behaviour.guest.networking_mode == NetworkingMode::Mirrored;
}

/// Without settings WSL is asked when Windows' network has changed or the machine woke up, and on no clock.
bool has_occasion(const World& before, const World& after) {
    const auto sleeps = [](const Moment& moment) { return moment.what == Turn::Sleep; };
    return after.version() != before.version() || std::ranges::any_of(after.behaviour().timeline, sleeps);
}

World calm(const Behaviour& behaviour) {
    World world{behaviour, 1};
    world.even_out();
    world.begin_before();
    world.start_wsl(0, c_start_takes);
    pass(world, c_moment);
    return world;
}

} // namespace

const std::vector<RemedySpec>& all_remedies() {
    static const std::vector<RemedySpec> c_all{LowerMtu{},
                                               Exclude{},
                                               RestartWsl{},
                                               ChangeSetting{ConfigSetting::DnsTunneling},
                                               ChangeSetting{ConfigSetting::AutoProxy},
                                               SwitchMode{NetworkingMode::Nat},
                                               SwitchMode{NetworkingMode::VirtioProxy}};
    return c_all;
}

bool is_gentler(const RemedySpec& one, const RemedySpec& other) {
    const auto& all = all_remedies();
    return std::ranges::find(all, one) < std::ranges::find(all, other);
}

std::set<Sight> failing(const World& world, std::size_t user, const std::vector<EndpointSpec>& endpoints) {
    World even = world;
    even.even_out();
    std::set<Sight> result;
    for (const EndpointSpec& endpoint : endpoints) {
        const bool is_given_up = endpoint.name == c_vpns_side && even.wsl(user).exclusion;
        if (is_given_up || (endpoint.when == EndpointWhen::Vpn && !even.is_any_vpn_up())) {
            continue;
        }
        if (is_asked_from(endpoint.from, Vantage::Windows) &&
            !even.probe(Sender::Windows, user, endpoint).ok) {
            if (!is_excused(endpoint, even.wsl(user))) {
                result.insert({endpoint.name, Sender::Windows});
            }
            if (endpoint.source == EndpointSource::BuiltIn) {
                continue; // it says that WSL does not reach what Windows reaches
            }
        }
        if (is_asked_from(endpoint.from, Vantage::Wsl) && even.wsl(user).is_running() &&
            !even.probe(Sender::Wsl, user, endpoint).ok) {
            result.insert({endpoint.name, Sender::Wsl});
        }
    }
    return result;
}

void let_it_begin(World& world) {
    const Time begun = world.now();
    world.wakes_up();
    world.begin();
    for (const Moment& moment : world.behaviour().timeline) {
        world.pass_to(begun + Time{moment.at_ms});
        if (moment.what == Turn::Sleep) {
            pass(world, Time{moment.which * 1'000});
            world.wakes_up();
        } else {
            world.turn(moment);
        }
    }
    pass(world, c_at_last);
}

bool Truth::is_needless(const RemedySpec& remedy) const {
    if (forbidden.contains(remedy)) {
        return true;
    }
    if (right.contains(remedy) || may_be_tried.contains(remedy)) {
        return false;
    }
    return !eases.contains(remedy) || (best && is_gentler(*best, remedy));
}

Truth truth_of(const Behaviour& behaviour, Profile profile) {
    const std::vector<EndpointSpec> endpoints = watched_by(profile, behaviour);
    World world = calm(behaviour);
    const World before = world;
    let_it_begin(world);
    Truth truth;
    truth.is_harmless = behaviour.is_harmless();
    name(truth, behaviour);
    truth.broken = failing(world, 0, endpoints);
    if (profile == Profile::Unconfigured && truth.second_name == Fault::ServerDead) {
        truth.second_name.reset(); // who ends a server wants no word of it
    }
    try_all(truth, world, endpoints);
    if (truth.second_name) {
        try_pairs(truth, world, endpoints);
    }
    choose(truth, behaviour);
    truth.is_unseen = profile == Profile::Unconfigured &&
                      (truth.broken.empty() || !is_guarded(behaviour) || !has_occasion(before, world));
    truth.words_are_right = truth.words_are_right || truth.is_unseen;
    if (truth.may_be_tried_in_vain) {
        excuse_what_is_in_vain(truth, world, endpoints);
    }
    return truth;
}

} // namespace mirrorwatch::world
