// SPDX-License-Identifier: MIT
#pragma once

#include "common/snapshot.hpp"
#include "common/user.hpp"
#include "service/decide/core/outbox.hpp"

#include <cstddef>
#include <map>
#include <optional>

namespace mirrorwatch::decide {

/// What each user was sent last, and when the next snapshots may follow: building and sending them takes a
/// while, so of changes that follow each other quickly the last one is sent.
class Publisher {
public:
    /// Something happened that a snapshot may show.
    void note_change() { changed_ = true; }

    /// When snapshots are to be made; max: nothing happened. `endpoints`: how many there are.
    [[nodiscard]] TimePoint due(std::size_t endpoints) const;
    /// True when that is now; they count as made.
    [[nodiscard]] bool take_due(std::size_t endpoints, TimePoint now);

    /// Sends what differs from what was sent.
    void send(const UserId& user, Snapshot snapshot, Outbox& out);

    /// The user's next one is sent whether it differs or not.
    void forget(const UserId& user) { sent_.erase(user); }

private:
    std::map<UserId, Snapshot> sent_;
    std::optional<TimePoint> last_;
    bool changed_ = false;
};

} // namespace mirrorwatch::decide
