// SPDX-License-Identifier: MIT
#include "service/cli/command_line.hpp"
#include "service/cli/probe_view.hpp"
#include "tests/support/time_zones.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::cli;

namespace {

EndpointSpec endpoint(std::string name, EndpointKind kind, std::string host, std::uint16_t port) {
    EndpointSpec spec;
    spec.name = std::move(name);
    spec.kind = kind;
    spec.host = std::move(host);
    spec.port = port;
    return spec;
}

EndpointSpec web() {
    EndpointSpec spec = endpoint("web", EndpointKind::Http, "127.0.0.1", 8080);
    spec.http.target = "/?token=s3cret";
    return spec;
}

} // namespace

TEST_CASE("a word is an endpoint's name, or else an address, which is asked from both places") {
    CHECK(endpoint_for("WEB", {web()})->name == "web");
    const auto at = endpoint_for("https://u:p@corp:8443/x?key=1", {web()});
    REQUIRE(at.has_value());
    CHECK(at->kind == EndpointKind::Https);
    CHECK(at->from == EndpointFrom::Both);
    CHECK(at->name.find("key=1") == std::string::npos);
    CHECK(at->name.find("u:p") == std::string::npos);
    CHECK(endpoint_for("wbe", {web()}).error().message.find("\"web\"") != std::string::npos);
    CHECK(endpoint_for("web", {}).has_error());
    CHECK(endpoint_for("ftp://x", {web()}).has_error());
}

TEST_CASE("a port is a server in WSL, as when it is added, unless an endpoint has that name") {
    const auto at = endpoint_for("8080", {web()});
    REQUIRE(at.has_value());
    CHECK(at->name == "tcp://127.0.0.1:8080");
    CHECK(at->port == 8080);
    EndpointSpec named = web();
    named.name = "8080";
    CHECK(endpoint_for("8080", {named})->kind == named.kind);
    CHECK_THROWS_AS((void)endpoint_for("80800", {web()}), UsageError);
}

TEST_CASE("results are shown with what failed, and without secrets") {
    const std::vector<ProbeRow> rows{
        {web(),
         Vantage::Windows,
         {true, "", std::chrono::milliseconds{12}, ProbeStep::None,
          std::chrono::sys_seconds{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} +
                                   std::chrono::hours{23}}}},
        {web(),
         Vantage::Wsl,
         {false, "connection refused", std::chrono::milliseconds{0}, ProbeStep::Refused},
         false,
         "Ubuntu"},
        {web(), Vantage::Wsl, {false, "no distro is running", {}, ProbeStep::Guest}, true},
    };
    CHECK(
        probe_table(rows, support::in_berlin) ==
        "ENDPOINT  ADDRESS                           FROM     RESULT   TIME   DETAIL\n"
        "web       http://127.0.0.1:8080/?token=***  Windows  ok       12 ms  certificate until 2026-11-22\n"
        "web       http://127.0.0.1:8080/?token=***  Ubuntu   failed          connection refused\n"
        "web       http://127.0.0.1:8080/?token=***  WSL      skipped         no distro is running\n");
    CHECK(
        probe_json({rows[0]}) ==
        R"({"version":1,"results":[{"name":"web","address":"http://127.0.0.1:8080/?token=***","vantage":"windows","ok":true,)"
        R"("skipped":false,"failed":"none","error":"","latency_ms":12,"certificate_expires":"2026-11-21T23:00:00Z","distro":""}]})"
        "\n");
    CHECK(probe_json({}) == "{\"version\":1,\"results\":[]}\n");
}

TEST_CASE("each endpoint is listed with who asks it") {
    EndpointSpec name = endpoint("name", EndpointKind::Dns, "web.corp", 0);
    name.from = EndpointFrom::Both;
    CHECK(runs_in(name) == "service; WSL");
    CHECK(runs_in(endpoint("net", EndpointKind::WslNetwork, "", 0)) == "WSL");
    EndpointSpec direct = endpoint("direct", EndpointKind::Https, "web.corp", 443);
    direct.http.proxy = ProxyUse::None;
    CHECK(runs_in(direct) == "service");
    direct.http.proxy = ProxyUse::System;
    CHECK(runs_in(direct) == "service, or the user's prober, if there is a proxy");
    CHECK(runs_in(web()) == "service"); // no proxy is asked for what is here
    EndpointSpec own = web();
    own.source = EndpointSource::User;
    own.from = EndpointFrom::Both;
    CHECK(runs_in(own) == "user's prober; WSL");
    const std::string json = endpoints_json({{web(), true}}, {});
    CHECK(json.find("s3cret") == std::string::npos);
    CHECK(json.find(R"("source":"user")") != std::string::npos);
    CHECK(endpoints_json({}, {{"C:\\m.toml", false, true, false}}) ==
          R"({"version":1,"endpoints":[],"files":[{"path":"C:\\m.toml","source":"machine","exists":true,)"
          R"("writable":false}]})"
          "\n");
    CHECK(endpoints_table({{name, false}}).find("dns://web.corp") != std::string::npos);
}

TEST_CASE("a proposal is TOML that can be pasted, unless its port is watched already") {
    const std::vector<agent::Proposal> proposals{
        {"db \"x\" on 5432", "tcp://127.0.0.1:5432", "postgres listens in Ubuntu\n[evil]"},
        {"nginx on 8080", "http://127.0.0.1:8080/", "nginx listens in Ubuntu"}};
    const auto left = not_watched(proposals, {web()});
    CHECK(proposals_toml(left) ==
          "# To watch all of these: mirrorwatch endpoints propose --add\n"
          "# To watch one: put it into %LocalAppData%\\Mirrorwatch\\mirrorwatch.toml.\n\n"
          "[[endpoint]] # postgres listens in Ubuntu[evil]\n"
          "name = \"db \\\"x\\\" on 5432\"\n"
          "url = \"tcp://127.0.0.1:5432\"\n"
          "from = \"both\"\n");
    CHECK(proposals_toml({}).starts_with("# Nothing"));
    CHECK(proposals_json(left).find("8080") == std::string::npos);
}
