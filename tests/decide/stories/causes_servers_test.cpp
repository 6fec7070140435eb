// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// Servers inside WSL, and by which address they are asked from Windows.
namespace {

EndpointSpec server_at(const std::string& name, const std::string& address, std::uint16_t port) {
    EndpointSpec spec = Story::server(name, port);
    spec.host = address;
    return spec;
}

/// Nothing listens on its port.
Ailment not_listening(const std::string& server) {
    Ailment ailment = out_of_reach(server);
    ailment.trial.listens_here = ailment.trial.answers_here = false;
    ailment.from_windows = ProbeResult{false, "connection refused", {}, ProbeStep::Refused};
    return ailment;
}

/// A server is watched by an address that the guest shares with nobody, or by one that is somebody else's.
struct ByAddress : ClearMorning {
    ByAddress()
        : ClearMorning({server_at("api", "172.28.16.5", 8080)}) {}

    void loses_it_with_vpn(Ailment from) {
        ailment = std::move(from);
        ailment->cures = {Exclude{}};
        vpn_comes_up();
        pass(10s);
    }
};

} // namespace

TEST_CASE("My server in WSL has crashed: that is shown, and nothing is made of it") {
    ClearMorning story{{Story::server("api", 8080)}};
    story.server_alive["api"] = false;
    story.pass(5min);
    check_only_words(story, Fault::ServerDead);
    CHECK(story.finding().finding.severity == Severity::Hint);
    CHECK(story.notices() == 0);
    story.server_alive["api"] = true;
    story.pass(6min);
    CHECK(story.causes().empty());
}

TEST_CASE("My server in WSL listens and hangs: Windows gets no answer, and neither does WSL") {
    ClearMorning story{{Story::server("api", 8080)}};
    story.ailment = out_of_reach("api");
    story.ailment->trial.answers_here = false;
    story.pass(5min);
    check_only_words(story, Fault::ServerDead);
    CHECK(story.finding().finding.confidence == Confidence::Likely);
}

TEST_CASE("A server in WSL crashed when the VPN came up, which cut WSL off the LAN: each is told apart") {
    OpenMachine story{{Story::lan_settings().endpoints.front(), Story::server("db", 5432)}};
    story.server_alive["db"] = true;
    story.begin();
    story.pass(1min);
    story.vpn_breaks_mirrored = true;
    story.server_alive["db"] = false;
    story.vpn_comes_up();
    story.pass(20s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl, Fault::ServerDead});
    CHECK(story.now().offer->endpoints == Lines{"api"});
    story.user_answers(Exclude{});
    story.pass(5s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("db") == EndpointState::Down);
}

TEST_CASE(
    "My server in WSL gets \"address already in use\" on a port that nobody uses: Windows hands out ports "
    "from 1024 on, and that is said") {
    ClearMorning story{{Story::server("api", 8080)}};
    story.host_facts.dynamic_port_start = 1024;
    story.ailment = not_listening("api");
    story.pass(5min);
    check_only_words(story, Fault::PortsReserved);
    CHECK(story.finding().finding.endpoints == Lines{"api"});
    CHECK(story.notices() == 1);
}

TEST_CASE("My server in WSL does not listen, and Windows hands out ports from 49152 on: it is merely dead") {
    ClearMorning story{{Story::server("api", 8080)}};
    story.ailment = not_listening("api");
    story.pass(5min);
    check_only_words(story, Fault::ServerDead);
}

TEST_CASE(
    "http://[::1]:8080 never answers, and 127.0.0.1 does: ::1 is not shared with WSL, and that is said") {
    ClearMorning story{{Story::server("api", 8080)}};
    Settings settings;
    settings.endpoints = {Story::server("api", 8080), server_at("api by ::1", "::1", 8080)};
    story.ailment = out_of_reach("api by ::1");
    story.settings_are_edited(settings);
    story.pass(5min);
    check_only_words(story, Fault::LoopbackV6);
    CHECK(story.finding().finding.arguments.front() == "::1");
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.notices() == 0);
}

TEST_CASE(
    "From WSL Windows' own address 192.168.77.1 does not answer: it is that address, and that is said") {
    Settings settings;
    settings.endpoints = {box("share", "192.168.77.1")};
    Story story{settings};
    story.ailment = unconnected({"share"});
    story.begin();
    story.pass(3min);
    check_only_words(story, Fault::LoopbackV6);
    CHECK(story.finding().finding.arguments.front() == "192.168.77.1");
}

TEST_CASE("The colleague's address 192.168.77.9 does not answer from WSL: that is no address of Windows'") {
    Settings settings;
    settings.endpoints = {box("share", "192.168.77.9")};
    Story story{settings};
    story.ailment = unconnected({"share"});
    story.begin();
    story.pass(3min);
    CHECK(story.state_of("share") == EndpointState::Down);
    CHECK_FALSE(story.found(Fault::LoopbackV6));
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "Docker's port answers on 127.0.0.1 and not by the machine's own address: that is how mirrored is, and "
    "is said") {
    Settings settings;
    settings.endpoints = {Story::server("registry", 5000),
                          server_at("registry by LAN", "192.168.77.1", 5000)};
    Story story{settings};
    story.server_alive["registry"] = true;
    story.ailment = out_of_reach("registry by LAN");
    story.begin();
    story.pass(3min);
    check_only_words(story, Fault::PublishedPort);
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.finding().finding.arguments.front() == "192.168.77.1");
}

TEST_CASE(
    "Docker's port answered by the machine's own address until the VPN came up: then the VPN is blamed") {
    ClearMorning story{{server_at("registry", "192.168.77.1", 5000)}};
    story.ailment = out_of_reach("registry", {Exclude{}});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices().front() == Choice{Exclude{}});
}

TEST_CASE(
    "I watch my server by WSL's own address 172.28.16.5, and it died with the VPN: it answers there, the "
    "VPN is excluded, and it is back") {
    ByAddress story;
    story.loses_it_with_vpn(out_of_reach("api"));
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices() == Choices{Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_answers(Exclude{});
    story.pass(5s);
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.shutdowns() == 0);
}

TEST_CASE(
    "I watch my server by WSL's own address, and it crashed when the VPN came up: the VPN is not blamed") {
    ByAddress story;
    story.loses_it_with_vpn(not_listening("api"));
    story.pass(1min);
    check_only_words(story, Fault::ServerDead);
}

TEST_CASE(
    "I watch a colleague's server by its address, and it died with the VPN: it is none of WSL's, and nobody "
    "is asked") {
    ByAddress story;
    story.loses_it_with_vpn(unreached("api"));
    story.pass(1min);
    CHECK(story.causes() == Faults{Fault::HostOffline});
    CHECK(story.is_left_alone());
}
