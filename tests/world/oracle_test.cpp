// SPDX-License-Identifier: MIT
#include "tests/support/world/oracle.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::world;

namespace {

std::optional<Choice> best(const char* behaviour, Profile profile = Profile::Plain) {
    return truth_of(shipped_behaviour(behaviour), profile).best;
}

} // namespace

TEST_CASE("where only the way through the VPN's device is cut, an exclusion is enough") {
    CHECK(best("cisco-hides-lan") == Choice{Exclude{}});
}

TEST_CASE("no exclusion cures 127.0.0.1, whatever cuts it") {
    for (const char* name : {"filter-cuts-loopback", "firewall-cuts-loopback", "filter-drops-mirrored"}) {
        const Truth truth = truth_of(shipped_behaviour(name), Profile::Plain);
        CHECK_MESSAGE(truth.broken.contains({"api", Sender::Windows}), name);
        CHECK_FALSE_MESSAGE(truth.helps.contains(Exclude{}), name);
    }
    CHECK(best("filter-cuts-loopback") == Choice{SwitchMode{NetworkingMode::Nat}});
}

TEST_CASE("of two VPNs the one is excluded that cuts") {
    CHECK(best("second-vpn-cuts") == Choice{Exclude{}});
}

TEST_CASE("an exclusion is no cure for who needs what is behind the VPN") {
    CHECK(best("everything-cut-with-targets", Profile::Corporate) == Choice{SwitchMode{NetworkingMode::Nat}});
}

TEST_CASE("where NAT is broken as well, virtioproxy is left") {
    CHECK(best("filter-drops-mirrored-and-nat") == Choice{SwitchMode{NetworkingMode::VirtioProxy}});
    CHECK(best("nat-covered") == Choice{SwitchMode{NetworkingMode::VirtioProxy}});
}

TEST_CASE("a setting is right where a setting is wrong") {
    CHECK(best("dns-tunnel-stuck") == Choice{ChangeSetting{ConfigSetting::DnsTunneling}});
    CHECK(best("loopback-proxy") == Choice{ChangeSetting{ConfigSetting::AutoProxy}});
    CHECK(best("mtu-9000") == Choice{LowerMtu{}});
    CHECK(best("dead-after-resume") == Choice{RestartWsl{}});
}

TEST_CASE("what somebody decided, or only a person can mend, gets words") {
    for (const char* name :
         {"kill-switch", "firewall-cuts-loopback", "ipv6-disabled", "locked-to-nat", "stale-hns"}) {
        const Truth truth = truth_of(shipped_behaviour(name), Profile::Plain);
        CHECK_MESSAGE(!truth.best, name);
        CHECK_MESSAGE(truth.words_are_right, name);
    }
}

TEST_CASE("a stale HNS would be cured by NAT, which is why it has to be said that it must not be") {
    CHECK(truth_of(shipped_behaviour("stale-hns"), Profile::Plain)
              .helps.contains(SwitchMode{NetworkingMode::Nat}));
}

TEST_CASE("a harmless VPN breaks nothing") {
    for (const char* name : {"benign-split-tunnel", "benign-full-tunnel", "benign-two-vpns", "only-ping"}) {
        CHECK_MESSAGE(truth_of(shipped_behaviour(name), Profile::Corporate).broken.empty(), name);
    }
}
