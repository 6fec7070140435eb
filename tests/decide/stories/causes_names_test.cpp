// SPDX-License-Identifier: MIT
#include "tests/support/story_mornings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

/// Addresses work in WSL; names do not, or not the right ones, or the proxy does not.
namespace {

const std::string c_gsa = "GlobalSecureAccessTunnelingService";

/// They resolve to addresses that only Windows' own traffic can use.
Ailment synthetic(std::vector<std::string> endpoints, std::vector<RemedySpec> cures) {
    Ailment ailment{std::move(endpoints)};
    ailment.trial.name_resolves = true;
    ailment.trial.resolved = {"6.6.0.12"};
    ailment.trial.connects = false;
    ailment.cures = std::move(cures);
    ailment.only_with_vpn = false;
    return ailment;
}

/// Names take so long since the VPN came up.
Ailment slow_names(int seconds) {
    Ailment ailment = nameless({"wiki"}, {ChangeSetting{ConfigSetting::DnsTunneling}});
    ailment.takes_s = seconds;
    return ailment;
}

/// No name resolves since the VPN came up; the box is reached by its address.
struct Nameless : ClearMorning {
    explicit Nameless(std::vector<RemedySpec> cures)
        : ClearMorning({website(), box("resolver", "1.1.1.1")}) {
        ailment = nameless({"wiki"}, std::move(cures));
        vpn_comes_up();
        pass(10s);
    }
};

/// Global Secure Access came up, which has no adapter.
struct GlobalSecureAccess : ClearMorning {
    explicit GlobalSecureAccess(std::vector<RemedySpec> cures)
        : ClearMorning({website("sharepoint")}) {
        ailment = synthetic({"sharepoint"}, std::move(cures));
        services = {c_gsa};
        network_changes();
        pass(10s);
    }
};

/// The proxy of Windows is a program on its own loopback.
struct Proxied : ClearMorning {
    explicit Proxied(std::vector<RemedySpec> cures)
        : ClearMorning({website()}) {
        ailment = Ailment{{"wiki"}, {false, "the proxy cannot be reached", {}, ProbeStep::Connect}};
        ailment->trial.name_resolves = true;
        ailment->trial.connects = true;
        ailment->cures = std::move(cures);
        ailment->only_with_vpn = false;
        proxy = "127.0.0.1:9999";
        guest_facts.http_proxy = "http://127.0.0.1:9999";
        pass(7min);
    }
};

} // namespace

TEST_CASE("Names take seven seconds since the VPN came up: that is slow, and WSL is not shut down for it") {
    ClearMorning story{{website(), box("resolver", "1.1.1.1")}};
    story.ailment = slow_names(7);
    story.vpn_comes_up();
    story.pass(10min);
    CHECK(story.is_left_alone());
    CHECK_FALSE(story.found(Fault::DnsTunnelBroken));
}

TEST_CASE("Names take a minute, which nobody waits for: they are lost") {
    ClearMorning story{{website(), box("resolver", "1.1.1.1")}};
    story.ailment = slow_names(60);
    story.vpn_comes_up();
    story.pass(1min);
    CHECK(story.found(Fault::DnsTunnelBroken));
    CHECK(story.offers() == 1);
}

