// SPDX-License-Identifier: MIT
#include "tests/simulate/invariants.hpp"

#include <algorithm>

/// What must hold of exclusions, which WSL takes away whenever it works on an adapter.
namespace mirrorwatch::simulate {
namespace {

// The last of three refreshes comes 5 s after the change was seen, and takes half a second.
constexpr Time c_whole_again_after{6'000};
// An answer that comes late may hide what happens meanwhile.
constexpr Time c_excused_for{10'000};

bool says_did_not_help(const RemedyView& remedy) {
    return is<Exclude>(remedy.spec) && remedy.message.code == MessageId::ExcludedDidNotHelp;
}

} // namespace

void Invariants::on_host_event() {
    last_host_event_ = now_;
    is_excused_ = is_excused_ && now_ < excused_at_ + c_excused_for;
}

void Invariants::excuse() {
    is_excused_ = true;
    excused_at_ = now_;
}

void Invariants::on_exclusion(std::size_t user, bool is_whole) {
    const bool had_time = now_ > last_host_event_ + c_whole_again_after;
    if (people_[user].has_exclusion && !is_whole && had_time && !is_excused_) {
        violate("an exclusion that WSL has emptied stays so for more than six seconds");
    }
}

void Invariants::on_exclusion_offered(bool is_about_vpn) {
    if (!is_about_vpn && !is_excused_) {
        violate("excluding a VPN is offered where nothing leaves by its device");
    }
}

bool Invariants::says_that_exclusion_did_not_help(std::size_t user, const Snapshot& snapshot) {
    const bool says = std::any_of(snapshot.remedies.begin(), snapshot.remedies.end(), says_did_not_help);
    return !std::exchange(people_[user].did_not_help, says) && says;
}

void Invariants::on_exclusion_given_up(bool would_heal) {
    if (would_heal && !is_excused_) {
        violate("an exclusion is given up that would help if it were applied once more");
    }
}

void Invariants::look_for_remains(std::size_t user, const Snapshot& snapshot, const world::World& world) {
    const bool is_ours =
        std::any_of(snapshot.remedies.begin(), snapshot.remedies.end(), [](const RemedyView& remedy) {
            return is<Exclude>(remedy.spec) && !is_over(remedy.state);
        });
    if (world.wsl(user).exclusion && !is_ours) {
        violate("no exclusion is left, and its table is still in the guest");
    }
}

} // namespace mirrorwatch::simulate
