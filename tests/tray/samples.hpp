// SPDX-License-Identifier: MIT
#pragma once

#include "common/past_event.hpp"
#include "common/snapshot.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

/// What a user's machine may look like, for pictures, for the fake service and for tests: calm, broken by a
/// VPN, after a repair; and a week's history.
namespace mirrorwatch::samples {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

/// One result every half a minute. `down`: so many of the last ones were none; `dip`: and three before half
/// of the time.
inline std::vector<StripCell> strip(int latency, int down = 0, bool dip = false) {
    std::vector<StripCell> cells;
    const int all = static_cast<int>(c_longest_strip);
    for (int i = 0; i < all; ++i) {
        const bool is_down = i >= all - down || (dip && i >= 24 && i < 27);
        const bool is_unknown = dip && i == 40;
        const int wave = latency * ((i * 7 + i * i * 3) % 9) / 12 + (i % 17 == 0 ? latency : 0);
        cells.push_back({is_unknown ? EndpointState::Unknown
                         : is_down  ? EndpointState::Down
                                    : EndpointState::Up,
                         milliseconds{is_down || is_unknown ? 0 : latency + wave},
                         seconds{30 * (all - 1 - i) + 4}});
    }
    return cells;
}

inline VantageView seen(Vantage from, EndpointState state, int latency, std::vector<StripCell> cells) {
    VantageView view{from, from == Vantage::Windows ? RunsIn::Service : RunsIn::Guest, state};
    view.last_error = state == EndpointState::Down ? "no answer within 5 s (connecting)" : "";
    view.latency = milliseconds{latency};
    view.median = milliseconds{latency + latency / 4};
    view.p95 = milliseconds{latency * 2};
    view.results = 500;
    view.failures = state == EndpointState::Down ? 14 : 3;
    view.strip = std::move(cells);
    return view;
}

inline EndpointView endpoint(std::string name, std::string address, int latency, EndpointSource source,
                             EndpointFrom from = EndpointFrom::Both) {
    EndpointView view{std::move(name), std::move(address), EndpointState::Up, "", milliseconds{latency}};
    view.source = source;
    if (is_asked_from(from, Vantage::Windows)) {
        view.vantages.push_back(seen(Vantage::Windows, EndpointState::Up, latency, strip(latency, 0, true)));
    }
    if (is_asked_from(from, Vantage::Wsl)) {
        view.vantages.push_back(seen(Vantage::Wsl, EndpointState::Up, latency + 2, strip(latency + 2)));
    }
    return view;
}

inline void fail(EndpointView& endpoint, Vantage from, int results) {
    endpoint.state = EndpointState::Down;
    endpoint.last_error = "no answer within 5 s (connecting)";
    for (VantageView& view : endpoint.vantages) {
        if (view.vantage == from) {
            view = seen(from, EndpointState::Down, 12, strip(12, results));
        }
    }
}

inline std::vector<NetworkView> networks() {
    return {{"Wi-Fi",
             "Intel(R) Wi-Fi 6E AX211 160MHz",
             "eth0",
             VerdictKind::No,
             "",
             {},
             {"192.168.1.34/24", "fe80::5c2b:91ff:fe1e:77d0/64"},
             {"192.168.1.34/24", "fe80::5c2b:91ff:fe1e:77d0/64"}},
            {.device = "loopback0", .in_wsl = {"10.255.255.254/32"}},
            {.device = "docker0", .in_wsl = {"172.17.0.1/16"}}};
}

inline NetworkView cisco() {
    return {"Ethernet 4",
            "Cisco Secure Client Virtual Miniport Adapter for Windows x64",
            "eth1",
            VerdictKind::Vpn,
            "Cisco Secure Client",
            {"+60 the adapter of Cisco Secure Client", "+20 the hardware address of Cisco's VPN adapter",
             "+10 the DNS settings changed with it"},
            {"10.8.0.2/24"},
            {"10.8.0.2/24"}};
}

inline Snapshot calm() {
    Snapshot now;
    now.wsl_running = true;
    now.effective = now.configured = NetworkingMode::Mirrored;
    now.distros = {"Ubuntu-24.04", "docker-desktop"};
    now.can_roll_back = true;
    now.endpoints = {
        endpoint("api", "http://127.0.0.1:8080/health", 12, EndpointSource::User, EndpointFrom::Windows),
        endpoint("git server", "https://git.corp.example/", 38, EndpointSource::Machine),
        endpoint("WSL's network", "wsl-network", 3, EndpointSource::BuiltIn, EndpointFrom::Wsl),
        endpoint("the Internet", "tcp://www.msftconnecttest.com:80", 24, EndpointSource::BuiltIn),
        endpoint("port 5432", "tcp://127.0.0.1:5432", 2, EndpointSource::Learned, EndpointFrom::Windows)};
    now.endpoints[0].group = "shop";
    EndpointView wiki{"intranet wiki", "http://wiki.corp.example/", EndpointState::Skipped, ""};
    wiki.vantages = {{Vantage::Windows, RunsIn::Agent, EndpointState::Skipped}};
    now.endpoints.push_back(std::move(wiki));
    now.networks = networks();
    return now;
}

inline Finding cut_by_vpn() {
    return {Fault::VpnCutsWsl,
            {"Cisco Secure Client", "git server", "the Internet"},
            Severity::Error,
            Confidence::Certain,
            {"git server", "the Internet"},
            {"the VPN adapter \"Ethernet 4\" (Cisco Secure Client Virtual Miniport Adapter) came up",
             "Windows reaches git server", "git server fails from WSL: no answer within 5 s (connecting)"},
            {{Fault::HostOffline, "Windows reaches the Internet"},
             {Fault::ServerDead, "api answers inside WSL"}}};
}

inline Snapshot broken() {
    Snapshot now = calm();
    now.health = Health::Trouble;
    now.headline = {MessageId::VpnBrokeMirrored, {"Cisco Secure Client", "git server and the Internet"}};
    now.vpns = {{"Ethernet 4", "Cisco Secure Client", false}};
    now.networks.insert(now.networks.begin() + 1, cisco());
    fail(now.endpoints[1], Vantage::Wsl, 5);
    fail(now.endpoints[3], Vantage::Wsl, 5);
    now.findings = {{cut_by_vpn(), {Exclude{}, SwitchMode{NetworkingMode::Nat}}},
                    {Finding{Fault::ConfigMistake, {"3"}, Severity::Hint, Confidence::Certain}}};
    now.offer = Offer{"offer-1",
                      "Ethernet 4",
                      {"git server", "the Internet"},
                      now.distros,
                      {Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}},
                      false};
    now.offer->fault = Fault::VpnCutsWsl;
    return now;
}

