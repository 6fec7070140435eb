// SPDX-License-Identifier: MIT
#include "service/decide/remedies/edited_file.hpp"

#include "service/decide/remedies/remedy_flow.hpp"

namespace mirrorwatch::decide {
namespace {

/// The remedy says that what is in the file is its own, and somebody has looked since.
bool is_seen(const Remedy& remedy, const WslWatch& wsl, TimePoint edited_at) {
    const bool stands = remedy.state == RemedyState::AwaitingWsl || remedy.state == RemedyState::Verifying ||
                        remedy.state == RemedyState::Helped;
    return stands && wsl.is_seen_since(edited_at);
}

} // namespace

NetworkingMode mode_before(const Remedy& remedy) {
    return remedy.edit() != nullptr ? remedy.edit()->before : NetworkingMode::Mirrored;
}

bool counts_already(const Remedy& remedy, const WslWatch& wsl) {
    const std::string& runs = wsl.vm_id();
    if (!runs.empty() && !remedy.vm_id.empty() && runs != remedy.vm_id) {
        return true;
    }
    const auto* change = std::get_if<SwitchMode>(&remedy.spec);
    return change != nullptr &&
           wsl.seen().effective == (is_undoing(remedy) ? mode_before(remedy) : change->mode);
}

bool is_put_back(const Remedy& remedy, const WslWatch& wsl, TimePoint edited_at) {
    if (!is_seen(remedy, wsl, edited_at) || remedy.edit() == nullptr) {
        return false;
    }
    if (const auto* change = std::get_if<SwitchMode>(&remedy.spec)) {
        const NetworkingMode configured = wsl.seen().configured;
        return configured != NetworkingMode::Unknown && configured == remedy.edit()->before &&
               configured != change->mode;
    }
    const std::string& now = wsl.seen().config_sha256;
    return !now.empty() && now == remedy.edit()->before_sha256 && now != remedy.edit()->after_sha256;
}

bool is_overtaken(const Remedy& remedy, const WslWatch& wsl, TimePoint edited_at) {
    const NetworkingMode configured = wsl.seen().configured;
    const auto* change = std::get_if<SwitchMode>(&remedy.spec);
    return change != nullptr && is_seen(remedy, wsl, edited_at) && configured != NetworkingMode::Unknown &&
           configured != change->mode;
}

} // namespace mirrorwatch::decide
