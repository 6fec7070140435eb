// SPDX-License-Identifier: MIT
#include "tests/support/world/oracle.hpp"

#include "common/remedy_catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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

TEST_CASE("what is harmless breaks nothing, and nothing is to be done") {
    for (const Behaviour& behaviour : shipped_behaviours()) {
        for (const Profile profile : behaviour.profiles) {
            const Truth truth = truth_of(behaviour, profile);
            if (truth.is_harmless) {
                CHECK_MESSAGE(truth.broken.empty(), behaviour.name);
                CHECK_MESSAGE(truth.is_needless(Exclude{}), behaviour.name);
                CHECK_MESSAGE(truth.words_are_right, behaviour.name);
            }
        }
    }
}

TEST_CASE("every fault has a name, and whatever is right is not needless") {
    for (const Behaviour& behaviour : shipped_behaviours()) {
        const Truth truth = truth_of(behaviour, behaviour.profiles.front());
        CHECK_MESSAGE((truth.is_harmless || !truth.names.empty() || !behaviour.nameless.empty()),
                      behaviour.name);
        for (const RemedySpec& remedy : truth.right) {
            CHECK_FALSE_MESSAGE(truth.is_needless(remedy), behaviour.name);
        }
        CHECK_MESSAGE((truth.words_are_right || !truth.right.empty()), behaviour.name);
    }
}

TEST_CASE("the oracle knows all that can be done, the gentlest first") {
    for (const RemedyRow& row : remedy_catalogue()) {
        CHECK_MESSAGE(std::ranges::count(all_remedies(), row.spec) == 1, row.choice);
    }
    CHECK(is_gentler(Exclude{}, SwitchMode{NetworkingMode::Nat}));
    CHECK_FALSE(is_gentler(SwitchMode{NetworkingMode::Nat}, RestartWsl{}));
}

TEST_CASE("an exclusion is needless before a filter that drops everything, and another mode is a try") {
    const Truth truth = truth_of(shipped_behaviour("filter-drops-all-of-wsl"), Profile::Plain);
    CHECK(truth.is_needless(Exclude{}));
    CHECK_FALSE(truth.is_needless(SwitchMode{NetworkingMode::Nat}));
    CHECK(truth.is_needless(ChangeSetting{ConfigSetting::DnsTunneling}));
}

TEST_CASE("a behaviour may say what is right, what may be tried and what is wrong") {
    Behaviour behaviour = shipped_behaviour("cisco-drops-mirrored");
    behaviour.also_named = {Fault::SecurityFilter};
    behaviour.right = {"virtioproxy", "nat"};
    behaviour.may_try = {"restart_wsl"};
    behaviour.forbidden = {"exclude"};
    const Truth truth = truth_of(behaviour, Profile::Plain);
    CHECK(truth.names == std::set{Fault::VpnCutsWsl, Fault::SecurityFilter});
    CHECK(truth.best == RemedySpec{SwitchMode{NetworkingMode::Nat}});
    CHECK_FALSE(truth.is_needless(SwitchMode{NetworkingMode::VirtioProxy}));
    CHECK_FALSE(truth.is_needless(RestartWsl{}));
    CHECK(truth.is_needless(Exclude{}));
    CHECK_FALSE(truth.words_are_right);
}

TEST_CASE("where a behaviour says that words are right, all else is wrong") {
    Behaviour behaviour = shipped_behaviour("cisco-drops-mirrored");
    behaviour.right = {"words"};
    const Truth truth = truth_of(behaviour, Profile::Plain);
    CHECK_FALSE(truth.best);
    CHECK(truth.words_are_right);
    CHECK(truth.is_needless(Exclude{}));
}

TEST_CASE("against two faults two remedies may be needed, and what nobody can mend lasts") {
    const Truth both = truth_of(shipped_behaviour("vpn-and-names"), Profile::Plain);
    CHECK(both.helps.empty());
    CHECK(both.eases.contains(Exclude{}));
    CHECK(both.eases.contains(ChangeSetting{ConfigSetting::DnsTunneling}));
    CHECK(both.lasting.empty());
    const Truth dead = truth_of(shipped_behaviour("server-dead-and-vpn"), Profile::Plain);
    CHECK(dead.lasting == std::set<Sight>{{"api", Sender::Windows}});
    CHECK(dead.eases.contains(Exclude{}));
}

TEST_CASE("who has configured nothing sees what the product watches by itself, and no more") {
    const auto seen = [](const char* name) {
        return truth_of(shipped_behaviour(name), Profile::Unconfigured);
    };
    SUBCASE("a VPN that takes the Internet away") {
        const Truth truth = seen("swallowed-by-wireguard");
        CHECK_FALSE(truth.is_unseen);
        CHECK(truth.broken.contains({"internet", Sender::Wsl}));
        CHECK(truth.best == RemedySpec{Exclude{}});
    }
    SUBCASE("a VPN whose own side is cut as well: an exclusion gives that up, and is the gentlest") {
        Behaviour behaviour = shipped_behaviour("swallowed-by-wireguard");
        behaviour.vpns.front().device->dns_servers = {"10.20.0.53"};
        const Truth truth = truth_of(behaviour, Profile::Unconfigured);
        CHECK(truth.broken.contains({c_vpns_side, Sender::Wsl}));
        CHECK(truth.best == RemedySpec{Exclude{}});
    }
    SUBCASE("a VPN of which only its own side is cut: an exclusion is no cure for that") {
        Behaviour behaviour = shipped_behaviour("targets-behind-vpn-cut");
        behaviour.vpns.front().device->dns_servers = {"10.20.0.53"};
        CHECK_FALSE(truth_of(behaviour, Profile::Unconfigured).helps.contains(Exclude{}));
    }
    SUBCASE("a server that somebody ends") {
        CHECK(seen("server-dies").is_unseen);
        CHECK(seen("server-dies").words_are_right);
        CHECK_FALSE(truth_of(shipped_behaviour("server-dies"), Profile::Plain).is_unseen);
    }
    SUBCASE("what sets in while nothing else happens") {
        CHECK(seen("endpoint-filter").is_unseen);
    }
    SUBCASE("NAT, by choice") {
        CHECK(seen("nat-covered").is_unseen);
    }
    SUBCASE("Windows that goes offline is one thing, and not five") {
        CHECK(seen("forwarding-loop").broken == std::set<Sight>{{"internet", Sender::Windows}});
    }
}
