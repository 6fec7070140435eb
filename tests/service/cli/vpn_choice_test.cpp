// SPDX-License-Identifier: MIT
#include "service/cli/exclude_view.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

Snapshot two_vpns() {
    Snapshot snapshot;
    snapshot.vpns = {{"Ethernet 4", "Cisco Secure Client"}, {"wg-büro", ""}};
    snapshot.preferences = {{"S-1", "GlobalProtect", Preference::AlwaysExclude}};
    return snapshot;
}

std::string excluded(const std::string& word) {
    return vpn_to_exclude(word, two_vpns()).value();
}

std::string refused(const std::string& word) {
    return vpn_to_exclude(word, two_vpns()).error().message;
}

} // namespace

TEST_CASE("a VPN is found by its client or its adapter in any case") {
    CHECK(excluded("cisco secure client") == "Cisco Secure Client");
    CHECK(excluded("ETHERNET 4") == "Ethernet 4");
    CHECK(excluded("WG-büro") == "wg-büro");
}

TEST_CASE("an unknown VPN names the near one and those that are connected") {
    const std::string connected = "Connected: Cisco Secure Client (Ethernet 4), wg-büro.";
    CHECK(refused("cisco secure cleint") ==
          "unknown VPN \"cisco secure cleint\"; did you mean \"Cisco Secure Client\"? " + connected);
    CHECK(refused("CISCO") == "unknown VPN \"CISCO\"; did you mean \"Cisco Secure Client\"? " + connected);
    CHECK(refused("elephants") == "unknown VPN \"elephants\"; " + connected);
    CHECK(refused("") == "unknown VPN \"\"; " + connected);
}

TEST_CASE("without a VPN that is said") {
    CHECK(vpn_to_exclude("cisco", {}).error().message == "unknown VPN \"cisco\"; No VPN is connected.");
}

TEST_CASE("a wish about a VPN that is not connected can be taken back") {
    CHECK(vpn_to_include("globalprotect", two_vpns()).value() == "GlobalProtect");
    CHECK(vpn_to_include("ethernet 4", two_vpns()).value() == "Ethernet 4");
    CHECK(vpn_to_exclude("globalprotect", two_vpns()).has_error());
}

} // namespace mirrorwatch::cli
