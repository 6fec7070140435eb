// SPDX-License-Identifier: MIT
#include "tray/retold.hpp"

#include "config/parse.hpp"
#include "tests/support/evidence.hpp"
#include "tests/support/fault_cases.hpp"
#include "tests/tray/fixtures.hpp"
#include "tests/tray/speaking.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

/// The language for tests has brackets around all that it knows.
void check_is_known(const std::string& english) {
    CAPTURE(english);
    CHECK(retold(english).starts_with('['));
}

} // namespace

TEST_CASE("whatever the diagnosis observes can be said in another language") {
    const Speaking pseudo{"qps-ploc"};
    for (const support::FaultCase& fault_case : support::fault_cases()) {
        CAPTURE(fault_case.name);
        for (const bool is_near_miss : {false, true}) {
            support::Observed observed;
            fault_case.arrange(observed);
            if (is_near_miss) {
                fault_case.near_miss(observed);
            }
            for (const Finding& finding : observed.diagnosis().findings) {
                for (const std::string& one : finding.evidence) {
                    check_is_known(one);
                }
                for (const RuledOut& other : finding.ruled_out) {
                    check_is_known(other.because);
                }
            }
        }
    }
}

TEST_CASE("why an adapter counts as a VPN can be said in another language") {
    const Speaking pseudo{"qps-ploc"};
    const auto rules = config::parse_vpn_rules(config::shipped_vpn_rules(), "vpn-adapters.toml");
    REQUIRE(rules.has_value());
    for (const VpnRule& rule : rules->value.rules) {
        check_is_known(rule.reason);
    }
}

TEST_CASE("an observation keeps its names, and what is told within it is said as well") {
    const Speaking german{"de"};
    CHECK(retold("Windows reaches git server") == "Windows erreicht git server");
    CHECK(retold("db (tcp://db:5432) fails from WSL: no answer within 5 s (connecting)") ==
          "db (tcp://db:5432) schlägt aus WSL fehl: keine Antwort innerhalb von 5 s (beim Verbinden)");
    CHECK(retold("the adapter of Cisco Secure Client") == "der Adapter von Cisco Secure Client");
    CHECK(retold("Cisco Secure Client's DNS server") == "DNS-Server von Cisco Secure Client");
}

TEST_CASE("what nobody has foreseen stays as it was said, and so does everything in English") {
    CHECK(retold("Windows reaches git server") == "Windows reaches git server");
    const Speaking german{"de"};
    CHECK(retold("the moon is full") == "the moon is full");
    CHECK(retold("") == "");
    CHECK(retold(" answers inside WSL") == " answers inside WSL");
}

TEST_CASE("a trouble that comes as a sentence is said by its fault") {
    const Speaking german{"de"};
    CHECK(said({MessageId::TroubleFound, {"WSL runs without any networking."}}) ==
          "Etwas stimmt nicht: WSL läuft ganz ohne Netzwerk.");
    CHECK(
        said({MessageId::TroubleFound,
              {"WSL is set to mirrored networking, and runs with NAT networking."}}) ==
        "Etwas stimmt nicht: WSL ist auf den gespiegelten Modus eingestellt und läuft im Netzwerkmodus NAT.");
}

TEST_CASE("names in an English list are found again, and a name with \"and\" in it stays whole") {
    const Speaking german{"de"};
    Snapshot now = all_well();
    now.endpoints = {endpoint("search and rescue", EndpointState::Down), endpoint("api", EndpointState::Down),
                     endpoint("the Internet", EndpointState::Down)};
    CHECK(said({MessageId::EndpointsDown, {"api, search and rescue and the Internet"}}, &now) ==
          "Von api, search and rescue und Internet kommt keine Antwort.");
    CHECK(said({MessageId::EndpointsDown, {"R and D"}}, &now) == "Von R and D kommt keine Antwort.");
}
