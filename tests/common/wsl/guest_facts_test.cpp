// SPDX-License-Identifier: MIT
#include "common/wsl/guest_facts.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace mirrorwatch::wsl {
namespace {

GuestFacts facts_in(const std::string& output, const std::vector<agent::GuestTarget>& targets = {}) {
    const auto facts = read_evidence(read_report(output), targets);
    REQUIRE(facts.has_value());
    return *facts;
}

const std::vector<agent::GuestTarget> c_git{{"git", "git.corp", 443}};

GuestTrial trial_in(const std::string& output) {
    return facts_in("mw port 0 - -\n" + output, c_git).trials.at(0);
}

std::vector<GuestDevice> devices_in(const std::string& output) {
    const auto facts = facts_in("mw see devices\nmw see addresses\n" + output);
    REQUIRE(facts.devices.has_value());
    return *facts.devices;
}

std::vector<GuestRoute> routes_in(const std::string& output) {
    const auto facts = facts_in("mw see routes 4\nmw see routes 6\n" + output);
    REQUIRE(facts.routes.has_value());
    return *facts.routes;
}

} // namespace

TEST_CASE("evidence needs a line for every target") {
    const std::vector<agent::GuestTarget> targets{{"web", "127.0.0.1", 80}, {"db", "127.0.0.1", 5432}};
    const auto evidence = read_evidence(read_report("mw port 1 0 1\nmw port 0 1 0\nmw done\n"), targets);
    REQUIRE(evidence.has_value());
    REQUIRE(evidence->trials.size() == 2);
    CHECK(evidence->trials[0].endpoint == "web");
    CHECK(evidence->trials[0].listens_here == true);
    CHECK(evidence->trials[0].answers_here == false);
    CHECK(evidence->trials[1].listens_here == false);
    CHECK(evidence->trials[1].answers_here == true);
    CHECK(read_evidence(read_report("mw port 0 1 0\nmw done\n"), targets).has_error());
    CHECK(read_evidence(read_report("mw port 0 1\nmw port 1 1 1\nmw done\n"), targets).has_error());
}

TEST_CASE("a guest that says nothing leaves every fact open") {
    CHECK(facts_in("mw done\n") == GuestFacts{});
    CHECK(facts_in("mw see devices\n").devices == std::nullopt); // their addresses are not known
    CHECK(facts_in("mw see devices\nmw see addresses\n").devices == std::vector<GuestDevice>{});
    CHECK(facts_in("mw see routes 6\n").routes == std::nullopt);
    CHECK(facts_in("mw see routes 4\n").routes == std::vector<GuestRoute>{});
}

TEST_CASE("a device is known by what sysfs and its addresses say") {
    const auto devices =
        devices_in("mw see device lo 00:00:00:00:00:00 unknown 65536 0x9 -\n"
                   "mw see device eth1 00:05:9a:3c:7a:00 up 1400 0x1003 "
                   "/sys/devices/LNXSYSTM:00/VMBUS:00/37217669-42da-4657-a55b-0d995d328250\n"
                   "mw see device tun0 - unknown 1300 0x10d1 -\n"
                   "mw see device eth2 00:15:5d:00:00:01 down 9000 0x1003 -\n"
                   "mw see address 2: eth1    inet 10.8.0.2/24 brd 10.8.0.255 scope global eth1\\       "
                   "valid_lft forever\n"
                   "mw see address 2: eth1    inet6 FD08::2/64 scope global \\       valid_lft forever\n"
                   "mw see address 3: tun0    inet 10.9.0.2 peer 10.9.0.1/32 scope global tun0\\       "
                   "valid_lft forever\n");
    REQUIRE(devices.size() == 3);
    CHECK(devices[0] == GuestDevice{"eth1",
                                    "{37217669-42DA-4657-A55B-0D995D328250}",
                                    "00-05-9A-3C-7A-00",
                                    true,
                                    1400,
                                    {{"10.8.0.2", 24}, {"fd08::2", 64}}});
    CHECK(devices[1] == GuestDevice{"tun0", "", "", true, 1300, {{"10.9.0.2", 32}}});
    CHECK_FALSE(devices[2].up);
}

TEST_CASE("a device or an address that cannot be is left out") {
    CHECK(devices_in("mw see device eth1\n").empty());
    CHECK(devices_in("mw see device ../../x 00:05:9a:3c:7a:00 up 1400 0x1003 -\n").empty());
    CHECK(devices_in("mw see device aaaaaaaaaaaaaaaa 00:05:9a:3c:7a:00 up 1400 0x1003 -\n").empty());
    CHECK(devices_in("mw see device eth\x01 00:05:9a:3c:7a:00 up 1400 0x1003 -\n").empty());
    const auto devices = devices_in("mw see device eth1 zz:05:9a:3c:7a:00 up 99999999999 0x1003 /a/{372}/b\n"
                                    "mw see address 2: eth1 inet 10.8.0.256/24\n"
                                    "mw see address 2: eth1 inet 10.8.0.2/33\n"
                                    "mw see address 2: eth9 inet 10.8.0.2/24\n");
    CHECK(devices == std::vector<GuestDevice>{{"eth1", "", "", true, 0, {}}});
}

