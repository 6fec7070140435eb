// SPDX-License-Identifier: MIT
#include "service/decide/remedies/ladder.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;

namespace {

using Remedies = std::vector<RemedySpec>;

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
          Remedies{Exclude{}, SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}});
    CHECK(ladder(Fault::VpnTargetsCut, situation()) ==
          Remedies{SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}});
    CHECK(ladder(Fault::TunnelRepliesDropped, situation()).front() ==
          RemedySpec{SwitchMode{NetworkingMode::VirtioProxy}});
    CHECK(ladder(Fault::LargePacketsLost, situation()) ==
          Remedies{LowerMtu{}, SwitchMode{NetworkingMode::VirtioProxy}});
    CHECK(ladder(Fault::DnsTunnelBroken, situation()) ==
          Remedies{ChangeSetting{ConfigSetting::DnsTunneling}, SwitchMode{NetworkingMode::Nat}});
    CHECK(ladder(Fault::AfterResume, situation()) == Remedies{RestartWsl{}});
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
    const Remedies modes{SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}};
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
    now.in_vain = {Exclude{}};
    CHECK(ladder(Fault::VpnCutsWsl, now) ==
          Remedies{SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}});
    now.in_vain = {Exclude{}, SwitchMode{NetworkingMode::Nat}, SwitchMode{NetworkingMode::VirtioProxy}};
    CHECK(ladder(Fault::VpnCutsWsl, now).empty());
}

TEST_CASE("A mode is offered where the settings have it, no policy locks it, and WSL does not run with it") {
    Situation nat = situation();
    nat.mode = NetworkingMode::Nat;
    CHECK(ladder(Fault::VpnCutsWsl, nat) == Remedies{SwitchMode{NetworkingMode::VirtioProxy}});
    Situation locked = situation();
    locked.mode_is_locked = true;
    CHECK(ladder(Fault::VpnCutsWsl, locked) == Remedies{Exclude{}});
    Situation without = situation();
    without.modes = {NetworkingMode::VirtioProxy};
    CHECK(ladder(Fault::VpnTargetsCut, without) == Remedies{SwitchMode{NetworkingMode::VirtioProxy}});
}

TEST_CASE("Where WSL's networking may not be changed, nothing is there that ends sessions") {
    Situation now = situation();
    now.may_change_mode = false;
    CHECK(ladder(Fault::VpnCutsWsl, now) == Remedies{Exclude{}});
    CHECK(ladder(Fault::LargePacketsLost, now) == Remedies{LowerMtu{}});
    for (const Fault fault : {Fault::VpnTargetsCut, Fault::DnsTunnelBroken, Fault::SyntheticDns,
                              Fault::AfterResume, Fault::LoopbackProxy, Fault::NatRoutesOverlap}) {
        CHECK(ladder(fault, now).empty());
    }
}

TEST_CASE("What would change nothing is no rung: an MTU that is as low already") {
    Situation low = situation();
    low.vpn_mtu = 1280;
    CHECK(ladder(Fault::LargePacketsLost, low) == Remedies{SwitchMode{NetworkingMode::VirtioProxy}});
    low.vpn_mtu = 1400;
    CHECK(ladder(Fault::LargePacketsLost, low).front() == RemedySpec{LowerMtu{}});
}

TEST_CASE("Where Internet Connection Sharing is disabled, NAT cannot start, and is no rung") {
    Situation now = situation();
    now.nat_cannot_start = true;
    CHECK(ladder(Fault::VpnTargetsCut, now) == Remedies{SwitchMode{NetworkingMode::VirtioProxy}});
}
