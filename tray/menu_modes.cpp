// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "common/translated.hpp"
#include "tray/menu.hpp"
#include "tray/remedies.hpp"

namespace mirrorwatch::tray {
namespace {

using text::translated;

/// "WSL is in NAT mode already".
std::string already(const Snapshot& now, NetworkingMode mode) {
    const bool is_there = !now.wsl_running || now.effective == mode;
    return text::filled(is_there ? translated("WSL is in {mode} mode already")
                                 : translated("WSL is set to {mode} mode already"),
                        {{"mode", text::label(mode)}});
}

/// What keeps from any change of the mode; empty: nothing.
std::string_view obstacle(const Snapshot& now) {
    if (const RemedyView* remedy = remedy_about_wsl(now)) {
        return remedy->state == RemedyState::Helped ? translated("what was changed has to be restored first")
                                                    : translated("a change of WSL is under way");
    }
    return now.configured == NetworkingMode::Unknown ? translated("WSL's mode is not known yet") : "";
}

std::string why_not_switch(const Snapshot& now, NetworkingMode mode, bool may_switch) {
    if (now.configured == mode) {
        return already(now, mode);
    }
    if (may_switch) {
        return {};
    }
    if (const std::string_view why = obstacle(now); !why.empty()) {
        return std::string{why};
    }
    return now.configured == NetworkingMode::Mirrored
               ? std::string{translated("your organisation does not allow it")}
               : translated("WSL is set to {mode} mode, not by Mirrorwatch",
                            {{"mode", text::label(now.configured)}});
}

/// From NAT, too, where nothing of ours is in force.
bool may_use_virtioproxy(const Snapshot& now) {
    return now.can_roll_back || (now.configured == NetworkingMode::Nat && remedy_about_wsl(now) == nullptr);
}

std::string why_not_restore(const Snapshot& now) {
    if (now.can_restore) {
        return {};
    }
    return now.configured == NetworkingMode::Mirrored
               ? already(now, NetworkingMode::Mirrored)
               : std::string{translated("Mirrorwatch has not changed the mode")};
}

MenuItem item_with(MenuItem item, const std::string& why_not) {
    make_grey(item, why_not);
    return item;
}

} // namespace

MenuItem roll_back_item(const std::optional<Snapshot>& now, ServiceState service) {
    return item_with({Command::RollBack, std::string{translated("&Rollback to NAT…")}, true, false, true},
                     now ? why_not_switch(*now, NetworkingMode::Nat, now->can_roll_back)
                         : std::string{reason_of(service)});
}

MenuItem virtioproxy_item(const std::optional<Snapshot>& now, ServiceState service) {
    return item_with({Command::UseVirtioProxy, std::string{translated("Use &VirtioProxy…")}},
                     now ? why_not_switch(*now, NetworkingMode::VirtioProxy, may_use_virtioproxy(*now))
                         : std::string{reason_of(service)});
}

MenuItem restore_item(const std::optional<Snapshot>& now, ServiceState service) {
    return item_with({Command::Restore, std::string{translated("Restore &mirrored…")}},
                     now ? why_not_restore(*now) : std::string{reason_of(service)});
}

} // namespace mirrorwatch::tray
