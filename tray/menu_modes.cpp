// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "tray/menu.hpp"
#include "tray/remedies.hpp"

namespace mirrorwatch::tray {
namespace {

std::string mode_words(NetworkingMode mode) {
    return std::string{text::label(mode)} + " mode";
}

/// "WSL is in NAT mode already".
std::string already(const Snapshot& now, NetworkingMode mode) {
    const bool is_there = !now.wsl_running || now.effective == mode;
    return (is_there ? "WSL is in " : "WSL is set to ") + mode_words(mode) + " already";
}

/// What keeps from any change of the mode; empty: nothing.
std::string obstacle(const Snapshot& now) {
    if (const RemedyView* remedy = remedy_about_wsl(now)) {
        return remedy->state == RemedyState::Helped ? "what was changed has to be restored first"
                                                    : "a change of WSL is under way";
    }
    return now.configured == NetworkingMode::Unknown ? "WSL's mode is not known yet" : "";
}

std::string why_not_switch(const Snapshot& now, NetworkingMode mode, bool may_switch) {
    if (now.configured == mode) {
        return already(now, mode);
    }
    if (may_switch) {
        return {};
    }
    if (std::string why = obstacle(now); !why.empty()) {
        return why;
    }
    return now.configured == NetworkingMode::Mirrored
               ? "your organisation does not allow it"
               : "WSL is set to " + mode_words(now.configured) + ", not by Mirrorwatch";
}

/// From NAT, too, where nothing of ours is in force.
bool may_use_virtioproxy(const Snapshot& now) {
    return now.can_roll_back || (now.configured == NetworkingMode::Nat && remedy_about_wsl(now) == nullptr);
}

std::string why_not_restore(const Snapshot& now) {
    if (now.can_restore) {
        return {};
    }
    return now.configured == NetworkingMode::Mirrored ? already(now, NetworkingMode::Mirrored)
                                                      : "Mirrorwatch has not changed the mode";
}

MenuItem item_with(MenuItem item, const std::string& why_not) {
    make_grey(item, why_not);
    return item;
}

} // namespace

MenuItem roll_back_item(const std::optional<Snapshot>& now, ServiceState service) {
    return item_with({Command::RollBack, "&Rollback to NAT…", true, false, true},
                     now ? why_not_switch(*now, NetworkingMode::Nat, now->can_roll_back)
                         : std::string{reason_of(service)});
}

MenuItem virtioproxy_item(const std::optional<Snapshot>& now, ServiceState service) {
    return item_with({Command::UseVirtioProxy, "Use &VirtioProxy…"},
                     now ? why_not_switch(*now, NetworkingMode::VirtioProxy, may_use_virtioproxy(*now))
                         : std::string{reason_of(service)});
}

MenuItem restore_item(const std::optional<Snapshot>& now, ServiceState service) {
    return item_with({Command::Restore, "Restore &mirrored…"},
                     now ? why_not_restore(*now) : std::string{reason_of(service)});
}

} // namespace mirrorwatch::tray
