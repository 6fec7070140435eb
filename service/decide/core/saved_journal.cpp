// SPDX-License-Identifier: MIT
#include "service/decide/core/saved_journal.hpp"

namespace mirrorwatch::decide {

std::vector<Remedy> SavedJournal::left_for(const UserId& user, const std::set<UserId>& seen) const {
    std::vector<Remedy> remedies;
    for (const auto& [owner, remedy] : saved_.remedies) {
        if (owner == user || (owner.sid == user.sid && !seen.contains(owner))) {
            remedies.push_back(remedy);
        }
    }
    return remedies;
}

void SavedJournal::save(const People& people, const std::vector<VpnPreference>& preferences, Outbox& out) {
    Remembered journal{{}, preferences};
    for (const auto& [user, person] : people) {
        for (Remedy& remedy : person.session.journal()) {
            journal.remedies.emplace_back(user, std::move(remedy));
        }
    }
    // Those of users who have not come yet since the service started.
    for (const auto& entry : saved_.remedies) {
        if (!people.has_been(entry.first.sid)) {
            journal.remedies.push_back(entry);
        }
    }
    if (journal != saved_) {
        saved_ = journal;
        out.put_first(SaveJournal{std::move(journal)});
    }
}

} // namespace mirrorwatch::decide
