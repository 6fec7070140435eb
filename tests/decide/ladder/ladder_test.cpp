#include "service/decide/ladder/ladder.hpp"

#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::decide;
using mirrorwatch::support::Story;

namespace {

Route route(const char* address, std::uint8_t length, std::uint32_t index, std::uint32_t metric = 1) {
    return {{address, length}, "0.0.0.0", index, metric};
}

std::vector<Choice> choices_for(const std::string& host, EndpointWhen when, bool exclusion_failed = false) {
    const AdapterTable table{
        {Story::ethernet(), Story::cisco()},
        {route("0.0.0.0", 0, 10), route("10.0.0.0", 8, 20), route("192.168.77.0", 24, 10)}};
    Vpn vpn;
    vpn.adapter = Story::cisco();
    EndpointSpec spec = Story::server("api", 8080);
    spec.host = host;
    spec.when = when;
    const EndpointMonitor endpoint(spec, TimePoint{});
    return choices(vpn, table, {&endpoint}, exclusion_failed);
}

const std::vector<Choice> c_all{Choice::Exclude, Choice::FallBackToNat, Choice::NotNow};
const std::vector<Choice> c_no_exclusion{Choice::FallBackToNat, Choice::NotNow};

} // namespace

TEST_CASE("Exclusion is the first rung for what does not need the VPN") {
    CHECK(choices_for("127.0.0.1", EndpointWhen::Always) == c_all);
    CHECK(choices_for("192.168.77.2", EndpointWhen::NoVpn) == c_all);
}

TEST_CASE("Exclusion is no cure for what lies behind the VPN") {
    CHECK(choices_for("127.0.0.1", EndpointWhen::Vpn) == c_no_exclusion);
    CHECK(choices_for("10.20.30.40", EndpointWhen::Always) == c_no_exclusion);
}

TEST_CASE("Exclusion is not offered again where it was tried in vain") {
    CHECK(choices_for("127.0.0.1", EndpointWhen::Always, true) == c_no_exclusion);
}

TEST_CASE("Exclusion is not offered where no device belongs to the VPN") {
    const EndpointMonitor endpoint(Story::server("api", 8080), TimePoint{});
    for (const VpnKind kind : {VpnKind::Service, VpnKind::TakeOver}) {
        Vpn vpn;
        vpn.kind = kind;
        CHECK(choices(vpn, {}, {&endpoint}, false) == c_no_exclusion);
    }
}