TEST_CASE("Names stopped resolving in WSL when the VPN came up, and 1.1.1.1 still answers: DNS tunnelling is "
          "switched off, and mirrored stays") {
    Nameless story{{ChangeSetting{ConfigSetting::DnsTunneling}}};
    CHECK(story.causes() == Faults{Fault::DnsTunnelBroken});
    CHECK(story.finding().finding.confidence == Confidence::Likely);
    CHECK(story.choices() ==
          Choices{ChangeSetting{ConfigSetting::DnsTunneling}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(ChangeSetting{ConfigSetting::DnsTunneling});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK_FALSE(story.dns_tunneling());
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.effective == NetworkingMode::Mirrored);
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("Names do not resolve without DNS tunnelling either: the file is put back, and NAT is the next "
          "question") {
    Nameless story{{}};
    story.user_takes(ChangeSetting{ConfigSetting::DnsTunneling});
    story.pass(1min);
    CHECK(story.remedy() == RemedyState::UndoAwaitingWsl);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_answers(NotNow{});
    CHECK(story.shutdowns() == 1);
    story.wsl_stops();
    story.pass(70s);
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.dns_tunneling());
    CHECK(story.remedy() == RemedyState::GivenUp);
    CHECK(story.choices().empty());
    CHECK(story.shutdowns() == 1);
}

TEST_CASE("One name does not resolve in WSL while others do: it is not the tunnel for all of DNS") {
    ClearMorning story{{website(), website("shop")}};
    story.ailment = nameless({"wiki"});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK_FALSE(story.found(Fault::DnsTunnelBroken));
    CHECK(story.state_of("shop") == EndpointState::Up);
}

TEST_CASE(
    "Neither names nor addresses work in WSL since the VPN came up: it is not only names, and the VPN is "
    "blamed") {
    ClearMorning story{{website(), box("resolver", "1.1.1.1")}};
    story.vpn_breaks_mirrored = true;
    story.ailment = nameless({"wiki"}, {Exclude{}});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices().front() == Choice{Exclude{}});
}

TEST_CASE(
    "Names stopped resolving rightly in WSL when Global Secure Access came up, SharePoint is 6.6.0.12: DNS "
    "tunnelling is switched off, and helps") {
    GlobalSecureAccess story{{ChangeSetting{ConfigSetting::DnsTunneling}}};
    CHECK(story.causes() == Faults{Fault::SyntheticDns});
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.choices() ==
          Choices{ChangeSetting{ConfigSetting::DnsTunneling}, SwitchMode{NetworkingMode::Nat}, NotNow{}});
    story.user_takes(ChangeSetting{ConfigSetting::DnsTunneling});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK_FALSE(story.dns_tunneling());
    CHECK(story.effective == NetworkingMode::Mirrored);
    CHECK(story.state_of("sharepoint") == EndpointState::Up);
}

TEST_CASE(
    "Global Secure Access answers WSL with 6.6.0.12 even without DNS tunnelling: NAT is asked for next") {
    GlobalSecureAccess story{{SwitchMode{NetworkingMode::Nat}}};
    story.user_takes(ChangeSetting{ConfigSetting::DnsTunneling});
    story.pass(1min);
    story.wsl_stops();
    story.pass(70s);
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.choices() == Choices{SwitchMode{NetworkingMode::Nat}, NotNow{}});
}

TEST_CASE("Global Secure Access answers WSL with 6.6.0.12, and the user would rather have NAT: it helps") {
    GlobalSecureAccess story{{SwitchMode{NetworkingMode::Nat}}};
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK(story.effective == NetworkingMode::Nat);
    CHECK(story.dns_tunneling());
}

TEST_CASE("Global Secure Access is up, and SharePoint has its true address in WSL: its answers are not what "
          "fails") {
    ClearMorning story{{website("sharepoint")}};
    story.ailment = synthetic({"sharepoint"}, {});
    story.ailment->trial.resolved = {"203.0.113.9"};
    story.services = {c_gsa};
    story.network_changes();
    story.pass(10s);
    CHECK_FALSE(story.found(Fault::SyntheticDns));
    CHECK(story.found(Fault::VpnCutsWsl));
}

TEST_CASE(
    "WSL resolves public names and not git.corp.example, and its resolv.conf is of my own making: that is "
    "said, and nothing is changed") {
    ClearMorning story{{website(), intranet()}};
    story.guest_facts.resolv_conf_is_generated = false;
    story.host_facts.has_nrpt_rules = true;
    story.ailment = nameless({"git"});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK(story.causes() == Faults{Fault::SplitDnsBypassed});
    CHECK(story.finding().finding.confidence == Confidence::Certain);
    CHECK(story.finding().not_yet->code == MessageId::OnlyWords);
    CHECK(story.now().notice->finding.fault == Fault::SplitDnsBypassed);
    CHECK(story.is_left_alone());
}

TEST_CASE(
    "git.corp.example does not resolve in WSL, whose resolv.conf is its own: it is not my file's fault") {
    ClearMorning story{{website(), intranet()}};
    story.host_facts.has_nrpt_rules = true;
    story.ailment = nameless({"git"});
    story.vpn_comes_up();
    story.pass(10s);
    CHECK_FALSE(story.found(Fault::SplitDnsBypassed));
}

