#include "service/cli/status_table.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;

TEST_CASE("a person sees the headline, WSL, the VPN and the endpoints in columns") {
    Snapshot s;
    s.headline = {Say::AllWell, {}};
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
    CHECK(cli::status_table(s) == expected);
}

TEST_CASE("a stopped WSL shows what it is configured as") {
    Snapshot s;
    s.configured = NetworkingMode::Nat;
    CHECK(cli::status_table(s).find("WSL: not running, configured as NAT\n") != std::string::npos);
}
