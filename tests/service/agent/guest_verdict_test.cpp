// SPDX-License-Identifier: MIT
#include "service/agent/probe/guest_verdict.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

using std::chrono::milliseconds;
using wsl::GuestSighting;
using wsl::GuestTool;

EndpointSpec endpoint(EndpointKind kind, std::string host = "web.corp") {
    EndpointSpec spec;
    spec.kind = kind;
    spec.host = std::move(host);
    spec.port = 443;
    return spec;
}

ProbeResult judge(const EndpointSpec& spec, const GuestSighting& seen,
                  std::vector<AddressPrefix> subnets = {{"192.168.77.1", 24}}) {
    return verdict(spec, seen, milliseconds{5'000}, {"Ubuntu", std::move(subnets)});
}

GuestSighting curl(int code, std::string why, std::vector<double> seconds, std::optional<int> status = {}) {
    GuestSighting seen;
    seen.tool = GuestTool::Curl;
    seen.code = code;
    seen.why = std::move(why);
    seen.seconds = std::move(seconds);
    seen.status = status;
    return seen;
}

} // namespace

TEST_CASE("curl's end and its times tell which step failed") {
    struct Row {
        GuestSighting seen;
        ProbeStep step;
        const char* words;
    };

    using S = ProbeStep;
    const Row rows[] = {
        {curl(28, "timeout", {0, 0, 0, 0, 5}), S::Name, "no answer within 5 s (looking the name up)"},
        {curl(28, "timeout", {0.01, 0, 0, 0, 5}), S::Connect, "no answer within 5 s (connecting)"},
        {curl(28, "timeout", {0.01, 0.02, 0, 0, 5}), S::Tls, "no answer within 5 s (agreeing on TLS)"},
        {curl(28, "timeout", {0.01, 0.02, 0.03, 0, 5}), S::Answer,
         "no answer within 5 s (waiting for the answer)"},
        {curl(28, "timeout", {0.01, 0.02, 0.03, 0.04, 5}, 200), S::Body, "the answer did not end within 5 s"},
        {curl(124, "", {}), S::Name, "no answer within 5 s (looking the name up)"},
        {curl(6, "name", {0, 0, 0, 0, 0}), S::Name, "the name is not known"},
        {curl(7, "refused", {0.01, 0, 0, 0, 0}), S::Refused, "connection refused"},
        {curl(7, "unreachable", {0.01, 0, 0, 0, 0}), S::Connect, "network or host unreachable (connecting)"},
        {curl(60, "expired", {0.01, 0.02, 0, 0, 0}), S::Tls, "the certificate has expired"},
        {curl(60, "wrong-name", {0.01, 0.02, 0, 0, 0}), S::Tls, "the certificate is for another name"},
        {curl(60, "issuer", {0.01, 0.02, 0, 0, 0}), S::Tls,
         "WSL does not trust the issuer of the certificate"},
        {curl(35, "", {0.01, 0.02, 0, 0, 0}), S::Tls, "TLS failed (curl ended with 35)"},
        {curl(52, "", {0.01, 0.02, 0.03, 0, 0}), S::Answer, "connection closed without answer"},
        {curl(56, "reset", {0.01, 0.02, 0.03, 0, 0}), S::Answer, "connection reset (waiting for the answer)"},
        {curl(18, "", {0.01, 0.02, 0.03, 0.04, 0}, 200), S::Body, "connection lost (reading the answer)"},
        {curl(47, "", {0.01, 0.02, 0.03, 0.04, 0}, 302), S::Status, "redirected too often"},
        {curl(1, "", {0.01, 0.02, 0.03, 0.04, 0}), S::Answer, "the answer is not HTTP"},
        {curl(0, "", {0.01, 0.02, 0.03, 0.04, 0.05}, 503), S::Status, "HTTP status 503"},
        {curl(23, "", {0.01, 0.02, 0.03, 0.04, 0.05}, 200), S::None, ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.words);
        const ProbeResult result = judge(endpoint(EndpointKind::Https), row.seen);
        CHECK(result.failed == row.step);
        CHECK(result.error == row.words);
        CHECK(result.ok == (row.step == S::None));
    }
}

TEST_CASE("a literal address is never what was looked up in vain") {
    CHECK(judge(endpoint(EndpointKind::Http, "192.0.2.1"), curl(28, "timeout", {0, 0, 0, 0, 5})).failed ==
          ProbeStep::Connect);
}

TEST_CASE("curl's own time is the latency") {
    CHECK(judge(endpoint(EndpointKind::Https), curl(0, "", {0.01, 0.02, 0.03, 0.04, 0.0456}, 200)).latency ==
          milliseconds{46});
}

TEST_CASE("a name counts when one of its addresses is expected, in any spelling and of the wanted family") {
    GuestSighting seen;
    seen.tool = GuestTool::Getent;
    seen.addresses = {"192.0.2.7", "192.0.2.7", "fd00:0::7", "::ffff:192.0.2.7"};
    EndpointSpec spec = endpoint(EndpointKind::Dns);
    CHECK(judge(spec, seen).ok);
    spec.expected_addresses = {"FD00::7"};
    CHECK(judge(spec, seen).ok);
    spec.family = IpFamily::V4;
    CHECK(judge(spec, seen).error == "the name leads to 192.0.2.7, not to what is expected");
    seen.addresses = {"::ffff:192.0.2.7"};
    spec.family = IpFamily::V6;
    CHECK(judge(spec, seen).error == "the name has no IPv6 address");
    seen.addresses = {};
    seen.code = 2;
    CHECK(judge(spec, seen).error == "the name is not known");
}

TEST_CASE("WSL's network is fine with an interface in a subnet of Windows' and a default route") {
    GuestSighting seen;
    seen.tool = GuestTool::Proc;
    const EndpointSpec spec = endpoint(EndpointKind::WslNetwork, "");
    const std::string lan = "eth0 004DA8C0 0001 00FFFFFF";
    const std::string nat = "eth0 00101CAC 0001 00F0FFFF";
    const std::string leads_out = "eth0 00000000 0003 00000000";
    seen.routes_v4 = {lan, leads_out};
    CHECK(judge(spec, seen).ok);
    seen.routes_v4 = {lan};
    CHECK(judge(spec, seen).error == "WSL has no IPv4 default route");
    seen.routes_v4 = {lan, "eth0 00000000 0203 00000000"};
    CHECK(judge(spec, seen).error == "WSL has no IPv4 default route");
    seen.routes_v4 = {nat, leads_out};
    CHECK(judge(spec, seen).error == "WSL is in 172.28.16.0/20, in no network of Windows (192.168.77.0/24)");
    seen.routes_v4 = {"loopback0 004DA8C0 0001 00FFFFFF", "broken"};
    CHECK(judge(spec, seen).error == "WSL has no IPv4 network");
    CHECK(judge(spec, seen).failed == ProbeStep::Network);
}

TEST_CASE("Where Windows has no default route WSL needs none either") {
    GuestSighting seen;
    seen.tool = GuestTool::Proc;
    seen.routes_v4 = {"eth0 004DA8C0 0001 00FFFFFF"};
    const GuestPlace place{"Ubuntu", {{"192.168.77.1", 24}}, false, false};
    CHECK(network_failure(IpFamily::Auto, seen, place).step == ProbeStep::None);
}

TEST_CASE("IPv6 alone is enough unless Windows has a way out by IPv4, or IPv4 is asked for") {
    GuestSighting seen;
    seen.tool = GuestTool::Proc;
    seen.addresses_v6 = {"eth0 fd000000000000000000000000000002 40 00",
                         "eth0 fe800000000000000000000000000002 40 20"};
    seen.routes_v6 = {"eth0 00450003"};
    EndpointSpec spec = endpoint(EndpointKind::WslNetwork, "");
    const std::vector<AddressPrefix> both{{"192.168.77.1", 24}, {"fd00::1", 64}, {"fe80::1", 64}};
    CHECK(network_failure(IpFamily::Auto, seen, {"Ubuntu", both, false}).step == ProbeStep::None);
    CHECK(judge(spec, seen, both).error == "WSL has no IPv4 network");
    spec.family = IpFamily::V6;
    CHECK(judge(spec, seen, both).ok);
    seen.routes_v6 = {"eth0 00200203"};
    CHECK(judge(spec, seen, both).error == "WSL has no IPv6 default route");
    seen.addresses_v6.erase(seen.addresses_v6.begin());
    CHECK(judge(spec, seen, both).error == "WSL has no IPv6 network");
    spec.family = IpFamily::V4;
    CHECK(judge(spec, seen, both).error == "WSL has no IPv4 network");
}

} // namespace mirrorwatch::agent
