// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
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
    std::set<Sight> broken;         // by the behaviour; empty: nothing that anybody watches
    std::set<RemedySpec> helps;     // all of `broken` works after it, and nothing new fails
    std::optional<RemedySpec> best; // the gentlest of them; nothing: only words are right, or silence
    std::set<RemedySpec> right;     // the best one, and what people call right as well
    bool words_are_right = false;
    bool may_be_tried_in_vain = false; // nobody can know beforehand; then all is taken back

    friend bool operator==(const Truth&, const Truth&) = default;
};

[[nodiscard]] Truth truth_of(const Behaviour& behaviour, Profile profile);

/// All that a behaviour needs in order to act: VPNs up, the moment come, the machine awake.
void let_it_begin(World& world);

} // namespace mirrorwatch::world
