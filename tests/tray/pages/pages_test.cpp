// SPDX-License-Identifier: MIT
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "tests/tray/pages/ruler.hpp"
#include "tests/tray/samples.hpp"
#include "tray/findings.hpp"
#include "tray/pages/page_input.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;
using namespace std::chrono_literals;

namespace {

const std::chrono::sys_seconds c_now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 12h};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string words_of(const Scene& scene) {
    std::string all;
    for (const Shape& shape : scene.shapes) {
        if (const auto* words = std::get_if<Words>(&shape)) {
            all += words->text + "\n";
        }
    }
    return all;
}

std::string overview(const Snapshot& now) {
    return words_of(overview_page(now, clock_at(c_now), ruler_of(), 700));
}

} // namespace

TEST_CASE("when all is well the overview says how things stand, and nothing else") {
    const Snapshot calm = samples::calm();
    CHECK(plain_text(overview_page(calm, clock_at(c_now), ruler_of(), 700)) ==
          "How things stand\r\nWSL: Mirrored; Ubuntu-24.04 and docker-desktop\r\nVPN: None connected\r\n"
          "Watched: 5 answer; 1 not asked or not known now");
}

TEST_CASE("what is wrong stands first, with what can be done, what was seen and what it is not") {
    const Snapshot broken = samples::broken();
    const std::string text = overview(broken);
    const Finding& finding = broken.findings.front().finding;
    CHECK(text.starts_with("What is wrong\n"));
    for (const std::string& part :
         {headline_of(finding.fault), text::what(finding), text::advice(finding), finding.evidence.front(),
          std::string{"Exclude Cisco Secure Client from WSL"}, std::string{"Fall back to NAT"},
          headline_of(Fault::HostOffline) + "? No: Windows reaches the Internet"}) {
        CAPTURE(part);
        CHECK(has(text, part));
    }
    CHECK(text.find("Hints\n") > text.find("What is wrong\n"));
    CHECK(has(text, "2 without an answer\n"));
    CHECK(has(text, "Connected, adapter \"Ethernet 4\"\n"));
}

TEST_CASE("a finding that is only likely, or nothing is done about yet, says so") {
    Snapshot now = samples::calm();
    now.findings = {{Finding{Fault::DnsTunnelBroken, {}, Severity::Warning, Confidence::Likely},
                     {},
                     Message{MessageId::StillSettling, {}}}};
    const std::string text = overview(now);
    CHECK(has(text, "Warning, likely\n"));
    CHECK(has(text, text::to_text({MessageId::StillSettling, {}})));
}

TEST_CASE("a stopped WSL is a state, and another mode from the next start is told") {
    Snapshot now;
    now.configured = NetworkingMode::Mirrored;
    CHECK(has(overview(now), "Not running\nSet to mirrored networking.\n"));
    now.wsl_running = true;
    now.effective = NetworkingMode::Mirrored;
    now.configured = NetworkingMode::Nat;
    CHECK(has(overview(now), "Mirrored\nSet to NAT from the next start.\n"));
}

TEST_CASE("what is in force, what the user once wished and what hinders Mirrorwatch is told") {
    Snapshot now = samples::repaired();
    now.service_troubles = {{MessageId::WindowsDoesNotAnswer, {"Network List Manager"}}};
    const std::string text = overview(now);
    CHECK(has(text, "In force\n"));
    CHECK(has(text, "Excluded from WSL, always excluded, as you wished\n"));
    CHECK(has(text, now.settings_error));
    CHECK(has(text, "whether a VPN may be excluded from WSL (AllowExclude)\n"));
    CHECK(has(text, "The service is hindered\n"));
}

TEST_CASE("networks stand side by side: adapter, WSL's device, verdict and why, VPNs first") {
    const Snapshot broken = samples::broken();
    const Scene page = networks_page(broken, ruler_of(), 900);
    CHECK(plain_text(page) == "Ethernet 4: VPN: Cisco Secure Client; in WSL: eth1\r\n"
                              "Wi-Fi: Not a VPN; in WSL: eth0\r\nloopback0: WSL's own; in WSL: loopback0\r\n"
                              "docker0: WSL's own; in WSL: docker0");
    CHECK(has(words_of(page), "+60\n"));
    CHECK(has(words_of(page), "192.168.1.34/24\n"));
    CHECK(is_within(page, 900));
    CHECK(has(plain_text(networks_page(samples::repaired(), ruler_of(), 900)),
              "Ethernet 4: Excluded from WSL; in WSL: eth1"));
}

TEST_CASE("where WSL's device is not known the page says why") {
    Snapshot now = samples::calm();
    now.networks = {{.adapter = "Wi-Fi"}};
    CHECK(
        has(plain_text(networks_page(now, ruler_of(), 900)), "Wi-Fi: Not a VPN; in WSL: Not looked at yet"));
    now.effective = NetworkingMode::Nat;
    CHECK(has(plain_text(networks_page(now, ruler_of(), 900)), "in WSL: Not mirrored into WSL"));
    now.wsl_running = false;
    CHECK(has(plain_text(networks_page(now, ruler_of(), 900)), "in WSL: WSL does not run"));
    now.networks.push_back({.adapter = "tun0", .device = "eth1"});
    now.wsl_running = true;
    now.effective = NetworkingMode::Mirrored;
    CHECK(has(plain_text(networks_page(now, ruler_of(), 900)),
              "Wi-Fi: Not a VPN; in WSL: WSL has no device for it"));
}

