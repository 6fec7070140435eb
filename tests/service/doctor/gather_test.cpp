// SPDX-License-Identifier: MIT
#include "service/doctor/check.hpp"
#include "service/doctor/config_facts.hpp"
#include "service/doctor/docker_settings.hpp"
#include "service/doctor/firewall_objects.hpp"
#include "service/doctor/gather.hpp"
#include "tests/service/agent/fakes.hpp"
#include "tests/support/shipped_rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::doctor {
namespace {

using sense::Properties;

const std::string c_wsl = "{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}";
const std::string c_versions = "WSL version: 2.9.4.0\r\nKernel version: 6.6.87.2-1\r\n";
const std::string c_guest = "mw see devices\nmw see addresses\n"
                            "mw see device eth0 aa:bb:cc:00:00:01 up 1500 0x1003 -\n"
                            "mw see address 2: eth0 inet 192.168.1.5/24 scope global eth0\n"
                            "mw see routes 4\nmw see routes 6\n"
                            "mw see route4 default via 192.168.1.1 dev eth0 metric 25\n"
                            "mw port 0 - -\nmw see trial 0 name 1\nmw see trial 0 connects 1\n"
                            "mw port 1 0 1\nmw see trial 1 connects 1\nmw done\n";
const std::string c_listeners = "mw {\"at\":\"00000000:1F90\",\"program\":\"nginx\"}\nmw done\n";

struct FakeServer : LoopbackServer {
    [[nodiscard]] std::uint16_t port() const override { return 50'123; }
};

Adapter ethernet() {
    Adapter adapter;
    adapter.guid = "{11111111-2222-3333-4444-555555555555}";
    adapter.index = 7;
    adapter.friendly_name = "Ethernet";
    adapter.description = "Intel(R) Ethernet Connection";
    adapter.if_type = 6;
    adapter.mac = "AA-BB-CC-00-00-01";
    adapter.up = true;
    adapter.addresses = {{"192.168.1.5", 24}, {"fe80::1", 64}};
    adapter.gateways = {"192.168.1.1"};
    adapter.hardware_interface = true;
    adapter.component_id = R"(PCI\VEN_8086&DEV_15B7)";
    return adapter;
}

Adapter inner_switch() {
    Adapter adapter;
    adapter.index = 30;
    adapter.friendly_name = "vEthernet (Default Switch)";
    adapter.description = "Hyper-V Virtual Ethernet Adapter";
    adapter.if_type = 6;
    adapter.up = true;
    adapter.addresses = {{"172.27.0.1", 20}};
    return adapter;
}

/// A machine on which all is well, asked by its fakes.
struct Machine {
    agent::World user;
    std::map<std::string, std::uint32_t> numbers;
    std::map<std::string, std::string> texts{{"EditionID", "Professional"}, {"InstallationType", "Client"}};
    AdapterTable table;
    Result<std::vector<Properties>> creators = std::vector<Properties>{{{"Name", c_wsl}}};
    std::vector<Properties> settings{
        {{"Name", c_wsl}, {"DefaultInboundAction", "4"}, {"LoopbackEnabled", "1"}}};
    std::vector<std::uint16_t> asked_by_windows;
    bool has_all_exports = true;
    bool is_system = false;

    Machine() {
        user.config.bytes = "[wsl2]\nnetworkingMode=mirrored\n";
        table.adapters = {ethernet(), inner_switch()};
        table.routes = {{{"0.0.0.0", 0}, "192.168.1.1", 7, 0}};
        table.internet_test = "www.msftconnecttest.com";
    }

    void wsl_runs() {
        user.wsl.answer(c_versions);
        user.wsl.answer_running({"Ubuntu"});
        user.wsl.answer("mirrored\n");
        user.wsl.answer("12345678-1234-1234-1234-123456789012\n");
        user.wsl.answer_running({"Ubuntu"});
        user.wsl.answer(c_guest);
        user.wsl.answer_running({"Ubuntu"});
        user.wsl.answer(c_listeners);
    }

    void wsl_rests() {
        user.wsl.answer(c_versions);
        user.wsl.answer_running({});
    }

