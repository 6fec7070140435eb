// SPDX-License-Identifier: MIT
#include "tests/support/evidence.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using mirrorwatch::decide::Diagnosis;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

const RuledOut* find_ruled_out(const Finding& finding, Fault fault) {
    for (const RuledOut& other : finding.ruled_out) {
        if (other.fault == fault) {
            return &other;
        }
    }
    return nullptr;
}

Confidence confidence_of(const Observed& observed, Fault fault) {
    const auto finding = find(observed.diagnosis(), fault);
    REQUIRE(finding);
    return finding->confidence;
}

Observed broken_by_update(std::optional<std::uint32_t> build, std::optional<std::uint32_t> revision) {
    Observed observed;
    observed.git();
    observed.guest().gateway = NeighbourState::Incomplete;
    observed.host().os_build = build;
    observed.host().os_revision = revision;
    return observed;
}

/// WSL's own check of its network: it was fine until the VPN came up.
decide::Comparison lost_network() {
    decide::Comparison check;
    check.spec.name = "network";
    check.spec.kind = EndpointKind::WslNetwork;
    check.wsl = decide::Side{EndpointState::Down, ProbeStep::Network, "no default route", true};
    return check;
}

} // namespace

TEST_CASE("a break by the VPN says what it rests on, and what it is not") {
    Observed observed;
    observed.server("api", 8080, true);
    observed.web();
    const auto finding = find(observed.diagnosis(), Fault::VpnCutsWsl);
    REQUIRE(finding);
    CHECK(finding->arguments == Lines{"Cisco Secure Client", "api", "web"});
    CHECK(finding->endpoints == Lines{"api", "web"});
    CHECK(finding->severity == Severity::Error);
    CHECK(finding->confidence == Confidence::Likely);
    CHECK(finding->evidence ==
          Lines{"+50 the adapter of Cisco Secure Client", "the network has settled since",
                "api (http://127.0.0.1:8080/) was fine before, and fails from Windows: no answer",
                "api listens and answers inside WSL",
                "web (tcp://web.example:443) was fine from WSL before, and fails there: no answer",
                "Windows reaches web"});
    const std::vector<RuledOut> expected{
        {Fault::HypervBlocked, "no rule of the Hyper-V firewall blocks WSL"},
        {Fault::DnsTunnelBroken, "WSL resolves the name of web"},
        {Fault::HalvesNotMirrored, "WSL has the routes that Windows has"},
        {Fault::NeighbourFails, "WSL's gateway answers"},
        {Fault::ServerDead, "api answers inside WSL"},
        {Fault::HostOffline, "Windows reaches web"},
    };
    CHECK(finding->ruled_out == expected);
}

TEST_CASE("a VPN that no row of the table names is called as its adapter") {
    Observed observed;
    observed.web();
    observed.vpns.front().client.clear();
    CHECK(find(observed.diagnosis(), Fault::VpnCutsWsl)->arguments == Lines{"Ethernet 4", "web"});
}

TEST_CASE("a server that died when the VPN came up is not blamed on the VPN, and the others are") {
    Observed observed;
    observed.server("api", 8080, true);
    observed.server("db", 5432, true);
    observed.trial("db").answers_here = false;
    const Diagnosis diagnosis = observed.diagnosis();
    REQUIRE(faults(diagnosis) == std::vector{Fault::VpnCutsWsl, Fault::ServerDead});
    CHECK(diagnosis.findings[0].endpoints == Lines{"api"});
    CHECK(diagnosis.findings[1].endpoints == Lines{"db"});
    CHECK(
        has_line(diagnosis.findings[1].evidence, "db listens inside WSL, and does not answer there either"));
}

TEST_CASE("a server is not called dead because the guest could not be asked, nor is the VPN blamed") {
    Observed observed;
    observed.server("api", 8080, true);
    observed.rest.guest = {{}, true};
    const Diagnosis diagnosis = observed.diagnosis();
    CHECK(diagnosis == Diagnosis{{}, {}, true});
}

TEST_CASE("a server that WSL itself is asked for needs no question to the guest") {
    Observed observed;
    observed.server("api", 8080, true).wsl = decide::Side{EndpointState::Up};
    observed.rest.guest = {{}, true};
    CHECK(confidence_of(observed, Fault::VpnCutsWsl) == Confidence::Possible);
    observed.endpoint("api").wsl->state = EndpointState::Down;
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::ServerDead});
}

