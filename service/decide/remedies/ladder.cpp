#include "service/decide/remedies/ladder.hpp"

#include "service/decide/core/contains.hpp"

#include <algorithm>
#include <array>

namespace mirrorwatch::decide {
namespace {

constexpr auto c_exclude = Choice::Exclude;
constexpr auto c_nat = Choice::FallBackToNat;
constexpr auto c_virtioproxy = Choice::FallBackToVirtioProxy;

struct Rungs {
    Fault fault;
    std::array<Choice, 3> choices;
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
    Rungs{Fault::LargePacketsLost, {Choice::LowerMtu}, 1},
    Rungs{Fault::ForwardingLoop, {c_nat}, 1},
    Rungs{Fault::DnsTunnelBroken, {Choice::DnsTunnelingOff}, 1},
    Rungs{Fault::SyntheticDns, {Choice::DnsTunnelingOff, c_nat}, 2},
    Rungs{Fault::AfterResume, {Choice::RestartWsl}, 1},
    Rungs{Fault::WslBreaksVpn, {c_nat}, 1},
    Rungs{Fault::NatRoutesOverlap, {c_virtioproxy}, 1},
    Rungs{Fault::HalvesNotMirrored, {c_nat, c_virtioproxy}, 2},
    Rungs{Fault::LoopbackProxy, {Choice::AutoProxyOff}, 1},
    Rungs{Fault::VpnTrapsHost, {c_nat, c_virtioproxy}, 2},
};

bool can_exclude(const Situation& now) {
    return now.vpn != nullptr && now.vpn->kind == VpnKind::Adapter && now.may_exclude && !now.needs_vpn &&
           now.leaves_by_vpn && now.effective == NetworkingMode::Mirrored;
}

bool can_be_stepped_on(Choice choice, const Situation& now) {
    if (contains(now.in_vain, choice)) {
        return false;
    }
    if (const NetworkingMode mode = mode_of(choice); mode != NetworkingMode::Unknown) {
        return contains(now.modes, mode) && now.effective != mode && !now.mode_is_locked;
    }
    if (choice == Choice::LowerMtu) {
        return now.vpn != nullptr && now.vpn->kind == VpnKind::Adapter;
    }
    return choice != Choice::Exclude || can_exclude(now);
}

} // namespace

std::vector<Choice> ladder(Fault fault, const Situation& now) {
    const auto* const rungs =
        std::find_if(c_rungs.begin(), c_rungs.end(), [&](const Rungs& row) { return row.fault == fault; });
    std::vector<Choice> choices;
    if (rungs == c_rungs.end()) {
        return choices;
    }
    std::copy_if(rungs->choices.begin(), rungs->choices.begin() + rungs->count, std::back_inserter(choices),
                 [&](Choice choice) { return can_be_stepped_on(choice, now); });
    return choices;
}

bool restarts_wsl(Choice choice) {
    switch (choice) {
    case Choice::FallBackToNat:
    case Choice::FallBackToVirtioProxy:
    case Choice::DnsTunnelingOff:
    case Choice::AutoProxyOff:
    case Choice::RestartWsl:
    case Choice::Restore:
        return true;
    case Choice::Exclude:
    case Choice::LowerMtu:
    case Choice::NotNow:
    case Choice::Postpone:
        break;
    }
    return false;
}

NetworkingMode mode_of(Choice choice) {
    return choice == Choice::FallBackToNat           ? NetworkingMode::Nat
           : choice == Choice::FallBackToVirtioProxy ? NetworkingMode::VirtioProxy
                                                     : NetworkingMode::Unknown;
}

} // namespace mirrorwatch::decide
