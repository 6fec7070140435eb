// SPDX-License-Identifier: MIT
#include "tests/simulate/generator.hpp"
#include "tests/simulate/goals.hpp"
#include "tests/simulate/options.hpp"

#include "common/remedy_catalogue.hpp"
#include "tests/simulate/play.hpp"
#include "tests/simulate/report.hpp"
#include "tests/support/world/oracle.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <span>

namespace mirrorwatch::simulate {
namespace {

constexpr std::array<unsigned, 3> c_noises{0, 10, 20};

/// Truths take a while to find out, and are wanted again and again.
class Truths {
public:
    const world::Truth& of(const Plan& plan) {
        const auto key = std::pair{plan.behaviour, plan.profile};
        const auto found = known_.find(key);
        return found != known_.end()
                   ? found->second
                   : known_.emplace(key, world::truth_of(*plan.behaviour, plan.profile)).first->second;
    }

private:
    std::map<std::pair<const world::Behaviour*, world::Profile>, world::Truth> known_;
};

Result<std::vector<world::Behaviour>> read_behaviours(const Options& options) {
    if (options.world) {
        std::ifstream file{*options.world, std::ios::binary};
        if (!file) {
            return Error{"\"" + *options.world + "\" cannot be read."};
        }
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        auto behaviour = world::behaviour_from_json(text);
        if (!behaviour) {
            return Error{*options.world + ": " + behaviour.error().message};
        }
        return std::vector{*behaviour};
    }
    std::vector<world::Behaviour> behaviours;
    if (options.generate) {
        return generated(*options.generate, options.seed);
    }
    for (const world::Behaviour& behaviour : world::shipped_behaviours()) {
        if (!options.behaviour || behaviour.name == *options.behaviour) {
            behaviours.push_back(behaviour);
        }
    }
    if (behaviours.empty()) {
        return Error{"There is no behaviour \"" + *options.behaviour + "\"; --list tells which there are."};
    }
    return behaviours;
}

/// Each behaviour at each noise, in turn.
Plan plan_of(const Options& options, const std::vector<world::Behaviour>& behaviours, std::uint64_t history) {
    const world::Behaviour& behaviour = behaviours[history % behaviours.size()];
    const unsigned noise = options.noise.value_or(c_noises[history / behaviours.size() % c_noises.size()]);
    const Watching watching = options.is_bare         ? Watching::Bare
                              : options.is_configured ? Watching::Configured
                                                      : Watching::Both;
    return make_plan(options.seed, history, behaviour, noise, options.only_judged, watching);
}

void note(Outcome& outcome, const Play& play) {
    outcome.events += play.events();
    ++outcome.histories;
    ActionHash all;
    all.add(outcome.hash);
    all.add(play.hash());
    outcome.hash = all.value();
    outcome.table.add(play.table());
    for (const Violation& violation : play.violations()) {
        ++outcome.violations;
        if (outcome.violations_by_kind[violation.what]++ == 0) {
            outcome.examples.push_back(violation);
        }
    }
}

std::string how_to_replay(const Options& options) {
    return std::string{options.only_judged ? " --judged" : ""} +
           (options.world ? " --world " + *options.world : "") +
           (options.generate ? " --generate " + std::to_string(*options.generate) : "") +
           (options.behaviour ? " --behaviour " + *options.behaviour : "") +
           (options.noise ? " --noise " + std::to_string(*options.noise) : "");
}

int play_all(const Options& options, const std::vector<world::Behaviour>& behaviours) {
    Outcome outcome;
    outcome.seed = options.seed;
    outcome.is_generated = options.generate.has_value();
    outcome.how_to_replay = how_to_replay(options);
    Truths truths;
    const auto start = std::chrono::steady_clock::now();
    const std::uint64_t rounds = options.noise ? 1 : c_noises.size();
    const std::uint64_t last = options.cases.value_or(0) * behaviours.size() * rounds;
    const auto is_enough = [&](std::uint64_t history) {
        return options.cases ? history == last : outcome.events >= options.events;
    };
    for (std::uint64_t history = 0; !is_enough(history); ++history) {
        const Plan plan = plan_of(options, behaviours, history);
        Play play{plan, truths.of(plan), nullptr};
        play.run(options.until);
        note(outcome, play);
        if (const auto wrong = play.what_was_wrong(); wrong && options.shows_wrong) {
            std::cerr << "--history " << history << ", noise " << plan.noise << " %, " << *wrong << '\n';
        }
    }
    outcome.took =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    std::cout << (options.as_json ? to_json(outcome) : to_text(outcome));
    return outcome.violations != 0 ? 1 : shortfalls_of(outcome).empty() ? 0 : 3;
}

int play_one(const Options& options, const std::vector<world::Behaviour>& behaviours) {
    const Plan plan = plan_of(options, behaviours, *options.history);
    Truths truths;
    const world::Truth& truth = truths.of(plan);
    std::cout << "behaviour " << plan.behaviour->name << ", noise " << plan.noise
              << " %, right: " << (truth.best ? name_of(*truth.best) : "words") << ", begins at "
              << plan.begin.count() << " ms"
              << ", policy " << name_of(plan.settings.policy.action) << '\n';
    Play play{plan, truth, &std::cout};
    play.run(options.until);
    for (const Violation& violation : play.violations()) {
        std::cout << "violation at step " << violation.step << ": " << violation.what << '\n';
    }
    return play.violations().empty() ? 0 : 1;
}

std::string_view called(const world::Behaviour& behaviour) {
    return behaviour.fault           ? name_of(*behaviour.fault)
           : behaviour.is_harmless() ? std::string_view{"harmless"}
                                     : std::string_view{behaviour.nameless};
}

int list(const std::vector<world::Behaviour>& behaviours) {
    for (const world::Behaviour& behaviour : behaviours) {
        for (const world::Profile profile : behaviour.profiles) {
            const world::Truth truth = world::truth_of(behaviour, profile);
            std::cout << behaviour.name << " (" << name_of(profile) << "): " << called(behaviour)
                      << "; fails:";
            for (const world::Sight& sight : truth.broken) {
                std::cout << ' ' << sight.endpoint << '@' << name_of(sight.from);
            }
            std::cout << "; helps:";
            for (const RemedySpec& remedy : truth.helps) {
                std::cout << ' ' << name_of(remedy);
            }
            std::cout << "; right:" << (truth.words_are_right ? " words" : "");
            for (const RemedySpec& remedy : truth.right) {
                std::cout << ' ' << name_of(remedy);
            }
            std::cout << '\n';
        }
    }
    return 0;
}

} // namespace

int run(std::span<const char* const> arguments) {
    const auto options = parse_options(arguments);
    if (!options) {
        std::cerr << options.error().message << '\n' << c_usage;
        return 2;
    }
    const auto behaviours = read_behaviours(*options);
    if (!behaviours) {
        std::cerr << behaviours.error().message << '\n';
        return 2;
    }
    if (options->only_names) {
        return list(*behaviours);
    }
    return options->history ? play_one(*options, *behaviours) : play_all(*options, *behaviours);
}

} // namespace mirrorwatch::simulate

int main(int count, char** arguments) {
    return mirrorwatch::simulate::run({arguments + 1, arguments + std::max(count, 1)});
}
