// SPDX-License-Identifier: MIT
#include "tests/simulate/plan.hpp"

#include "config/parse.hpp"

#include <array>

namespace mirrorwatch::simulate {
namespace {

using namespace std::chrono_literals;

// By then whatever was unrelated is over.
constexpr Time c_calm_before_judging{90'000};

// The service has just begun.
constexpr Time c_first_moment{10'001};

NetworkingMode random_mode(Random& random) {
    constexpr std::array c_modes{NetworkingMode::Mirrored, NetworkingMode::Nat, NetworkingMode::VirtioProxy};
    return c_modes[random.below(c_modes.size())];
}

/// Makes one history: a cursor in time, and what happens there.
class Planner {
public:
    Planner(Plan& plan, Random& random)
        : plan_(plan)
        , random_(random) {}

    void happens(Time when, What what, std::uint64_t which = 0, Time takes = 0ms) {
        if (when < plan_.quiet) {
            plan_.happenings.emplace_back(when, Happening{what, user(), which, takes});
        }
    }

    /// Things that have nothing to do with the fault, and pass.
    void unrelated(Time from, Time until) {
        for (Time when = from + random_.between(5s, 60s); when < until; when += random_.between(20s, 200s)) {
            const Time over = when + random_.between(2s, 40s);
            switch (random_.below(3)) {
            case 0:
                happens(when, What::ServerDies);
                happens(over, What::ServerRises);
                break;
            case 1:
                happens(when, What::Unplug);
                happens(when + random_.between(1s, 6s), What::PlugIn);
                break;
            default:
                happens(when, What::InternetDies);
                happens(when + random_.between(2s, 15s), What::InternetRises);
                break;
            }
        }
    }

    void anything(Time from, Time until) {
        for (Time when = from; when < until; when += random_.between(1s, 90s)) {
            one_thing(when);
        }
    }

private:
    std::size_t user() { return plan_.users > 1 ? random_.below(plan_.users) : 0; }

    std::uint64_t vpn() { return random_.below(plan_.behaviour->vpns.size() + 1); } // one more than there are

    void one_thing(Time when) {
        const Time soon = when + random_.between(500ms, 60s);
        switch (random_.below(20)) {
        case 0:
        case 1:
            return happens(when, What::VpnUp, vpn());
        case 2:
        case 3:
            return happens(when, What::VpnDown, vpn());
        case 4:
            return flap(when);
        case 5:
            return happens(when, What::Sleep, 0, random_.between(20s, 3h));
        case 6:
            return happens(when, What::ModernStandby, 0, random_.between(20s, 3h));
        case 7:
            happens(when, What::SwitchNetwork);
            return happens(soon, What::SwitchNetwork);
        case 8:
            happens(when, What::LogOff);
            return happens(soon, What::LogOn);
        case 9:
            happens(when, What::StopWsl);
            return happens(soon, What::StartWsl);
        case 10:
            return happens(when, What::EditConfig);
        case 11:
            return happens(when, What::SetMode, static_cast<std::uint64_t>(random_mode(random_)));
        case 12:
            happens(when, What::InUse, 1);
            return happens(soon, What::InUse, 0);
        case 13:
            happens(when, What::Pause);
            return happens(soon, What::Resume);
        case 14:
            return happens(when, What::KillService, 0, random_.between(100ms, 20s));
        case 15:
            return happens(when, What::ChangeSettings, random_.below(1'000'000));
        case 16:
            happens(when, random_.chance(50) ? What::AgentDies : What::AgentHangs);
            return happens(soon, What::AgentLives);
        default:
            return a_verb(when);
        }
    }

    void a_verb(Time when) {
        switch (random_.below(6)) {
        case 0:
            return happens(when, What::RollBack,
                           static_cast<std::uint64_t>(random_.chance(70) ? NetworkingMode::Nat
                                                                         : NetworkingMode::VirtioProxy));
        case 1:
            return happens(when, What::Restore);
        case 2:
            return happens(when, What::ExcludeVpn, vpn());
        case 3:
            return happens(when, What::IncludeVpn, vpn());
        default:
            return happens(when, What::LookAtStatus);
        }
    }

    void flap(Time when) {
        const std::uint64_t which = vpn();
        for (std::uint64_t i = 0, n = 2 + random_.below(5); i < n; ++i) {
            happens(when, What::VpnDown, which);
            when += random_.between(100ms, 4s);
            happens(when, What::VpnUp, which);
            when += random_.between(100ms, 6s);
        }
    }

    Plan& plan_;
    Random& random_;
};

Guests random_guests(Random& random) {
    Guests guests;
    guests.have_systemd = random.chance(50);
    guests.have_nexthops = random.chance(50);
    guests.are_disturbed = random.chance(50);
    return guests;
}

/// By a source of its own: what else happens does not depend on who is there.
Person random_person(std::uint64_t seed, std::uint64_t number) {
    Random random{seed_of(seed ^ 0x9E50, number)};
    return random.chance(90) ? Person::Agrees : random.chance(50) ? Person::Refuses : Person::IsAway;
}

bool is_bare(Watching watching, std::uint64_t seed, std::uint64_t number) {
    Random random{seed_of(seed ^ 0xBA2E, number)};
    return watching == Watching::Bare || (watching == Watching::Both && random.chance(50));
}

/// Half of the people name what they watch themselves, but for the first endpoint, which is the machine's.
void make_own(Plan& plan) {
    std::vector<EndpointSpec>& machines = plan.settings.endpoints;
    Random random{seed_of(plan.seed ^ 0x0417, plan.number)};
    if (machines.empty() || !random.chance(50)) {
        return;
    }
    plan.own.assign(machines.begin() + 1, machines.end());
    machines.resize(1);
    for (EndpointSpec& endpoint : plan.own) {
        endpoint.source = EndpointSource::User;
    }
}

void add_checks(Plan& plan, Random& random) {
    for (Time when = random.between(0s, 120s); when < plan.judged; when += 120s) {
        plan.happenings.emplace_back(when, Happening{What::Check});
    }
    plan.happenings.emplace_back(plan.judged, Happening{What::Judge});
}

} // namespace

const VpnRules& shipped_rules() {
    static const VpnRules c_rules =
        config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml")->value;
    return c_rules;
}

Settings random_settings(Random& random, world::Profile profile, bool is_scored) {
    Settings settings;
    settings.endpoints = world::endpoints_of(profile);
    settings.connectivity.targets = {"203.0.113.20:443"};
    Settings::Policy& policy = settings.policy;
    policy.action = static_cast<PolicyAction>(random.below(is_scored ? 2 : 3));
    policy.restore_on_vpn_down = static_cast<RestorePolicy>(random.below(3));
    policy.idle_only = random.chance(50);
    if (!is_scored && random.chance(20)) {
        policy.ladder.pop_back();
    }
    if (!is_scored && random.chance(20)) {
        policy.vpns = {{"*", static_cast<VpnPolicy::Action>(random.below(5))}};
    }
    return settings;
}

Plan make_plan(std::uint64_t seed, std::uint64_t number, const world::Behaviour& behaviour, unsigned noise,
               bool is_for_judging, Watching watching) {
    Random random{seed_of(seed, number)};
    Plan plan;
    plan.seed = seed;
    plan.number = number;
    plan.behaviour = &behaviour;
    plan.noise = noise;
    plan.is_scored = random.chance(75) || is_for_judging;
    plan.is_for_judging = is_for_judging;
    plan.is_doubled = random.chance(50);
    plan.users = plan.is_scored || random.chance(80) ? 1 : 2;
    plan.profile = behaviour.profiles[random.below(behaviour.profiles.size())];
    if (is_bare(watching, seed, number)) {
        plan.profile = world::Profile::Unconfigured;
    }
    plan.guests = random_guests(random);
    plan.person = plan.is_scored ? random_person(seed, number) : Person::Agrees;
    plan.settings = random_settings(random, plan.profile, plan.is_scored);
    make_own(plan);
    plan.needs = world::watched_by(plan.profile, behaviour);
    plan.begin = random.between(60s, 120s);
    if (behaviour.begins_before()) {
        plan.begin = c_first_moment;
    }
    plan.judged = plan.is_scored ? plan.begin + c_judged_after : plan.begin;
    plan.quiet = plan.judged + random.between(120s, 900s);
    plan.end = is_for_judging ? plan.judged : plan.quiet + c_quiet_for;
    Planner planner{plan, random};
    planner.happens(plan.begin, What::Begin);
    if (plan.is_scored) {
        add_checks(plan, random);
        if (noise > 0) {
            planner.unrelated(plan.begin + 30s, plan.judged - c_calm_before_judging);
        }
    }
    if (is_for_judging) {
        return plan;
    }
    planner.anything(plan.is_scored ? plan.judged : 5s, plan.quiet);
    plan.happenings.emplace_back(plan.quiet, Happening{What::Quiet});
    return plan;
}

} // namespace mirrorwatch::simulate