TEST_CASE("routes are read as iproute2 prints them") {
    CHECK(routes_in("mw see route4 default via 192.168.1.1 dev eth0 proto kernel metric 25\n"
                    "mw see route4 0.0.0.0/1 via 10.8.0.1 dev eth1\n"
                    "mw see route4 10.1.2.3 dev eth1 scope link\n"
                    "mw see route6 default via fe80::1 dev eth0 metric 1024 pref medium\n") ==
          std::vector<GuestRoute>{{{"0.0.0.0", 0}, "eth0", "192.168.1.1", 25},
                                  {{"0.0.0.0", 1}, "eth1", "10.8.0.1", 0},
                                  {{"10.1.2.3", 32}, "eth1", "", 0},
                                  {{"::", 0}, "eth0", "fe80::1", 1024}});
}

TEST_CASE("a route with several next hops is one for each of them") {
    CHECK(routes_in(
              "mw see route4 10.67.0.0/16 metric 3 \\\tnexthop via 192.168.1.1 dev eth0 weight 1 \\\tnexthop "
              "via 10.8.0.1 dev eth1 weight 1\n") ==
          std::vector<GuestRoute>{{{"10.67.0.0", 16}, "eth0", "192.168.1.1", 3},
                                  {{"10.67.0.0", 16}, "eth1", "10.8.0.1", 3}});
}

TEST_CASE("a route that leads nowhere, or that cannot be, is left out") {
    CHECK(routes_in("mw see route4 unreachable 10.66.0.0/16\nmw see route4 blackhole default\n"
                    "mw see route4 fd00::/64 dev eth0\nmw see route6 10.0.0.0/8 dev eth0\n"
                    "mw see route4 10.0.0.0/8 via 10.8.0.300 dev eth1\nmw see route4 10.0.0.0/8\n"
                    "mw see route4\nmw see route4 10.0.0.0/64 dev eth0\n")
              .empty());
}

TEST_CASE("the state of the gateway's neighbour is the last word of its line") {
    const auto state = [](const std::string& lines) {
        return facts_in("mw see gateway 192.168.1.1\n" + lines).gateway;
    };
    CHECK(state("mw see neighbour 192.168.1.1 lladdr 00:11:22:33:44:55 REACHABLE\n") ==
          NeighbourState::Reachable);
    CHECK(state("mw see neighbour 192.168.1.1 lladdr 00:11:22:33:44:55 DELAY \n") == NeighbourState::Stale);
    CHECK(state("mw see neighbour 192.168.1.1 INCOMPLETE\n") == NeighbourState::Incomplete);
    CHECK(state("mw see neighbour 192.168.1.1 FAILED\n") == NeighbourState::Failed);
    CHECK(state("mw see neighbour 192.168.1.9 FAILED\n") == NeighbourState::Unknown);
    CHECK(state("") == NeighbourState::Unknown);
    CHECK(facts_in("mw see neighbour 192.168.1.1 FAILED\n").gateway == std::nullopt);
}

TEST_CASE("a trial tells its steps, and only those that were made") {
    const GuestTrial whole =
        trial_in("mw see trial 0 address 10.1.2.3\nmw see trial 0 address fd01::3\n"
                 "mw see trial 0 name 1\nmw see trial 0 connects 1\nmw see trial 0 large 0\n");
    CHECK(whole.name_resolves == true);
    CHECK(whole.resolved == std::vector<std::string>{"10.1.2.3", "fd01::3"});
    CHECK(whole.connects == true);
    CHECK(whole.large_answer == false);
    CHECK(whole.listens_here == std::nullopt);
    CHECK(whole.answers_here == std::nullopt);
    CHECK(trial_in("mw see trial 0 name 2\nmw see trial 1 connects 1\nmw see trial 0 address x\n") ==
          trial_in(""));
}

TEST_CASE("a target that was not asked, as it is no host, has no trial in its name") {
    const auto facts = facts_in("mw port 0 - -\nmw see trial 0 name 0\n", {{"odd", "a b", 80}});
    CHECK(facts.trials.at(0).name_resolves == std::nullopt);
}

TEST_CASE("a proxy is told without its secrets, and not at all when it is no word") {
    CHECK(facts_in("mw see proxy http://me:s3cret@proxy:8080\n").http_proxy == "http://***@proxy:8080");
    CHECK(facts_in("mw see proxy \n").http_proxy == "");
    CHECK(facts_in("mw see proxy http://a b\n").http_proxy == std::nullopt);
    CHECK(facts_in("mw see proxy http://\xff\n").http_proxy == std::nullopt);
}

TEST_CASE("the resolver and the terminals are told in words of ours") {
    CHECK(facts_in("mw see resolver generated\n").resolv_conf_is_generated == true);
    CHECK(facts_in("mw see resolver other\n").resolv_conf_is_generated == false);
    CHECK(facts_in("mw see resolver maybe\n").resolv_conf_is_generated == std::nullopt);
    CHECK(facts_in("mw see timestamps 0\n").tcp_timestamps == false);
    CHECK(facts_in("mw see timestamps 1\n").tcp_timestamps == true);
    CHECK(facts_in("mw see timestamps on\n").tcp_timestamps == std::nullopt);
    CHECK(facts_in("mw see terminal 1\n").terminal_in_use == true);
    CHECK(facts_in("mw see terminal 0\n").terminal_in_use == false);
    CHECK(facts_in("mw see terminal\n").terminal_in_use == std::nullopt);
}

} // namespace mirrorwatch::wsl
