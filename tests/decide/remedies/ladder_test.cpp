#include "service/decide/remedies/ladder.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;

namespace {

using Choices = std::vector<Choice>;

const Vpn c_vpn{};

/// A VPN with an adapter is up, WSL runs mirrored, nothing was tried yet.
Situation situation() {
    Situation now;
    now.vpn = &c_vpn;
    now.leaves_by_vpn = true;
    now.modes = {NetworkingMode::Nat, NetworkingMode::VirtioProxy};
    return now;
}

} // namespace

TEST_CASE("The gentlest rung is the first one") {
    CHECK(ladder(Fault::VpnCutsWsl, situation()) ==
          Choices{Choice::Exclude, Choice::FallBackToNat, Choice::FallBackToVirtioProxy});
    CHECK(ladder(Fault::VpnTargetsCut, situation()) ==
          Choices{Choice::FallBackToNat, Choice::FallBackToVirtioProxy});
    CHECK(ladder(Fault::TunnelRepliesDropped, situation()).front() == Choice::FallBackToVirtioProxy);
    CHECK(ladder(Fault::LargePacketsLost, situation()) == Choices{Choice::LowerMtu});
    CHECK(ladder(Fault::DnsTunnelBroken, situation()) == Choices{Choice::DnsTunnelingOff});
    CHECK(ladder(Fault::AfterResume, situation()) == Choices{Choice::RestartWsl});
}

TEST_CASE(
    "There is no automatic remedy for a kill switch, IPv6 off, a policy, or stale HNS state: only words") {
    for (const Fault fault :
         {Fault::HypervBlocked, Fault::Ipv6Disabled, Fault::ModeLocked, Fault::StaleHns}) {
        CHECK(ladder(fault, situation()).empty());
    }
}

TEST_CASE(
    "Exclusion is no cure for what lies behind the VPN, nor without a device, nor where it is not allowed") {
    const Choices modes{Choice::FallBackToNat, Choice::FallBackToVirtioProxy};
    Situation behind = situation();
    behind.needs_vpn = true;
    CHECK(ladder(Fault::VpnCutsWsl, behind) == modes);
    Situation elsewhere = situation();
    elsewhere.leaves_by_vpn = false;
    CHECK(ladder(Fault::VpnCutsWsl, elsewhere) == modes);
    Vpn service;
    service.kind = VpnKind::Service;
    Situation without_device = situation();
    without_device.vpn = &service;
    CHECK(ladder(Fault::VpnCutsWsl, without_device) == modes);
    Situation forbidden = situation();
    forbidden.may_exclude = false;
    CHECK(ladder(Fault::VpnCutsWsl, forbidden) == modes);
    Situation gone = situation();
    gone.vpn = nullptr;
    CHECK(ladder(Fault::VpnCutsWsl, gone) == modes);
}

TEST_CASE("What was tried in vain is not tried again") {
    Situation now = situation();
    now.in_vain = {Choice::Exclude};
    CHECK(ladder(Fault::VpnCutsWsl, now) == Choices{Choice::FallBackToNat, Choice::FallBackToVirtioProxy});
    now.in_vain = {Choice::Exclude, Choice::FallBackToNat, Choice::FallBackToVirtioProxy};
    CHECK(ladder(Fault::VpnCutsWsl, now).empty());
}

TEST_CASE("A mode is offered where the settings have it, no policy locks it, and WSL does not run with it") {
    Situation nat = situation();
    nat.effective = NetworkingMode::Nat;
    CHECK(ladder(Fault::VpnCutsWsl, nat) == Choices{Choice::FallBackToVirtioProxy});
    Situation locked = situation();
    locked.mode_is_locked = true;
    CHECK(ladder(Fault::VpnCutsWsl, locked) == Choices{Choice::Exclude});
    Situation without = situation();
    without.modes = {NetworkingMode::VirtioProxy};
    CHECK(ladder(Fault::VpnTargetsCut, without) == Choices{Choice::FallBackToVirtioProxy});
}

TEST_CASE("What shuts WSL down is known") {
    CHECK(restarts_wsl(Choice::FallBackToNat));
    CHECK(restarts_wsl(Choice::Restore));
    CHECK_FALSE(restarts_wsl(Choice::Exclude));
    CHECK_FALSE(restarts_wsl(Choice::LowerMtu));
    CHECK(mode_of(Choice::FallBackToVirtioProxy) == NetworkingMode::VirtioProxy);
    CHECK(mode_of(Choice::Exclude) == NetworkingMode::Unknown);
}
