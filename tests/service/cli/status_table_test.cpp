// SPDX-License-Identifier: MIT
#include "service/cli/status_table.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;

TEST_CASE("a person sees the headline, WSL, the VPN and the endpoints in columns") {
    Snapshot s;
    s.headline = {MessageId::AllWell, {}};
    s.wsl_running = true;
    s.effective = NetworkingMode::Mirrored;
    s.distros = {"Ubuntu", "Debian"};
    s.vpns = {{"Büro", "Cisco Secure Client", true}};
    s.endpoints = {
        {"wüb", "http://127.0.0.1:80/", EndpointState::Up, "", std::chrono::milliseconds{12}},
        {"database", "tcp://db:1", EndpointState::Down, "connection refused", std::chrono::milliseconds{0}}};
    const std::string expected = "All is well.\n"
                                 "WSL: running Ubuntu and Debian, networking mirrored\n"
                                 "VPN: Büro (Cisco Secure Client), excluded from WSL\n"
                                 "\n"
                                 "ENDPOINT  ADDRESS               STATE      DETAIL\n"
                                 "wüb       http://127.0.0.1:80/  Answers    12 ms\n"
                                 "database  tcp://db:1            No answer  connection refused\n";
    CHECK(cli::status_table(s, {}) == expected);
}

TEST_CASE("while WSL cannot be asked it is not said that all is well") {
    Snapshot s;
    s.headline = {MessageId::AllWell, {}};
    s.service_troubles = {{MessageId::WslDoesNotAnswer, {"wsl.exe is missing."}}};
    CHECK(cli::status_table(s, {}).starts_with("Mirrorwatch: WSL cannot be asked: wsl.exe is missing."));
    s.headline = {MessageId::EndpointsDown, {"api"}};
    CHECK(cli::status_table(s, {}).starts_with("There is no answer from api."));
}

TEST_CASE("a stopped WSL shows what it is configured as") {
    Snapshot s;
    s.configured = NetworkingMode::Nat;
    CHECK(cli::status_table(s, {}).find("WSL: not running, configured as NAT\n") != std::string::npos);
}

TEST_CASE("SYSTEM has no WSL of its own, and sees how the users fare, by their names") {
    Snapshot s;
    s.people = {{"S-1-5-21-1001", 1, Health::Fine, {MessageId::AllWell, {}}, true, NetworkingMode::Mirrored},
                {"S-1-5-21-1002",
                 3,
                 Health::Fine,
                 {MessageId::AllWell, {}},
                 false,
                 NetworkingMode::Unknown,
                 NetworkingMode::Nat}};
    const auto name_of = [](const std::string& sid) {
        return sid.ends_with('1') ? "CORP\\anna" : "CORP\\ben";
    };
    CHECK(cli::status_table(s, {}, name_of) ==
          "All is well.\n"
          "\n"
          "USER       SESSION  WSL                             STATE\n"
          "CORP\\anna  1        running, networking mirrored    All is well.\n"
          "CORP\\ben   3        not running, configured as NAT  All is well.\n");
}

TEST_CASE("groups, vantages and certificates that expire soon are shown where there are any") {
    using namespace std::chrono_literals;
    const std::chrono::sys_seconds now{std::chrono::days{20'000}};
    Snapshot s;
    s.settings_error = "mirrorwatch.toml:7:1: interval must be a duration";
    EndpointView git{"git", "https://git/", EndpointState::Down, "connect timeout", 0ms, "corp"};
    git.vantages = {{Vantage::Windows, RunsIn::Agent, EndpointState::Up},
                    {Vantage::Wsl, RunsIn::Guest, EndpointState::Down, "connect timeout"}};
    git.certificate_expires = now + std::chrono::days{5};
    EndpointView api{"api", "tcp://127.0.0.1:1", EndpointState::Up, "", 3ms};
    api.vantages = {{Vantage::Windows, RunsIn::Service, EndpointState::Up, "", 3ms, 3ms, 3ms, 500, 2}};
    s.endpoints = {git, api};
    const std::string expected =
        "All is well.\n"
        "Settings: mirrorwatch.toml:7:1: interval must be a duration\n"
        "WSL: not running, configured as unknown\n"
        "\n"
        "ENDPOINT  GROUP  ADDRESS            FROM                                          STATE      "
        "DETAIL\n"
        "git       corp   https://git/       Windows as the user: answers, WSL: no answer  No answer  "
        "connect timeout, certificate expires in 5 days\n"
        "api              tcp://127.0.0.1:1  Windows                                       Answers    "
        "3 ms, 2 of 500 failed\n";
    CHECK(cli::status_table(s, now) == expected);
}

TEST_CASE("what the organisation manages has a line") {
    Snapshot s;
    s.managed = {"Action", "AllowExclude"};
    CHECK(cli::status_table(s, {}).find("Managed by your organisation: what is done about a VPN that breaks "
                                        "something (Action); whether a VPN "
                                        "may be excluded from WSL (AllowExclude)\n") != std::string::npos);
}
