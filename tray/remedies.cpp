// SPDX-License-Identifier: MIT
#include "tray/remedies.hpp"

#include "common/remedy_catalogue.hpp"

#include <algorithm>

namespace mirrorwatch::tray {

bool is_under_way(RemedyState state) {
    switch (state) {
    case RemedyState::Applying:
    case RemedyState::ShuttingDown:
    case RemedyState::Verifying:
    case RemedyState::Undoing:
    case RemedyState::UndoShuttingDown:
        return true;
    case RemedyState::AwaitingWsl:
    case RemedyState::UndoAwaitingWsl:
    case RemedyState::Helped:
    case RemedyState::Undone:
    case RemedyState::GivenUp:
        break;
    }
    return false;
}

bool is_under_way(const Snapshot& now) {
    return std::any_of(now.remedies.begin(), now.remedies.end(),
                       [](const RemedyView& remedy) { return is_under_way(remedy.state); });
}

bool is_waiting_for_wsl(const Snapshot& now) {
    return std::any_of(now.remedies.begin(), now.remedies.end(), [](const RemedyView& remedy) {
        return remedy.state == RemedyState::AwaitingWsl || remedy.state == RemedyState::UndoAwaitingWsl;
    });
}

const RemedyView* remedy_about_wsl(const Snapshot& now) {
    const auto found = std::find_if(now.remedies.begin(), now.remedies.end(), [](const RemedyView& remedy) {
        return row_of(remedy.spec).ends_sessions && !is_over(remedy.state);
    });
    return found == now.remedies.end() ? nullptr : &*found;
}

} // namespace mirrorwatch::tray