    std::vector<Result<std::vector<Properties>>> objects(const std::vector<sense::ObjectQuery>& queries) {
        std::vector<Result<std::vector<Properties>>> answers;
        for (const sense::ObjectQuery& query : queries) {
            const auto is_about = [&](const char* what) { return query.wql.find(what) != std::string::npos; };
            if (is_about("VMCreator")) {
                answers.emplace_back(creators);
            } else if (is_about("HyperVProfile")) {
                answers.emplace_back(std::vector<Properties>{{{"Name", "Public"}}});
            } else if (is_about("VMSetting")) {
                answers.emplace_back(settings);
            } else if (is_about("ConnectionProfile")) {
                answers.emplace_back(
                    std::vector<Properties>{{{"InterfaceIndex", "7"}, {"NetworkCategory", "1"}}});
            } else {
                answers.emplace_back(std::vector<Properties>{});
            }
        }
        return answers;
    }

    sense::HostCalls host() {
        sense::HostCalls calls;
        calls.os_build = [] { return Result<std::uint32_t>{26100U}; };
        calls.number = [this](const std::string&, const std::string& name) {
            const auto found = numbers.find(name);
            return Result<std::optional<std::uint32_t>>{
                found == numbers.end() ? std::optional<std::uint32_t>{} : std::optional{found->second}};
        };
        calls.text = [this](const std::string&, const std::string& name) {
            const auto found = texts.find(name);
            return Result<std::optional<std::string>>{found == texts.end() ? std::optional<std::string>{}
                                                                           : std::optional{found->second}};
        };
        calls.subkeys = [](const std::string&) { return Result<std::uint32_t>{0U}; };
        calls.events = [](const sense::EventQuery&, sense::Deadline) {
            return Result<std::vector<std::string>>{std::vector<std::string>{}};
        };
        calls.objects = [this](const std::vector<sense::ObjectQuery>& queries, sense::Deadline) {
            return objects(queries);
        };
        return calls;
    }

    std::vector<ProbeResult> probed(const std::vector<EndpointSpec>& endpoints) {
        std::vector<ProbeResult> results;
        for (const EndpointSpec& endpoint : endpoints) {
            asked_by_windows.push_back(endpoint.port);
            results.emplace_back().ok = true;
        }
        return results;
    }

    DoctorPorts ports() {
        DoctorPorts all{user.ports};
        all.is_system = is_system;
        all.host = host();
        all.vpn_rules = support::shipped_rules();
        all.has_exports = [this](const WantedExports&) { return has_all_exports; };
        all.config = [this] {
            return Result<ConfigFacts>{
                config_facts("C:\\Users\\jane\\.wslconfig", user.config.read(), {}, {})};
        };
        all.adapters = [this] { return Result<AdapterTable>{table}; };
        all.probe = [this](const std::vector<EndpointSpec>& endpoints) { return probed(endpoints); };
        all.programs = [] {
            return Result<std::vector<InstalledProgram>>{
                std::vector<InstalledProgram>{{"Docker Desktop", {{4, 45, 0, 0}}}}};
        };
        all.windows_listens = [] {
            return Result<std::vector<std::uint16_t>>{std::vector<std::uint16_t>{135, 445}};
        };
        all.excluded_ranges = [] { return text_result("50000 50059\n"); };
        all.windows_rules = [] { return Result<std::vector<InboundRule>>{std::vector<InboundRule>{}}; };
        all.listen = [] { return Result<std::unique_ptr<LoopbackServer>>{std::make_unique<FakeServer>()}; };
        all.docker_settings = [] {
            return Result<SettingsText>{SettingsText{R"({"WslEngineEnabled":true})"}};
        };
        all.config_is_newer_than_docker = [] { return false; };
        all.endpoints = [] { return std::vector<EndpointSpec>{}; };
        all.product = [] { return ProductFacts{ServiceState::Running, "", true}; };
        return all;
    }