TEST_CASE("targets behind the VPN and others are two findings, the one that exclusion does not cure first") {
    Observed observed;
    observed.web();
    observed.git();
    const Diagnosis diagnosis = observed.diagnosis();
    REQUIRE(faults(diagnosis) == std::vector{Fault::VpnTargetsCut, Fault::VpnCutsWsl});
    CHECK(diagnosis.findings[0].endpoints == Lines{"git"});
    CHECK(diagnosis.findings[1].endpoints == Lines{"web"});
}

TEST_CASE("a cause takes away only those endpoints that it explains") {
    Observed observed;
    observed.vpn_is_tun();
    observed.server("api", 8080, true);
    observed.git();
    const Diagnosis diagnosis = observed.diagnosis();
    REQUIRE(faults(diagnosis) == std::vector{Fault::TunnelRepliesDropped, Fault::VpnCutsWsl});
    CHECK(diagnosis.findings[0].endpoints == Lines{"git"});
    CHECK(diagnosis.findings[1].endpoints == Lines{"api"});
    CHECK(diagnosis.findings[1].arguments == Lines{"OpenVPN", "api"});
}

TEST_CASE("a target behind the VPN needs not have been fine before the VPN came up") {
    Observed observed;
    observed.git().wsl->broke_with_vpn = false;
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::VpnTargetsCut});
    CHECK(has_line(observed.diagnosis().findings[0].evidence,
                   "git (tcp://git.corp.example:443) fails from WSL"));
}

TEST_CASE("no VPN is blamed with NAT, nor while the network still changes") {
    Observed observed;
    observed.web();
    observed.mode(NetworkingMode::Nat, NetworkingMode::Nat);
    CHECK(faults(observed.diagnosis()).empty());
    observed.mode(NetworkingMode::Mirrored, NetworkingMode::Mirrored);
    observed.rest.settled = false;
    CHECK(faults(observed.diagnosis()).empty());
    CHECK(observed.diagnosis().wants == std::vector{decide::Want::Settling});
}

TEST_CASE("where the effective mode could not be had, the configured one counts, for less") {
    Observed observed;
    observed.web();
    observed.mode(NetworkingMode::Mirrored, NetworkingMode::Unknown);
    CHECK(confidence_of(observed, Fault::VpnCutsWsl) == Confidence::Possible);
}

TEST_CASE("WSL's own check of its network needs no comparison with Windows") {
    Observed observed;
    observed.rest.endpoints.push_back(lost_network());
    const auto finding = find(observed.diagnosis(), Fault::VpnCutsWsl);
    REQUIRE(finding);
    CHECK_FALSE(has_line(finding->evidence, "Windows reaches"));
}

TEST_CASE("WSL's network alone blames no VPN once WSL connects to somewhere") {
    Observed observed;
    observed.rest.endpoints.push_back(lost_network());
    observed.web(false);
    observed.trial("web").connects = true;
    CHECK_FALSE(find(observed.diagnosis(), Fault::VpnCutsWsl));
}

TEST_CASE("an update's revision makes a failing neighbour certain, and an unknown one does not") {
    struct Row {
        std::optional<std::uint32_t> build;
        std::optional<std::uint32_t> revision;
        Confidence expected;
    };

    const std::array rows{
        Row{26100, 7018, Confidence::Possible}, Row{26100, 7019, Confidence::Certain},
        Row{26200, 7171, Confidence::Certain},  Row{26200, 7461, Confidence::Certain},
        Row{26200, 7462, Confidence::Likely},   Row{22631, 7171, Confidence::Possible},
        Row{26100, {}, Confidence::Likely},     Row{{}, {}, Confidence::Likely},
    };
    for (const Row& row : rows) {
        CAPTURE(row.build.value_or(0));
        CAPTURE(row.revision.value_or(0));
        CHECK(confidence_of(broken_by_update(row.build, row.revision), Fault::NeighbourFails) ==
              row.expected);
    }
}

TEST_CASE("a fallback that WSL gave no reason for is possible only where its warnings are not known") {
    Observed observed;
    observed.mode(NetworkingMode::Mirrored, NetworkingMode::Nat);
    CHECK(observed.diagnosis() == Diagnosis{{}, {}, true});
    observed.rest.since_wsl_start = 48h; // its warnings are older than what was gathered
    CHECK(confidence_of(observed, Fault::SilentNat) == Confidence::Possible);
    observed.rest.since_wsl_start = 2h;
    observed.host().wsl_warnings.reset();
    CHECK(confidence_of(observed, Fault::SilentNat) == Confidence::Possible);
}

