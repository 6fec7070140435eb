// SPDX-License-Identifier: MIT
#include "tests/support/evidence.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using support::faults;
using support::Observed;

namespace {

/// Windows reaches web, WSL does not, and looks its name up with this result, while this client is up.
Observed answered(const std::string& address, const std::string& client = "Cisco Secure Client") {
    Observed observed;
    observed.web();
    observed.trial("web").resolved = {address};
    observed.vpns.front().client = client;
    return observed;
}

bool is_fake(const Observed& observed) {
    return faults(observed.diagnosis()) == std::vector{Fault::FakeIpDns};
}

} // namespace

TEST_CASE("a proxy's addresses tell by themselves where no network has them, IPv6 ones too") {
    for (const char* address :
         {"198.18.0.23", "198.19.255.1", "fdfe:dcba:9876::17", "fc00::17", "fc00:3fff::1"}) {
        CAPTURE(address);
        CHECK(is_fake(answered(address)));
        Observed without = answered(address);
        without.vpn_is_absent();
        CHECK(is_fake(without));
    }
}

TEST_CASE("addresses beside a proxy's are those of a network") {
    for (const char* address :
         {"198.17.255.1", "198.20.0.1", "fdfe:dcba:9877::17", "fc00:4000::1", "fd00::17"}) {
        CAPTURE(address);
        CHECK_FALSE(is_fake(answered(address)));
    }
}

TEST_CASE("addresses that networks have, too, are synthetic beside the client that gives them") {
    CHECK(is_fake(answered("100.64.7.7", "Zscaler")));
    CHECK(is_fake(answered("100.96.7.7", "Twingate")));
    CHECK(is_fake(answered("100.80.7.7", "Cloudflare WARP")));
    CHECK(is_fake(answered("2606:4700:cf1:4000::7", "Cloudflare WARP")));
    for (const char* address : {"100.64.7.7", "100.80.7.7", "100.96.7.7", "2606:4700:cf1:4000::7"}) {
        CAPTURE(address);
        CHECK_FALSE(is_fake(answered(address)));
        CHECK_FALSE(is_fake(answered(address, "Tailscale")));
    }
    CHECK_FALSE(is_fake(answered("100.96.7.7", "Zscaler")));
}

TEST_CASE("a service without an adapter is a client, too, and one that has gone is none") {
    Observed observed = answered("100.64.7.7");
    observed.service_runs("Zscaler", Trait::TakesWholeHost);
    CHECK(is_fake(observed));
    observed.vpns.back().gone_since = observed.vpns.back().up_since;
    CHECK_FALSE(is_fake(observed));
}

TEST_CASE("where it is not known which services run, any VPN may be the one") {
    Observed observed = answered("100.64.7.7");
    observed.table.services.reset();
    CHECK(is_fake(observed));
    observed.vpn_is_absent();
    CHECK_FALSE(is_fake(observed));
}

TEST_CASE("ranges of the user's own count, with a client or without") {
    Observed observed = answered("203.0.113.7");
    CHECK_FALSE(is_fake(observed));
    const std::vector<SyntheticRanges> own{{"", {{"203.0.113.0", 24}}}};
    observed.rest.synthetic = own;
    CHECK(is_fake(observed));
    const std::vector<SyntheticRanges> of_client{{"acme", {{"203.0.113.0", 24}}}};
    observed.rest.synthetic = of_client;
    CHECK_FALSE(is_fake(observed));
    observed.vpns.front().client = "Acme";
    CHECK(is_fake(observed));
}

TEST_CASE("addresses that a route of Windows' own leads to are no synthetic ones") {
    Observed observed = answered("100.64.7.7", "Zscaler");
    observed.table.routes.push_back({{"100.64.0.0", 10}, "0.0.0.0", 9, 1});
    CHECK_FALSE(is_fake(observed));
}