TEST_CASE("a VPN without an adapter has a card of its own") {
    Snapshot now = samples::calm();
    now.vpns = {{"Zscaler", "Zscaler", false, VpnKind::Service},
                {"A change of the proxy", "", false, VpnKind::TakeOver}};
    const std::string text = plain_text(networks_page(now, ruler_of(), 900));
    CHECK(has(text, "Zscaler: VPN; Its service runs; it has no adapter."));
    CHECK(has(text, "A change of the proxy: VPN; It was seen by what it took over."));
}

TEST_CASE("what is watched stands in groups, with a strip and a curve for each side") {
    const Snapshot broken = samples::broken();
    const Scene page = watched_page(broken, clock_at(c_now), ruler_of(), 900);
    const auto strips = std::ranges::count_if(page.shapes, [](const Shape& shape) {
        const auto* history = std::get_if<History>(&shape);
        return history != nullptr && !history->as_curve;
    });
    CHECK(strips == 8);
    CHECK(has(plain_text(page), "Your own\r\napi: Answers in 12 ms; shop · http://127.0.0.1:8080/health"));
    CHECK(has(
        plain_text(page),
        "git server: No answer: no answer within 5 s (connecting); https://git.corp.example/; from Windows: "
        "Answers, of the last 60 results"));
    CHECK(plain_text(page).find("Your own") < plain_text(page).find("Built in"));
    CHECK(is_within(page, 900));
}

TEST_CASE("a certificate that is about to expire is told") {
    Snapshot now = samples::calm();
    now.endpoints[1].certificate_expires = c_now + 5h;
    CHECK(has(words_of(watched_page(now, clock_at(c_now), ruler_of(), 900)),
              "certificate expires within a day\n"));
}

TEST_CASE(".wslconfig is shown with what is wrong, which is marked in its text") {
    const ConfigFile file{R"(C:\Users\kim\.wslconfig)", samples::c_wslconfig};
    const Scene page = wslconfig_page(file, ruler_of(), 900);
    const std::string text = plain_text(page);
    CHECK(text.starts_with("3 things in it are not as they were meant.: C:\\Users\\kim\\.wslconfig"));
    CHECK(has(text, "Line 5: wsl2.dnsTuneling: "));
    CHECK(has(text, "Line 3: networkingMode=mirrored"));
    const auto marked = std::ranges::count_if(page.shapes, [](const Shape& shape) {
        const auto* box = std::get_if<Box>(&shape);
        return box != nullptr && box->fill == Ink::WarnTint && !box->edge;
    });
    CHECK(marked == 2);
    CHECK(is_within(page, 900));
}

TEST_CASE("a .wslconfig that is right, absent or cannot be read is told in a sentence") {
    const auto text_of = [](const ConfigFile& file) {
        return plain_text(wslconfig_page(file, ruler_of(), 900));
    };
    CHECK(has(text_of({"f", "[wsl2]\n"}), "Nothing is wrong with it."));
    CHECK(has(text_of({"f"}), "There is none: WSL runs with its defaults, and with NAT networking.: f"));
    CHECK(has(text_of({"f", std::nullopt, "Windows denies access to it"}),
              "It cannot be read: Windows denies access to it: f"));
    CHECK(has(text_of({"f", "\xfe\xff"}), "WSL cannot read it: "));
}

TEST_CASE("without the service each page says so, and .wslconfig can be looked at all the same") {
    PageInput input;
    input.headline = "The Mirrorwatch service is not running or does not answer.";
    for (int page = 0; page < c_page_count; ++page) {
        const Scene scene = scene_of(static_cast<Page>(page), input, clock_at(c_now), ruler_of(), 700);
        CHECK(has(plain_text(scene), input.headline) == (static_cast<Page>(page) != Page::WslConfig));
    }
    CHECK(has(plain_text(scene_of(Page::Overview, input, clock_at(c_now), ruler_of(), 700)),
              "every few seconds"));
    input.advice = "Start it from the icon's menu.";
    CHECK(has(plain_text(scene_of(Page::Overview, input, clock_at(c_now), ruler_of(), 700)), input.advice));
}

TEST_CASE("every page of every state keeps within its width, at each resolution") {
    for (const Snapshot& now : {samples::calm(), samples::broken(), samples::repaired(), Snapshot{}}) {
        const PageInput input{now, "", "", samples::week(c_now), {"f", samples::c_wslconfig}};
        for (const int dpi : {96, 144, 192}) {
            for (const int width : {520, 760, 1'300}) {
                for (int page = 0; page < c_page_count; ++page) {
                    CAPTURE(page);
                    CAPTURE(width);
                    CAPTURE(dpi);
                    const int scaled = width * dpi / 96;
                    CHECK(is_within(
                        scene_of(static_cast<Page>(page), input, clock_at(c_now), ruler_of(dpi), scaled),
                        scaled));
                }
            }
        }
    }
}
