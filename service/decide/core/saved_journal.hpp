// SPDX-License-Identifier: MIT
#pragma once

#include "common/remembered.hpp"
#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"
#include "service/decide/core/people.hpp"

#include <set>
#include <utility>
#include <vector>

namespace mirrorwatch::decide {

/// The journal as it is on the disk, or will be once this step's actions are carried out.
class SavedJournal {
public:
    explicit SavedJournal(Remembered saved)
        : saved_(std::move(saved)) {}

    /// What a new session takes up: the user's own remedies, and what another session of the same account
    /// left behind that is not in `seen`. WSL goes by the SID.
    [[nodiscard]] std::vector<Remedy> left_for(const UserId& user, const std::set<UserId>& seen) const;

    /// Saves it ahead of everything else in the step, if it differs.
    void save(const People& people, const std::vector<VpnPreference>& preferences, Outbox& out);

private:
    Remembered saved_;
};

} // namespace mirrorwatch::decide
