// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// The morning after the installation: nobody has configured anything.
namespace {

const std::string c_internet = "the Internet";
const std::string c_names = "DNS";
const std::string c_router = "your router";
const std::string c_vpns = "Cisco Secure Client's DNS server";

/// A home network, whose router answers for names too.
struct FreshInstall : Story {
    explicit FreshInstall(Settings settings = {})
        : Story(std::move(settings)) {
        lan.front().gateways = lan.front().dns_servers = {"192.168.77.254"};
        routes = {{{"0.0.0.0", 0}, "192.168.77.254", ethernet().index, 25},
                  {{"10.8.0.0", 24}, "0.0.0.0", cisco().index, 1}};
        vpn_breaks_mirrored = false;
        begin();
        pass(1min);
    }

    [[nodiscard]] Lines watched() const {
        Lines names;
        for (const EndpointView& endpoint : now().endpoints) {
            names.push_back(endpoint.name);
        }
        return names;
    }

    [[nodiscard]] bool are_all(EndpointState state) const {
        const Snapshot snapshot = now();
        return std::ranges::all_of(snapshot.endpoints,
                                   [&](const EndpointView& endpoint) { return endpoint.state == state; });
    }
};

/// It brings a DNS server, to which only it leads.
Adapter cisco_with_dns() {
    Adapter vpn = Story::cisco();
    vpn.dns_servers = {"10.8.0.53"};
    return vpn;
}

} // namespace