TEST_CASE(
    "npm in WSL cannot reach the proxy 127.0.0.1:9999 that Windows hands on: autoProxy is switched off, and "
    "that helps") {
    Proxied story{{ChangeSetting{ConfigSetting::AutoProxy}}};
    CHECK(story.causes() == Faults{Fault::LoopbackProxy});
    CHECK(story.choices() == Choices{ChangeSetting{ConfigSetting::AutoProxy}, NotNow{}});
    story.user_takes(ChangeSetting{ConfigSetting::AutoProxy});
    CHECK(story.remedy() == RemedyState::Helped);
    CHECK_FALSE(story.auto_proxy());
    CHECK(story.effective == NetworkingMode::Mirrored);
    CHECK(story.state_of("wiki") == EndpointState::Up);
}

TEST_CASE("autoProxy is put back just when a VPN reconnects that I excluded: it is excluded again in the "
          "next WSL") {
    for (const auto moment : {0ms, 100ms, 200ms, 300ms, 400ms, 500ms}) {
        CAPTURE(moment.count());
        Proxied story{{ChangeSetting{ConfigSetting::AutoProxy}}};
        story.user_takes(ChangeSetting{ConfigSetting::AutoProxy});
        story.vpn_comes_up();
        story.pass(10s);
        story.user_excludes("Cisco Secure Client");
        story.pass(10s);
        REQUIRE(story.vpn_is_excluded());
        const auto exclusions = [&] { return std::ranges::count(story.guest_calls(), "exclude"); };
        const auto before = exclusions();
        story.vpn_goes_down();
        story.pass(700ms);
        story.user_restores();
        story.pass(moment);
        story.vpn_comes_up();
        for (int i = 0; i < 100 && story.shutdowns() < 2; ++i) {
            story.pass(10ms);
        }
        story.pass(1s);
        REQUIRE(story.shutdowns() == 2);
        CHECK(exclusions() == before);
        story.wsl_starts();
        story.pass(30s);
        CHECK(story.vpn_is_excluded());
        CHECK(story.auto_proxy());
    }
}

TEST_CASE("autoProxy was switched off, and the proxy is not what failed: the file is put back") {
    Proxied story{{}};
    story.user_takes(ChangeSetting{ConfigSetting::AutoProxy});
    story.pass(1min);
    story.wsl_stops();
    story.pass(70s);
    story.wsl_starts();
    story.pass(2min);
    CHECK(story.auto_proxy());
    CHECK(story.remedy() == RemedyState::GivenUp);
    CHECK(story.choices().empty());
}

TEST_CASE(
    "With a proxy on the loopback ssh fails in WSL as well, which needs none: the proxy is not to blame") {
    ClearMorning story{{website(), box("ssh", "203.0.113.22")}};
    story.vpn_breaks_mirrored = true;
    story.proxy = "127.0.0.1:9999";
    story.guest_facts.http_proxy = "http://127.0.0.1:9999";
    story.vpn_comes_up();
    story.pass(10s);
    CHECK_FALSE(story.found(Fault::LoopbackProxy));
    CHECK(story.found(Fault::VpnCutsWsl));
}

TEST_CASE(
    "One VPN breaks both the names and the way: the names are mended, and then the VPN is asked about") {
    ClearMorning story{{website()}};
    story.ailment = nameless({"wiki"}, {ChangeSetting{ConfigSetting::DnsTunneling}});
    story.vpn_breaks_mirrored = true;
    story.vpn_comes_up();
    story.pass(15s);
    REQUIRE(story.causes() == Faults{Fault::DnsTunnelBroken});
    story.user_takes(ChangeSetting{ConfigSetting::DnsTunneling});
    story.pass(1min);
    CHECK_FALSE(story.dns_tunneling());
    CHECK(story.causes() == Faults{Fault::VpnCutsWsl});
    CHECK(story.choices() == Choices{Exclude{}, NotNow{}});
    story.user_answers(Exclude{});
    story.pass(30s);
    CHECK(story.state_of("wiki") == EndpointState::Up);
    CHECK(story.shutdowns() == 1);
}
