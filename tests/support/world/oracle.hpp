// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "common/remedy.hpp"
#include "tests/support/world/world.hpp"

#include <set>
#include <string>
#include <vector>

namespace mirrorwatch::world {

/// One endpoint as one side sees it.
struct Sight {
    std::string endpoint;
    Sender from = Sender::Windows;

    friend auto operator<=>(const Sight&, const Sight&) = default;
};

/// What fails now, of those that are expected to answer.
[[nodiscard]] std::set<Sight> failing(const World& world, std::size_t user,
                                      const std::vector<EndpointSpec>& endpoints);

/// What would be right, found by trying everything on copies of the world.
struct Truth {
    bool is_harmless = false;         // nothing is to be said, and nothing to be done
    bool is_unseen = false;           // nothing that is watched without settings fails: silence is right too
    std::set<Fault> names;            // any of these is its name; empty: harmless, or the product has no name
    std::optional<Fault> second_name; // and this one
    std::set<Sight> broken;           // by the behaviour; empty: nothing that anybody watches
    std::set<RemedySpec> helps;       // all of `broken` works after it, and nothing new fails
    std::set<RemedySpec> eases;       // these too: some of `broken` works, and nothing new fails
    std::set<Sight> lasting;          // whatever is done; with two faults, by any two remedies
    std::optional<RemedySpec> best;   // the gentlest that helps; nothing: only words are right, or silence
    std::set<RemedySpec> right;       // the best one, and what people call right as well
    std::set<RemedySpec> forbidden;   // somebody said no on purpose, or it does harm
    std::set<RemedySpec> may_be_tried; // it changes nothing, and nobody can know that beforehand
    bool words_are_right = false;
    bool may_be_tried_in_vain = false; // nobody can know that nothing helps; then all is taken back

    /// It changes nothing, it is rougher than what helps, or it is forbidden.
    [[nodiscard]] bool is_needless(const RemedySpec& remedy) const;

    friend bool operator==(const Truth&, const Truth&) = default;
};

[[nodiscard]] Truth truth_of(const Behaviour& behaviour, Profile profile);

/// All that can be done, the gentlest first.
[[nodiscard]] const std::vector<RemedySpec>& all_remedies();
[[nodiscard]] bool is_gentler(const RemedySpec& one, const RemedySpec& other);

/// All that a behaviour needs in order to act: VPNs up, the moment come, the machine awake.
void let_it_begin(World& world);

} // namespace mirrorwatch::world
