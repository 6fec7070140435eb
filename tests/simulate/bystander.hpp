// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulate/plan.hpp"
#include "tests/simulate/score.hpp"
#include "tests/support/world/world.hpp"

namespace mirrorwatch::simulate {

/// Nothing fails but what nobody could mend.
[[nodiscard]] bool is_well(const world::World& world, const Plan& plan, const world::Truth& truth);

/// A simpler idea in a world of its own, to which the same things happen: every two minutes it looks whether
/// anything fails, and acts at the second time in a row.
class Bystander {
public:
    Bystander(Way way, const Plan& plan);

    [[nodiscard]] world::World& world() { return world_; }

    void check(Time now);

    [[nodiscard]] Way way() const { return way_; }

    /// `begun`: when the behaviour did.
    void judge(const world::Truth& truth, Time begun, Tally& tally) const;

private:
    void act(Time now);
    void exclude_newest(Time now);
    void restart();

    Way way_;
    const Plan* plan_;
    world::World world_;
    int failures_ = 0;
    bool is_switched_ = false;
    Case case_;
    std::uint64_t killed_ = 0;
};

} // namespace mirrorwatch::simulate
