// SPDX-License-Identifier: MIT
#include "common/wslconfig/findings.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::wslconfig {
namespace {

using enum Code;

std::vector<Diagnostic> found_in(const std::string& file, const Policies& policies = {}) {
    const auto settings = read(file);
    REQUIRE(settings.has_value());
    auto found = findings(*settings, policies, file);
    for (Diagnostic& d : found) {
        if (d.code == NoEffect) {
            d.arguments.clear();
        }
        CHECK(source_of(d.code) == ToldBy::Mirrorwatch);
        CHECK(!sentence(d).empty());
    }
    return found;
}

using Found = std::vector<Diagnostic>;

} // namespace

TEST_CASE("a likely typing mistake names the key that was meant") {
    CHECK(found_in("[wsl2]\nnetworkMode=mirrored\n") ==
          Found{{2, LikelyTypo, "wsl2.networkMode", {"wsl2.networkingMode"}}});
    CHECK(found_in("[wsl2]\nnetworking-mode=mirrored\n") ==
          Found{{2, LikelyTypo, "networking-mode", {"wsl2.networkingMode"}}});
    CHECK(found_in("[wsl2]\nnetworkingMode: mirrored\n") ==
          Found{{2, LikelyTypo, "networkingMode", {"wsl2.networkingMode"}}});
    CHECK(found_in("[wsl2]\nelephant=1\n").empty());
}

TEST_CASE("a key in a wrong section, or in none, is told its section") {
    CHECK(found_in("[wsl2]\nhostAddressLoopback=true\n") ==
          Found{{2, WrongSection, "wsl2.hostAddressLoopback", {"experimental.hostAddressLoopback"}}});
    CHECK(found_in("networkingMode=mirrored\n") ==
          Found{{1, WrongSection, "networkingMode", {"wsl2.networkingMode"}}});
}

TEST_CASE("settings without effect in the present mode are told, and only there") {
    CHECK(
        found_in("[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true\nfirewall=false\nipv6=true\n") ==
        Found{{3, NoEffect, "wsl2.localhostForwarding"},
              {4, NoEffect, "wsl2.firewall"},
              {5, NoEffect, "wsl2.ipv6"}});
    CHECK(found_in("[wsl2]\nlocalhostForwarding=true\nfirewall=false\n[experimental]\nignoredPorts=80\n") ==
          Found{{5, NoEffect, "experimental.ignoredPorts"}});
    CHECK(
        found_in("[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=80\nhostAddressLoopback=1\n")
            .empty());
    CHECK(found_in("[wsl2]\ndnsTunneling=0\n[experimental]\nbestEffortDnsParsing=1\n") ==
          Found{{4, NoEffect, "experimental.bestEffortDnsParsing"}});
}

TEST_CASE("exclusions are told to be ignored") {
    CHECK(found_in(
              "[wsl2]\nnetworkingMode=mirrored\nnetworkingMode.excludedInterfaces={\"name\": \"VPN\"}\n") ==
          Found{{3, ExcludedInterfacesIgnored, "networkingMode.excludedInterfaces"}});
}

TEST_CASE("a policy that overrides a setting is told with what counts instead") {
    Policies strict;
    strict.may_choose_mode = false;
    strict.may_choose_firewall = false;
    CHECK(found_in("[wsl2]\nnetworkingMode=mirrored\nfirewall=false\n", strict) ==
          Found{{2, OverriddenByPolicy, "wsl2.networkingMode", {"nat"}},
                {3, OverriddenByPolicy, "wsl2.firewall", {"true"}}});
    CHECK(found_in("[wsl2]\nnetworkingMode=none\n", strict).empty());
    CHECK(found_in("[wsl2]\nnetworkingMode=nat\n", strict).empty());
}

TEST_CASE("policies and safe mode decide the mode that a file leads to") {
    const auto mode = [](const std::string& file, const Policies& policies = {}) {
        return mode_of(*read(file), policies);
    };
    CHECK(mode("") == NetworkingMode::Nat);
    CHECK(mode("", {true, true, NetworkingMode::Mirrored}) == NetworkingMode::Mirrored);
    CHECK(mode("[wsl2]\nnetworkingMode=bogus\n", {true, true, NetworkingMode::Mirrored}) ==
          NetworkingMode::Mirrored);
    CHECK(mode("[wsl2]\nnetworkingMode=mirrored\nsafeMode=1\n") == NetworkingMode::None);
    CHECK(mode("[wsl2]\nnetworkingMode=virtioproxy\nvirtio=0\n") == NetworkingMode::Nat);
}

} // namespace mirrorwatch::wslconfig