TEST_CASE("Nothing is configured, and what WSL should reach is watched all the same") {
    FreshInstall story;
    CHECK(story.watched() == Lines{"WSL's network", c_internet, c_names, c_router});
    CHECK(story.are_all(EndpointState::Up));
    CHECK(story.now().endpoints.front().source == EndpointSource::BuiltIn);
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("A VPN takes WSL's Internet away: that is seen within 8 s, and excluding it cures") {
    FreshInstall story;
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(8s);
    REQUIRE(story.found(Fault::VpnCutsWsl));
    REQUIRE(story.now().offer);
    story.user_answers(Exclude{});
    story.pass(30s);
    CHECK(story.remedy() == RemedyState::Helped);
    story.vpn_goes_down();
    story.pass(30s);
    CHECK_FALSE(story.vpn_is_excluded());
    CHECK(story.are_all(EndpointState::Up));
}

TEST_CASE(
    "WSL has followed Windows and loses all that goes by the VPN: nobody waits for the network to settle") {
    FreshInstall story;
    story.vpn_breaks_mirrored = true;
    story.guest_facts.routes = {{{"0.0.0.0", 0}, "eth0", "192.168.77.254", 25},
                                {{"10.8.0.0", 24}, "eth1", "", 1}};
    SUBCASE("the word comes at once") {
        story.vpn_comes_up();
        story.pass(4s);
        CHECK(story.now().offer);
    }
    SUBCASE("WSL lacks a way that Windows has: it may still come") {
        story.routes.push_back({{"10.20.0.0", 16}, "0.0.0.0", Story::cisco().index, 1});
        story.vpn_comes_up();
        story.pass(5s);
        CHECK_FALSE(story.now().offer);
        story.pass(3s);
        CHECK(story.now().offer);
    }
}

TEST_CASE("A VPN brings a DNS server: it is watched while the VPN is up, and gone with it") {
    FreshInstall story;
    story.vpn_comes_up(cisco_with_dns());
    story.pass(10s);
    CHECK(story.watched().back() == c_vpns);
    CHECK(story.state_of(c_vpns) == EndpointState::Up);
    story.vpn_goes_down(cisco_with_dns());
    story.pass(10s);
    CHECK(story.watched().back() == c_router);
}

TEST_CASE("WSL reaches all but what lies behind the VPN: NAT is offered, and no exclusion") {
    FreshInstall story;
    story.ailment = unconnected({c_vpns}, {SwitchMode{NetworkingMode::Nat}});
    story.vpn_comes_up(cisco_with_dns());
    story.pass(10s);
    REQUIRE(story.now().offer);
    CHECK(std::ranges::count(story.choices(), Choice{Exclude{}}) == 0);
    CHECK(std::ranges::count(story.choices(), Choice{SwitchMode{NetworkingMode::Nat}}) == 1);
}

TEST_CASE("The VPN is excluded, and takes its own DNS server along: that was said before, and the exclusion "
          "stays") {
    FreshInstall story;
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up(cisco_with_dns());
    story.pass(10s);
    REQUIRE(story.now().offer);
    story.user_answers(Exclude{});
    story.ailment = unconnected({c_vpns});
    story.pass(5min);
    CHECK(story.vpn_is_excluded());
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK_FALSE(story.now().offer);
    CHECK(story.state_of(c_vpns) == EndpointState::Up); // by Windows
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("A VPN that looks the machine over before it closes its filter is found out a minute later") {
    FreshInstall story;
    story.vpn_comes_up();
    story.pass(30s);
    CHECK_FALSE(story.now().offer);
    story.vpn_breaks_mirrored = true;
    story.pass(45s);
    REQUIRE(story.now().offer);
    CHECK(story.found(Fault::VpnCutsWsl));
}

TEST_CASE("Windows does not reach it either: that is no fault of WSL's, and nobody is told") {
    FreshInstall story;
    for (const std::string& name : {c_internet, c_names, c_router}) {
        story.site_alive[name] = false;
    }
    story.network_changes();
    story.pass(10min);
    CHECK(story.is_left_alone());
    CHECK(story.now().health == Health::Fine);
    CHECK(story.state_of(c_internet) == EndpointState::Skipped);
}

TEST_CASE(
    "A VPN's DNS server takes no connections, and the VPN cuts WSL off: what is told does not wait for it") {
    FreshInstall story;
    story.vpn_breaks_mirrored = true;
    story.site_alive[c_vpns] = false;
    story.vpn_comes_up(cisco_with_dns());
    story.pass(8s);
    REQUIRE(story.now().offer);
    CHECK(story.now().offer->endpoints == Lines{c_internet, c_router});
}

TEST_CASE("A VPN lets nobody open a connection to the Internet but its proxy: that is no fault of WSL's") {
    FreshInstall story;
    story.site_alive[c_internet] = false;
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.is_left_alone());
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("All is well: nothing is asked until something happens") {
    FreshInstall story;
    story.pass(5min);
    const auto probes = story.probes_of(c_internet).size();
    const int calls = story.calls("any");
    story.pass(10h);
    CHECK(story.probes_of(c_internet).size() == probes);
    CHECK(story.calls("any") == calls);
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.probes_of(c_internet).size() > probes);
}

TEST_CASE("WSL uses NAT by choice: nothing is watched, and the status says why") {
    FreshInstall story;
    story.user_edits_wslconfig(NetworkingMode::Nat);
    story.wsl_stops();
    story.pass(1min);
    story.wsl_starts();
    story.pass(1min);
    CHECK(story.now().effective == NetworkingMode::Nat);
    CHECK(story.watched().empty());
    CHECK(story.now().headline == Message{MessageId::NothingToGuard, {"nat"}});
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("WSL was switched to NAT by Mirrorwatch: what it should reach is watched on") {
    FreshInstall story;
    story.vpn_breaks_mirrored = true;
    story.exclusion_works = false;
    story.vpn_comes_up();
    story.pass(10s);
    story.user_rolls_back();
    story.pass(5s);
    story.wsl_starts();
    story.pass(30s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of(c_internet) == EndpointState::Up);
    CHECK(story.watched() ==
          Lines{c_internet, c_names, c_router}); // only a mirrored WSL is in Windows' networks
}

TEST_CASE("Each check can be switched off") {
    Settings settings;
    settings.watch = {false, false, true, false, false, false, {}};
    FreshInstall story{settings};
    CHECK(story.watched() == Lines{c_router});
    settings.watch.lan = false;
    story.settings_are_edited(settings);
    CHECK(story.now().headline.code == MessageId::NoEndpoints);
}

TEST_CASE("Windows makes no connectivity test, or goes by a proxy: the Internet is not asked either") {
    FreshInstall story;
    story.internet_test = "";
    story.network_changes();
    story.pass(1min);
    CHECK(story.watched() == Lines{"WSL's network", c_router});
    story.internet_test = "www.msftconnecttest.com";
    story.proxy = "proxy.corp.example:8080";
    story.network_changes();
    story.pass(1min);
    CHECK(story.watched() == Lines{"WSL's network", c_router});
}

TEST_CASE("An endpoint of the user's has the name of a check: the user's counts") {
    FreshInstall story;
    story.user_edits_his_own({Story::site(c_internet, EndpointFrom::Windows)});
    story.pass(1min);
    CHECK(story.watched() == Lines{c_internet, "WSL's network", c_names, c_router});
    CHECK(story.now().endpoints.front().address != "tcp://www.msftconnecttest.com:80");
}

TEST_CASE("A VPN's DNS servers are missing from one table: its check stays, as a question may name it") {
    FreshInstall story;
    story.lan.push_back(cisco_with_dns());
    story.network_changes();
    story.pass(10s);
    REQUIRE(story.watched().back() == c_vpns);
    story.lan.back().dns_servers.clear();
    story.network_changes();
    story.pass(10s);
    CHECK(story.watched().back() == c_vpns);
}

TEST_CASE("Servers in WSL are found, and watched from Windows; a port that is left alone is not") {
    Settings settings;
    settings.watch.ignore_ports = {5432};
    FreshInstall story{settings};
    story.listening = {3000, 5432, 8080, 41'000};
    story.server_alive["port 3000"] = story.server_alive["port 8080"] = true;
    story.user_looks();
    story.pass(1min);
    CHECK(story.watched() == Lines{"WSL's network", c_internet, c_names, c_router, "port 3000", "port 8080"});
    CHECK(story.are_all(EndpointState::Up));
    CHECK(story.now().endpoints.back().source == EndpointSource::Learned);
}

TEST_CASE("A server in WSL ends by itself: it is not watched any more, and nobody is told") {
    FreshInstall story;
    story.listening = {8080};
    story.server_alive["port 8080"] = true;
    story.user_looks();
    story.pass(1min);
    REQUIRE(story.watched().back() == "port 8080");
    story.listening.clear();
    story.server_alive["port 8080"] = false;
    story.vpn_comes_up();
    story.pass(5min);
    CHECK(story.watched().back() == c_router);
    CHECK(story.causes().empty());
    CHECK(story.is_left_alone());
    CHECK(story.now().health == Health::Fine);
}

TEST_CASE("A server listens in WSL, and Windows does not reach it: that is told") {
    FreshInstall story;
    story.listening = {8080};
    story.server_alive["port 8080"] = true;
    story.user_looks();
    story.pass(1min);
    story.ailment = out_of_reach("port 8080");
    story.network_changes();
    story.vpn_comes_up();
    story.pass(1min);
    CHECK(story.state_of("port 8080") == EndpointState::Down);
    CHECK(story.now().health == Health::Trouble);
    CHECK_FALSE(story.causes().empty());
}

TEST_CASE("An endpoint is configured for a server's port: it is not watched twice") {
    FreshInstall story;
    story.listening = {8080};
    story.server_alive["api"] = true;
    story.user_edits_his_own({Story::server("api", 8080)});
    story.user_looks();
    story.pass(1min);
    CHECK(story.watched() == Lines{"api", "WSL's network", c_internet, c_names, c_router});
}