TEST_CASE("a fallback that has a cause is not said beside it") {
    Observed observed;
    observed.mode(NetworkingMode::Mirrored, NetworkingMode::None);
    observed.host().hns_errors = Lines{"0x80070424"};
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::StaleHns});
    observed.host().disabled_components = 0xFF;
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::Ipv6Disabled});
}

TEST_CASE("a Windows Server has no stuck service: its error is told as it is") {
    Observed observed;
    observed.mode(NetworkingMode::Mirrored, NetworkingMode::None);
    observed.host().hns_errors = Lines{"0x803b0015"};
    const auto finding = find(observed.diagnosis(), Fault::NoNetworking);
    REQUIRE(finding);
    CHECK(finding->arguments == Lines{"0x803b0015"});
}

TEST_CASE("Hyper-V's switch for outer networks has its card's MAC address, and that is no clash") {
    Observed observed;
    observed.web();
    observed.guest().devices->erase(observed.guest().devices->begin());
    Adapter outer = observed.ethernet();
    outer.guid = "{F0000000-0000-0000-0000-000000000005}";
    outer.friendly_name = "vEthernet (External)";
    outer.description = "Hyper-V Virtual Ethernet Adapter";
    observed.table.adapters.push_back(outer);
    CHECK_FALSE(find(observed.diagnosis(), Fault::DuplicateMac));
}

TEST_CASE("what did not break with the waking up is put down to sleep only when the devices are down") {
    Observed observed;
    observed.vpn_is_absent();
    observed.web().wsl->broke_with_vpn = false;
    observed.endpoint("web").wsl->broke_with_resume = true;
    observed.trial("web").connects = false;
    observed.rest.since_resume = 60s;
    CHECK(confidence_of(observed, Fault::AfterResume) == Confidence::Possible);
    observed.guest().resolv_conf_is_generated = false; // it asks for names itself, and gets answers
    CHECK_FALSE(find(observed.diagnosis(), Fault::AfterResume));
    observed.guest().resolv_conf_is_generated = true;
    observed.endpoint("web").wsl->broke_with_resume = false;
    CHECK_FALSE(find(observed.diagnosis(), Fault::AfterResume));
    observed.guest().devices = std::vector<GuestDevice>{};
    CHECK(confidence_of(observed, Fault::AfterResume) == Confidence::Likely);
}

TEST_CASE("a constraint to an adapter that is not there cuts everything off") {
    Observed observed;
    observed.web();
    observed.host().external_interface_constraint = "Wi-Fi";
    const auto finding = find(observed.diagnosis(), Fault::InterfaceConstraint);
    REQUIRE(finding);
    CHECK(finding->confidence == Confidence::Certain);
    CHECK(has_line(finding->evidence, "Wi-Fi is not connected, so WSL has no adapter at all"));
}

TEST_CASE("a certificate that WSL does not trust came through, and is no large packet that got lost") {
    Observed observed;
    observed.git();
    observed.vpn_adapter().mtu = 1390;
    observed.trial("git").connects = true;
    observed.probe_failed("git", ProbeStep::Tls, "the certificate is not trusted");
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::CertificateNotTrusted});
    observed.probe_failed("git", ProbeStep::Tls, "no answer within 5 s (agreeing on TLS)");
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::LargePacketsLost});
}

TEST_CASE("a card that forwards is no loop while Windows reaches something") {
    Observed observed;
    observed.ethernet().forwarding = true;
    observed.vpn_is_tun();
    observed.vpn_is_full();
    observed.web(false);
    observed.git().windows = decide::Side{EndpointState::Down, ProbeStep::Connect, "no answer"};
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::HostOffline});
    observed.endpoint("web").windows->state = EndpointState::Down;
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::ForwardingLoop});
}

TEST_CASE("a proxy on the loopback is not to blame where something fails that needs none") {
    Observed observed;
    observed.guest().http_proxy = "http://127.0.0.1:7897";
    observed.web().spec.kind = EndpointKind::Https;
    observed.git();
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::VpnTargetsCut, Fault::VpnCutsWsl});
    CHECK(find_ruled_out(*find(observed.diagnosis(), Fault::VpnCutsWsl), Fault::LoopbackProxy) != nullptr);
}

TEST_CASE("with NAT a proxy on the loopback is out of reach") {
    for (const char* proxy : {"http://127.0.0.1:9999", "localhost:8080", "http://***@[::1]:3128/"}) {
        CAPTURE(proxy);
        Observed observed;
        observed.mode(NetworkingMode::Nat, NetworkingMode::Nat);
        observed.web().spec.kind = EndpointKind::Http;
        observed.guest().http_proxy = proxy;
        CHECK(confidence_of(observed, Fault::LoopbackProxy) == Confidence::Likely);
    }
}

