// SPDX-License-Identifier: MIT
#include "tray/pages/watched_servers.hpp"

#include "service/cli/commands.hpp"
#include "service/cli/own_endpoints.hpp"
#include "service/cli/probe_view.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

using Words = std::vector<std::string>;

EndpointSpec tcp(const std::string& name, std::uint16_t port) {
    EndpointSpec spec;
    spec.name = name;
    spec.kind = EndpointKind::Tcp;
    spec.host = "127.0.0.1";
    spec.port = port;
    return spec;
}

const std::vector<FoundServer> c_found{{"postgres on 5432", "tcp://127.0.0.1:5432"}};

} // namespace

TEST_CASE("what mirrorwatch.exe lists is shown: the user's own first, and that of the computer as such") {
    const auto servers =
        watched_servers(cli::endpoints_json({{tcp("intranet", 80), false}, {tcp("api", 8080), true}}, {}));
    REQUIRE(servers.has_value());
    CHECK(*servers == std::vector<WatchedServer>{{"api", "tcp://127.0.0.1:8080", true},
                                                 {"intranet", "tcp://127.0.0.1:80", false}});
    CHECK(said_of(servers->front()) == "tcp://127.0.0.1:8080");
    CHECK(said_of(servers->back()) == "set for this computer");
}

TEST_CASE("servers that run in WSL are proposed as mirrorwatch.exe has found them") {
    CHECK(found_servers(cli::proposals_json({{"postgres on 5432", "tcp://127.0.0.1:5432", "it listens"}})) ==
          c_found);
}

TEST_CASE("what is no list is told, and proposes nothing") {
    for (const std::string text : {"", "[]", "{}", R"({"endpoints":7,"proposals":7})"}) {
        CHECK(watched_servers(text).has_error());
        CHECK(found_servers(text).empty());
    }
}

TEST_CASE(
    "a port, an address, or one that was found: mirrorwatch.exe is asked for it, whatever it begins with") {
    CHECK(arguments_of({"3000", "", "always"}, c_found) ==
          Words{"endpoints", "add", "--when=always", "--", "3000"});
    CHECK(arguments_of({"https://wiki.example", "wiki", "vpn"}, c_found) ==
          Words{"endpoints", "add", "--name=wiki", "--when=vpn", "--", "https://wiki.example"});
    CHECK(
        arguments_of({"postgres on 5432", "", "no_vpn"}, c_found) ==
        Words{"endpoints", "add", "--name=postgres on 5432", "--when=no_vpn", "--", "tcp://127.0.0.1:5432"});
    CHECK(arguments_of({"--undo", "", "always"}, c_found).back() == "--undo");
}

TEST_CASE("what mirrorwatch.exe complains of is told without what only a command line needs") {
    CHECK(complaint_of("mirrorwatch: \"70000\" is no port: those are 1 to 65535\r\n") ==
          "\"70000\" is no port: those are 1 to 65535");
    CHECK(
        complaint_of(
            "mirrorwatch: warning: endpoint \"a\" is asked often\nmirrorwatch: you have an endpoint \"api\" "
            "already, at m.toml:3:1; choose another one by --name\n") ==
        "you have an endpoint \"api\" already, at m.toml:3:1");
}