inline Snapshot repaired() {
    Snapshot now = calm();
    now.vpns = {{"Ethernet 4", "Cisco Secure Client", true}};
    now.preferences = {{"", "Cisco Secure Client", Preference::AlwaysExclude}};
    now.networks.insert(now.networks.begin() + 1, cisco());
    now.headline = {MessageId::ExcludedHelped, {"Cisco Secure Client"}};
    now.remedies = {{Exclude{}, RemedyState::Helped, {MessageId::ExcludedHelped, {"Cisco Secure Client"}}}};
    now.endpoints[1].vantages[1].strip = strip(40, 0, true);
    now.settings_error = "mirrorwatch.toml:30:12: policy.action must be \"ask\", \"auto\" or \"notify\"";
    now.managed = {"AllowExclude"};
    return now;
}

/// One working day of a VPN: it comes, what fails, what is done, it goes.
inline void add_day(std::vector<PastEvent>& events, sys_seconds nine, bool is_repaired) {
    const std::string vpn = "Cisco Secure Client";
    const auto add = [&](seconds after, MessageId code, std::vector<std::string> arguments, bool warn = false,
                         std::vector<std::string> evidence = {}) {
        events.push_back({nine + after, {code, std::move(arguments)}, {}, std::move(evidence), warn});
    };
    add(0min, MessageId::ModeInForce, {"mirrored"});
    add(12min, MessageId::VpnConnected, {vpn}, false, {"the VPN adapter \"Ethernet 4\" came up"});
    add(12min + 3s, MessageId::EndpointsDown, {"git server (from WSL)", "the Internet (from WSL)"}, true);
    add(12min + 9s, MessageId::RepairOffered, {vpn}, false, {"exclude", "nat", "not_now"});
    if (is_repaired) {
        add(14min, MessageId::Excluding, {vpn});
        add(14min + 4s, MessageId::AnswersAgain, {"git server", "the Internet"});
        add(14min + 6s, MessageId::ExcludedHelped, {vpn});
        add(8h, MessageId::ExclusionLifted, {vpn});
    } else {
        add(3h, MessageId::AnswersAgain, {"git server", "the Internet"});
    }
    add(is_repaired ? 8h : 3h, MessageId::VpnDisconnected, {vpn});
    add(9h, MessageId::WslEnded, {});
}

/// The newest first, as the service sends them. `now`: in the afternoon of the last day.
inline std::vector<PastEvent> week(sys_seconds now) {
    std::vector<PastEvent> events;
    for (int day = 6; day >= 0; --day) {
        add_day(events, now - day * 24h - 5h, day % 3 != 1);
    }
    std::erase_if(events, [&](const PastEvent& event) { return event.time > now; });
    std::ranges::stable_sort(events, std::ranges::greater{}, &PastEvent::time);
    return events;
}

/// 200 endpoints from both sides.
inline Snapshot many_endpoints() {
    Snapshot now = calm();
    now.endpoints.clear();
    for (int i = 0; i < 200; ++i) {
        const std::string number = std::to_string(i);
        now.endpoints.push_back(endpoint("server " + number,
                                         "http://127.0.0.1:" + std::to_string(8000 + i) + "/", 5 + i % 40,
                                         EndpointSource::Machine));
    }
    return now;
}

inline std::vector<PastEvent> many_events(sys_seconds now) {
    std::vector<PastEvent> events;
    const std::vector<PastEvent> one = week(now);
    for (int i = 0; events.size() < 10'000; ++i) {
        for (PastEvent event : one) {
            event.time -= i * 60s;
            events.push_back(std::move(event));
        }
    }
    events.resize(10'000);
    std::ranges::stable_sort(events, std::ranges::greater{}, &PastEvent::time);
    return events;
}

inline const std::string c_wslconfig =
    "# Settings of WSL for all distros\r\n[wsl2]\r\nnetworkingMode=mirrored\r\n"
    "memory=8GB\r\ndnsTuneling=true\r\nfirewall=yes\r\n\r\n[experimental]\r\n"
    "hostAddressLoopback=true\r\n";

} // namespace mirrorwatch::samples
