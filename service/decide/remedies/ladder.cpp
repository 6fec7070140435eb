// SPDX-License-Identifier: MIT
#include "service/decide/remedies/ladder.hpp"

#include "common/remedy_catalogue.hpp"
#include "service/decide/core/search.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::decide {
namespace {

constexpr RemedySpec c_exclude = Exclude{};
constexpr RemedySpec c_nat = SwitchMode{NetworkingMode::Nat};
constexpr RemedySpec c_virtioproxy = SwitchMode{NetworkingMode::VirtioProxy};
constexpr RemedySpec c_dns_tunneling_off = ChangeSetting{ConfigSetting::DnsTunneling};

struct Rungs {
    Fault fault;
    std::array<RemedySpec, 3> remedies;
    std::size_t count;
};

/// Faults that are not here get words: their cure lies with the VPN, with Windows, with the organisation or
/// with the user's own file, and another mode would only hide them, or make them worse.
constexpr std::array c_rungs{
    Rungs{Fault::VpnCutsWsl, {c_exclude, c_nat, c_virtioproxy}, 3},
    Rungs{Fault::VpnTargetsCut, {c_nat, c_virtioproxy}, 2},
    Rungs{Fault::NeighbourFails, {c_exclude, c_nat, c_virtioproxy}, 3},
    Rungs{Fault::TunnelRepliesDropped,
          {c_virtioproxy, c_nat},
          2}, // the driver drops NAT's replies as well, mostly
    Rungs{Fault::LargePacketsLost, {LowerMtu{}, c_virtioproxy}, 2},
    Rungs{Fault::ForwardingLoop, {c_nat}, 1},
    Rungs{Fault::DnsTunnelBroken, {c_dns_tunneling_off, c_nat}, 2},
    Rungs{Fault::SyntheticDns, {c_dns_tunneling_off, c_nat}, 2},
    Rungs{Fault::FakeIpDns, {c_virtioproxy}, 1},
    Rungs{Fault::AfterResume, {RestartWsl{}}, 1},
    Rungs{Fault::NoDefaultRoute, {RestartWsl{}}, 1},
    Rungs{Fault::WslBreaksVpn, {c_nat}, 1},
    Rungs{Fault::NatRoutesOverlap, {c_virtioproxy}, 1},
    Rungs{Fault::HalvesNotMirrored, {c_nat, c_virtioproxy}, 2},
    Rungs{Fault::LoopbackProxy, {ChangeSetting{ConfigSetting::AutoProxy}}, 1},
    Rungs{Fault::VpnTrapsHost, {c_nat, c_virtioproxy}, 2},
};

bool has_device(const Situation& now) {
    return now.vpn != nullptr && now.vpn->kind == VpnKind::Adapter;
}

bool can_exclude(const Situation& now) {
    return has_device(now) && now.may_exclude && !now.needs_vpn && now.leaves_by_vpn &&
           now.mode == NetworkingMode::Mirrored;
}

bool can_be_stepped_on(const RemedySpec& remedy, const Situation& now) {
    const bool wsl_may_restart = now.may_change_mode && !now.wsl_stays;
    if (contains(now.in_vain, remedy) || (ends_sessions(remedy) && !wsl_may_restart)) {
        return false;
    }
    if (const auto* change = std::get_if<SwitchMode>(&remedy)) {
        const bool can_start = change->mode != NetworkingMode::Nat || !now.nat_cannot_start;
        return contains(now.modes, change->mode) && now.mode != change->mode && !now.mode_is_locked &&
               can_start;
    }
    if (is<LowerMtu>(remedy)) {
        const bool changes_something = now.vpn_mtu == 0 || now.vpn_mtu > LowerMtu::c_to;
        return has_device(now) && now.leaves_by_vpn && changes_something;
    }
    if (is<Exclude>(remedy)) {
        return can_exclude(now);
    }
    return !row_of(remedy).needs_vpn_device || has_device(now);
}

} // namespace

std::vector<RemedySpec> ladder(Fault fault, const Situation& now) {
    const auto* const rungs =
        std::find_if(c_rungs.begin(), c_rungs.end(), [&](const Rungs& row) { return row.fault == fault; });
    std::vector<RemedySpec> remedies;
    if (rungs == c_rungs.end()) {
        return remedies;
    }
    std::copy_if(rungs->remedies.begin(), rungs->remedies.begin() + rungs->count,
                 std::back_inserter(remedies),
                 [&](const RemedySpec& remedy) { return can_be_stepped_on(remedy, now); });
    return remedies;
}

} // namespace mirrorwatch::decide