    DoctorFacts gathered(const Wishes& wishes = {}) { return gather(ports(), wishes); }
};

const Judgement& judgement(const std::vector<CheckLine>& lines, std::string_view id) {
    return std::ranges::find(lines, id, &CheckLine::id)->judgement;
}

} // namespace

TEST_CASE("a machine on which all is well is told so, line by line, from what it answers") {
    Machine machine;
    machine.wsl_runs();
    for (const CheckLine& line : run_checks(machine.gathered())) {
        CAPTURE(line.id);
        CAPTURE(line.judgement.fact);
        CHECK(line.judgement.result == CheckResult::Ok);
    }
    CHECK(machine.user.wsl.answers.empty());
    CHECK(std::ranges::count(machine.asked_by_windows, std::uint16_t{8080}) == 1);
}

TEST_CASE("WSL that is not running is not started, and what needs it stays open") {
    Machine machine;
    machine.wsl_rests();
    const auto lines = run_checks(machine.gathered());
    CHECK(machine.user.wsl.calls == std::vector<wsl::Arguments>{{"--version"}, {"--list", "--verbose"}});
    CHECK(judgement(lines, "mode").result == CheckResult::Unknown);
    CHECK(judgement(lines, "mode").fact.find("--start-wsl") != std::string::npos);
    CHECK(judgement(lines, "wsl-version").result == CheckResult::Ok);
}

TEST_CASE("only who asks for it has WSL started") {
    Machine machine;
    machine.user.wsl.answer(c_versions);
    machine.user.wsl.answer("");
    const DoctorFacts facts = machine.gathered({.starts_wsl = true});
    REQUIRE(machine.user.wsl.calls.size() >= 2);
    CHECK(machine.user.wsl.calls[1] == wsl::Arguments{"--exec", "true"});
}

TEST_CASE("LocalSystem asks WSL for nothing but its version") {
    Machine machine;
    machine.is_system = true;
    machine.user.wsl.answer(c_versions);
    const auto lines = run_checks(machine.gathered({.starts_wsl = true}));
    CHECK(machine.user.wsl.calls == std::vector<wsl::Arguments>{{"--version"}});
    CHECK(judgement(lines, "wsl-version").result == CheckResult::Ok);
    CHECK(judgement(lines, "interfaces").fact ==
          "WSL refuses LocalSystem. Run it as the user whose WSL it is.");
    CHECK(judgement(lines, "firewall-loopback").result == CheckResult::Ok);
}

TEST_CASE("a WSL that does not know its version came with Windows; without wsl.exe there is none") {
    Machine inbox;
    inbox.user.wsl.answer("Invalid command line option: --version\r\n", 1);
    inbox.user.wsl.answer_running({});
    CHECK(inbox.gathered().wsl->kind == WslKind::Inbox);
    Machine none;
    none.user.wsl.break_down("wsl.exe is missing.");
    const DoctorFacts facts = none.gathered();
    CHECK(facts.wsl->kind == WslKind::Missing);
    CHECK(none.user.wsl.calls.size() == 1);
}

TEST_CASE("a firewall that cannot be asked is not known, and one that is not there is told") {
    Machine machine;
    machine.wsl_rests();
    machine.creators = Error{"IWbemServices::ExecQuery: 0x800706BA"};
    CHECK_FALSE(machine.gathered().support->has_hyperv_firewall);
    Machine old;
    old.wsl_rests();
    old.creators = Error{"IEnumWbemClassObject::Next: 0x80041010"};
    CHECK(old.gathered().support->has_hyperv_firewall == false);
}

TEST_CASE("switches of Hyper-V's own and link-local addresses are nothing to mirror") {
    Machine machine;
    machine.wsl_rests();
    const DoctorFacts facts = machine.gathered();
    REQUIRE(facts.network->adapters.size() == 1);
    CHECK(facts.network->adapters[0].name == "Ethernet");
    CHECK(facts.network->adapters[0].addresses == std::vector<AddressPrefix>{{"192.168.1.5", 24}});
    CHECK(facts.network->adapters[0].category == NetworkCategory::Private);
    CHECK(facts.network->has_default_ipv4);
    CHECK_FALSE(facts.network->has_default_ipv6);
}

TEST_CASE("what is set for the firewall of WSL's machines counts, and for no others'") {
    FirewallFacts facts;
    take_settings(facts,
                  {{{"Name", "{OTHER}"}, {"DefaultInboundAction", "2"}, {"AllowHostPolicyMerge", "0"}}});
    CHECK(facts.inbound_blocked);
    CHECK(facts.merges_host_rules);
    take_settings(facts, {{{"Name", c_wsl}, {"DefaultInboundAction", "2"}, {"AllowHostPolicyMerge", "0"}}});
    CHECK_FALSE(facts.inbound_blocked);
    CHECK_FALSE(facts.merges_host_rules);
}

TEST_CASE("rules of the Hyper-V firewall that let TCP into WSL, or keep it out") {
    const Properties allow{{"ElementName", "web"}, {"Enabled", "1"},  {"Direction", "1"},    {"Action", "2"},
                           {"Protocol", "TCP"},    {"Profiles", "2"}, {"LocalPorts", "8080"}};
    const auto with = [&](const char* name, const char* value) {
        Properties changed = allow;
        changed[name] = value;
        return changed;
    };
    const auto rules =
        inbound_rules({allow, with("Enabled", "2"), with("Direction", "2"), with("Protocol", "UDP"),
                       with("VMCreatorId", "{OTHER}"), with("Action", "4")});
    REQUIRE(rules.size() == 2);
    CHECK(rules[0].name == "web");
    CHECK(rules[0].ports == "8080");
    CHECK(rules[0].allows);
    CHECK(rules[0].networks == std::vector<NetworkCategory>{NetworkCategory::Private});
    CHECK_FALSE(rules[1].allows);
}

TEST_CASE(".wslconfig is told as WSL takes it, with what WSL says nothing about") {
    const auto facts = [](const std::string& bytes) {
        return config_facts("f", Result<std::optional<std::string>>{std::optional{bytes}}, {}, {});
    };
    const ConfigFacts guide =
        facts("[wsl2]\nnetworkingMode=mirrored\nnetworkingMode.excludedInterfaces={\"name\": \"VPN\"}\n");
    CHECK(guide.written == NetworkingMode::Mirrored);
    REQUIRE(guide.findings.size() == 2); // WSL's own words, and ours, that it excludes nothing
    CHECK(guide.findings[0].is_wsls);
    CHECK(guide.findings[0].line == 3);
    CHECK_FALSE(guide.findings[1].is_wsls);
    const ConfigFacts ports = facts("[experimental]\nignoredPorts=3000,9000\n[wsl2]\ndnsTunneling=false\n");
    CHECK(ports.written == NetworkingMode::Nat);
    CHECK(ports.ignored_ports == std::vector<std::uint16_t>{3000, 9000});
    CHECK_FALSE(ports.dns_tunneling);
    CHECK(ports.auto_proxy);
    const ConfigFacts locked =
        config_facts("f", Error{"Access is denied."}, {false, true, NetworkingMode::Nat}, {});
    CHECK(locked.mode_is_locked);
    CHECK(locked.findings.size() == 1);
}

TEST_CASE("Docker Desktop's settings, in the spelling of both of its files") {
    const auto newer = docker_settings(
        R"({"WslEngineEnabled":false,"EnableIntegrationWithDefaultWslDistro":false,"IntegratedWslDistros":["Debian",7]})");
    CHECK(newer == DockerSettings{false, false, {"Debian"}});
    CHECK(docker_settings(R"({"wslEngineEnabled":true})") == DockerSettings{true, std::nullopt, {}});
    CHECK(docker_settings("{}") == DockerSettings{});
    CHECK_FALSE(docker_settings("[]"));
    CHECK_FALSE(docker_settings(""));
}

TEST_CASE("--docker starts a container, has Windows fetch it, and removes it again") {
    Machine machine;
    machine.wsl_runs();
    machine.user.wsl.answer_running({"Ubuntu"});
    machine.user.wsl.answer("mw see container 0a1b2c nginx:alpine 49153\nmw done\n");
    machine.user.wsl.answer("mw done\n");
    const auto lines = run_checks(machine.gathered({.tries_docker = true}));
    CHECK(judgement(lines, "docker-published").fact ==
          "Windows reaches what Docker publishes: nginx:alpine on 127.0.0.1:49153.");
    CHECK(machine.user.wsl.calls.back().back() == "0a1b2c");
    CHECK(std::ranges::count(machine.asked_by_windows, std::uint16_t{49153}) == 1);
}

TEST_CASE("--docker without an image says so and downloads none") {
    Machine machine;
    machine.wsl_runs();
    machine.user.wsl.answer_running({"Ubuntu"});
    machine.user.wsl.answer("mw refuse no-image\n");
    const Judgement told =
        judgement(run_checks(machine.gathered({.tries_docker = true})), "docker-published");
    CHECK(told.result == CheckResult::Unknown);
    CHECK(told.fact.starts_with("No image with a web server is there"));
}

} // namespace mirrorwatch::doctor