TEST_CASE("WSL's own switch in the table tells of overlapping routes where the guest could not be asked") {
    Observed observed;
    observed.mode(NetworkingMode::Nat, NetworkingMode::Nat);
    observed.web();
    observed.rest.guest = {{}, true};
    Adapter own;
    own.guid = "{A0000000-0000-0000-0000-000000000006}";
    own.index = 40;
    own.friendly_name = "vEthernet (WSL (Hyper-V firewall))";
    own.up = true;
    own.addresses = {{"172.28.16.1", 20}};
    observed.table.adapters.push_back(own);
    CHECK(faults(observed.diagnosis()).empty());
    observed.table.routes.push_back({{"172.28.16.0", 20}, "0.0.0.0", 9, 1});
    CHECK(confidence_of(observed, Fault::NatRoutesOverlap) == Confidence::Likely);
}

TEST_CASE("a mistake in .wslconfig is said whatever else there is, and last") {
    Observed observed;
    observed.web();
    observed.rest.config_mistakes = {"line 2: ; begins no comment"};
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::VpnCutsWsl, Fault::ConfigMistake});
}

TEST_CASE("an unrelated outage stands beside the break, and does not hide it") {
    Observed observed;
    observed.web();
    observed.site("printer", "192.168.1.9", "192.168.1.9", true).windows->state = EndpointState::Down;
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::VpnCutsWsl, Fault::HostOffline});
}

TEST_CASE("a proxy that WSL does not reach is told of, though nobody knows which it is") {
    Observed observed;
    observed.web().spec.kind = EndpointKind::Https;
    observed.probe_failed("web", ProbeStep::Connect, "the proxy cannot be reached");
    observed.guest().http_proxy.reset();
    CHECK(confidence_of(observed, Fault::LoopbackProxy) == Confidence::Possible);
    observed.guest().http_proxy = "http://proxy.corp.example:8080";
    CHECK_FALSE(find(observed.diagnosis(), Fault::LoopbackProxy));
}

TEST_CASE("an unreachable gateway is seen by what Linux says, where Windows has the broken update") {
    Observed observed = broken_by_update(26200, 7171);
    observed.guest().gateway.reset();
    CHECK_FALSE(find(observed.diagnosis(), Fault::NeighbourFails));
    observed.probe_failed("git", ProbeStep::Connect, "network or host unreachable (connecting)");
    CHECK(confidence_of(observed, Fault::NeighbourFails) == Confidence::Likely);
    observed.host().os_revision = 7462;
    CHECK_FALSE(find(observed.diagnosis(), Fault::NeighbourFails));
}

TEST_CASE("Global Secure Access as the VPN that came up is enough where the addresses are not known") {
    Observed observed;
    observed.git();
    observed.service_runs("Global Secure Access", Trait::SyntheticAddresses);
    observed.trial("git").resolved.clear();
    CHECK_FALSE(find(observed.diagnosis(), Fault::SyntheticDns));
    observed.vpns.front().traits = {Trait::SyntheticAddresses};
    CHECK(confidence_of(observed, Fault::SyntheticDns) == Confidence::Possible);
}

TEST_CASE("a guest with only lo has a cause that was not seen rather than a VPN") {
    Observed observed;
    observed.web();
    observed.guest_has_only_lo();
    observed.host().hns_errors.reset();
    CHECK(confidence_of(observed, Fault::StaleHns) == Confidence::Possible);
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::StaleHns});
    observed.host().hns_errors = Lines{};
    observed.host().disabled_components.reset();
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::Ipv6Disabled});
}

TEST_CASE("a wider route of the VPN that begins where WSL's network does takes nothing from it") {
    Observed observed;
    observed.mode(NetworkingMode::Nat, NetworkingMode::Nat);
    observed.web();
    observed.guest().devices = std::vector{GuestDevice{"eth0", {}, {}, true, 1500, {{"172.28.0.5", 20}}}};
    observed.table.routes.push_back({{"172.28.0.0", 16}, "0.0.0.0", 9, 1});
    CHECK(faults(observed.diagnosis()).empty());
    observed.table.routes.push_back({{"172.28.0.0", 20}, "0.0.0.0", 9, 1});
    CHECK(faults(observed.diagnosis()) == std::vector{Fault::NatRoutesOverlap});
}
