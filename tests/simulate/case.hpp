// SPDX-License-Identifier: MIT
#pragma once

#include "common/fault.hpp"
#include "common/remedy.hpp"
#include "tests/support/world/oracle.hpp"

#include <optional>
#include <set>
#include <vector>

namespace mirrorwatch::simulate {

using world::Time;

/// What was so when a break was judged.
struct Aftermath {
    bool is_agreed = true;        // whoever was asked agreed; else nothing can be cured
    bool is_as_before = true;     // nothing of ours is in force
    bool is_well = false;         // nothing fails that anybody could mend
    bool has_seen_others = false; // servers that died, and an Internet that was gone: real, and not asked for
};

/// What is made of one break.
struct Marks {
    bool is_harmless = false;
    bool is_named = false;             // as a person would call it; of what is harmless: nothing was said
    bool is_right = false;             // the right thing was done, or said where only words are right
    std::optional<bool> is_cured = {}; // nothing: nobody could, or need
    bool is_needless = false;          // something was proposed that cures nothing, or is too rough
    bool is_alarm = false;             // something was said or done, and nothing is wrong
    bool is_misled = false;            // something else was named, which is not the case
    std::optional<Time> right_word_at = {}; // since the world began

    friend bool operator==(const Marks&, const Marks&) = default;
};

/// What somebody proposed, did and said about the first break of a history.
class Case {
public:
    void proposed(const RemedySpec& remedy, Time when);
    /// `when`: nothing for what was named before the break, and is shown still.
    void named(Fault fault, std::optional<Time> when);

    [[nodiscard]] const std::vector<RemedySpec>& steps() const { return steps_; }

    [[nodiscard]] std::set<Fault> all_named() const;

    [[nodiscard]] Marks judged(const world::Truth& truth, const Aftermath& after) const;

private:
    struct Name {
        Fault fault = Fault::HostOffline;
        std::optional<Time> when;
    };

    [[nodiscard]] bool is_named(const world::Truth& truth) const;
    [[nodiscard]] bool is_misled(const world::Truth& truth, const Aftermath& after) const;
    [[nodiscard]] bool is_right(const world::Truth& truth, const Aftermath& after) const;
    [[nodiscard]] std::optional<Time> right_word_at(const world::Truth& truth) const;

    std::vector<RemedySpec> steps_;
    std::vector<Name> names_; // each fault once, in their order
};

} // namespace mirrorwatch::simulate
