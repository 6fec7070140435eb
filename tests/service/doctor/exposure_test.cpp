// SPDX-License-Identifier: MIT
#include "service/doctor/check.hpp"
#include "service/doctor/exposure.hpp"
#include "service/doctor/port_list.hpp"
#include "tests/support/doctor_worlds.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::doctor {
namespace {

constexpr std::uint16_t c_port = 8080;

Decision decide(const FirewallFacts& firewall, NetworkCategory network = NetworkCategory::Private) {
    return decide_inbound(firewall, c_port, network);
}

std::string exposure_of(const DoctorFacts& facts) {
    for (const CheckLine& line : run_checks(facts)) {
        if (line.id == "exposure") {
            return line.judgement.fact;
        }
    }
    return {};
}

} // namespace

TEST_CASE("without a rule the default decides") {
    FirewallFacts firewall;
    CHECK(decide(firewall) == Decision{false, "no rule, and the Hyper-V firewall blocks what has none"});
    firewall.inbound_blocked = false;
    CHECK(decide(firewall) == Decision{true, "no rule, and the Hyper-V firewall lets in what has none"});
}

TEST_CASE("a rule of Windows' own firewall lets in, while those count for WSL") {
    FirewallFacts firewall;
    firewall.windows_rules = {{"WSL2 Service", "8080", true, {}}};
    CHECK(decide(firewall) == Decision{true, "the rule \"WSL2 Service\" of Windows' firewall"});
    firewall.merges_host_rules = false;
    CHECK_FALSE(decide(firewall).lets_in);
}

TEST_CASE("a rule that blocks beats one that allows, wherever it is") {
    FirewallFacts firewall;
    firewall.hyperv_rules = {{"let in", "*", true, {}}};
    firewall.windows_rules = {{"keep out", "8000-8100", false, {}}};
    CHECK(decide(firewall) == Decision{false, "the rule \"keep out\" of Windows' firewall"});
}

TEST_CASE("a rule counts on its own networks and for its own ports") {
    FirewallFacts firewall;
    firewall.hyperv_rules = {{"at home", "80, 8080", true, {NetworkCategory::Private}}};
    CHECK(decide(firewall, NetworkCategory::Private).lets_in);
    CHECK_FALSE(decide(firewall, NetworkCategory::Public).lets_in);
    CHECK_FALSE(decide_inbound(firewall, 8081, NetworkCategory::Private).lets_in);
}

TEST_CASE("a rule's list of ports") {
    CHECK(has_port("", c_port));
    CHECK(has_port("*", c_port));
    CHECK(has_port("Any", c_port));
    CHECK(has_port("80,8000-8100", c_port));
    CHECK(has_port("80, 8080 ", c_port));
    CHECK_FALSE(has_port("80,8081", c_port));
    CHECK_FALSE(has_port("RPC", c_port));
    CHECK_FALSE(has_port("8000-", c_port));
    CHECK_FALSE(has_port("99999", c_port));
}

TEST_CASE("what Windows keeps is read in any language") {
    const std::string german =
        "\r\nProtokoll tcp, ausgeschlossener Portbereich\r\n\r\n"
        "Startport      Endport\r\n----------    --------\r\n"
        "        80          80\r\n     49702       49801\r\n     50000       50059     *\r\n"
        "\r\n* - Verwaltete Portausschl\xfcsse.\r\n";
    CHECK(excluded_ranges(german) == std::vector<PortRange>{{80, 80}, {49702, 49801}, {50000, 50059}});
    CHECK(excluded_ranges("").empty());
    CHECK(excluded_ranges("90 80\n70000 70001\n").empty());
}

TEST_CASE("each address and network of an open server is told, with the rule that decides") {
    DoctorFacts facts = healthy();
    facts.firewall->windows_rules = {{"WSL2 Service", "8080", true, {NetworkCategory::Private}}};
    CHECK(exposure_of(facts) ==
          "Port 8080 (nginx) is open on 192.168.1.5 (Ethernet, a private network): the rule \"WSL2 Service\" "
          "of "
          "Windows' firewall. Port 8080 (nginx) is closed on 10.8.0.2 (Ethernet 4, your organisation's "
          "network): no rule, and the Hyper-V firewall blocks what has none.");
    facts.listeners->front().is_on_all = false;
    CHECK(exposure_of(facts) == "No server in WSL listens on 0.0.0.0.");
}

} // namespace mirrorwatch::doctor
