// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

EndpointSpec named(std::string name, EndpointKind kind, std::string host, std::uint16_t port) {
    EndpointSpec spec;
    spec.name = std::move(name);
    spec.kind = kind;
    spec.host = std::move(host);
    spec.port = port;
    return spec;
}

EndpointSpec tcp(std::uint16_t port) {
    return named("tcp", EndpointKind::Tcp, "127.0.0.1", port);
}

ProbeResults results_of(const Reply& reply) {
    REQUIRE(std::holds_alternative<ProbeResults>(reply));
    return std::get<ProbeResults>(reply);
}

const std::string c_fine = R"("is":"result","tool":"bash","code":0,"why":"","ms":12})";

} // namespace

TEST_CASE("all endpoints are asked by one guest command, and answered in their order") {
    World world;
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer(
        "mw {\"n\":1," + c_fine +
        "\nmw {\"n\":0,\"is\":\"result\",\"tool\":\"bash\",\"code\":1,\"why\":\"refused\",\"ms\":0}\nmw "
        "done\n");
    const auto results = results_of(handle(ProbeFromGuest{{tcp(1), tcp(2)}, {}}, world.ports));
    CHECK(results.distro == "Ubuntu");
    CHECK((results.results ==
           std::vector<ProbeResult>{
               {false, "connection refused", std::chrono::milliseconds{0}, ProbeStep::Refused},
               {true, "", std::chrono::milliseconds{12}, ProbeStep::None}}));
    CHECK(world.wsl.calls.size() == 2);
}

TEST_CASE("what a distro has no program for is asked in the next one") {
    const std::string nothing =
        "mw {\"n\":0,\"is\":\"result\",\"tool\":\"none\",\"code\":0,\"why\":\"\",\"ms\":0}\n"
        "mw done\n";
    World world;
    world.wsl.answer_running({"busybox", "Ubuntu"});
    world.wsl.answer(nothing);
    world.wsl.answer("mw {\"n\":0," + c_fine + "\nmw done\n");
    const auto results = results_of(handle(ProbeFromGuest{{tcp(1)}, {}}, world.ports));
    CHECK(results.distro == "Ubuntu");
    CHECK(results.results.front().ok);
    world.wsl.answer_running({"busybox", "Ubuntu"});
    world.wsl.answer(nothing);
    world.wsl.break_down("wsl.exe ran out of time.");
    CHECK(results_of(handle(ProbeFromGuest{{tcp(1)}, {}}, world.ports)).distro == "busybox");
}

TEST_CASE("nothing that comes from outside is in the command line: it is read from standard input") {
    World world;
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer("mw done\n");
    EndpointSpec web = named("web", EndpointKind::Http, "web.corp", 80);
    web.http.target = "/?key=\"s3cret\\";
    web.http.headers = {{"Authorization", "Bearer t0ken"}};
    (void)handle(ProbeFromGuest{{web}, {}}, world.ports);
    REQUIRE(world.wsl.calls.size() == 2);
    for (const std::string& argument : world.wsl.calls[1]) {
        CHECK(argument.find("s3cret") == std::string::npos);
        CHECK(argument.find("t0ken") == std::string::npos);
        CHECK(argument.find("web.corp") == std::string::npos);
    }
    CHECK(world.wsl.inputs[1].find("curl url = \"http://web.corp:80/?key=\\\"s3cret\\\\\"\n") !=
          std::string::npos);
    CHECK(world.wsl.inputs[1].find("curl location\n") == std::string::npos); // the token would go along
}

TEST_CASE("what cannot be asked is not, and says so; the others are") {
    World world;
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer("mw {\"n\":0," + c_fine + "\nmw done\n");
    EndpointSpec header = named("header", EndpointKind::Http, "web.corp", 80);
    header.http.headers = {{"X", "a\nend\ntarget"}};
    EndpointSpec path = named("path", EndpointKind::Http, "web.corp", 80);
    path.http.target = "/a b";
    const auto results = results_of(
        handle(ProbeFromGuest{{named("host", EndpointKind::Tcp, "x;reboot", 1), header, tcp(1), path}, {}},
               world.ports));
    REQUIRE(results.results.size() == 4);
    for (const std::size_t i : {0, 1, 3}) {
        CHECK(results.results[i].failed == ProbeStep::Guest);
        CHECK_FALSE(results.results[i].ok);
    }
    CHECK(results.results[2].ok);
    CHECK(world.wsl.inputs[1].find("reboot") == std::string::npos);
}

TEST_CASE("a guest that is cut off is believed what it said, but no body, which may lack its end") {
    World world;
    world.wsl.answer_running({"Ubuntu"});
    EndpointSpec web = named("web", EndpointKind::Http, "web.corp", 80);
    web.http.body_not_match = "error";
    world.wsl.answer("mw {\"n\":0," + c_fine +
                         "\nmw {\"n\":2,\"is\":\"status\",\"text\":\"200\"}\nmw {\"n\":2," + c_fine + "\n",
                     124);
    const auto results = results_of(handle(ProbeFromGuest{{tcp(1), tcp(2), web}, {}}, world.ports));
    CHECK(results.results[0].ok);
    CHECK(results.results[1].error == "Ubuntu did not get to its end with this");
    CHECK(results.results[2].failed == ProbeStep::Guest);
}

TEST_CASE("words that are none of the script's are an error of that endpoint") {
    for (const std::string line :
         {R"({"n":0,"is":"body","text":"???"})", R"({"n":0,"is":"status","text":"abc"})",
          R"({"n":0,"is":"magic","text":""})"}) {
        CAPTURE(line);
        World world;
        world.wsl.answer_running({"Ubuntu"});
        world.wsl.answer("mw " + line + "\nmw {\"n\":0," + c_fine + "\nmw {\"n\":1," + c_fine +
                         "\nmw done\n");
        const auto results = results_of(handle(ProbeFromGuest{{tcp(1), tcp(2)}, {}}, world.ports));
        CHECK(results.results[0].error == "what WSL answered makes no sense");
        CHECK(results.results[1].ok);
    }
}

TEST_CASE("no distro runs: nothing is asked, and WSL stays stopped") {
    World world;
    world.wsl.answer_running({});
    CHECK((handle(ProbeFromGuest{{tcp(1)}, {}}, world.ports) ==
           Reply{Refusal{Message{MessageId::GuestUnreachable, {"no distro is running"}}}}));
    CHECK(world.wsl.calls.size() == 1);
}

TEST_CASE("many endpoints are asked in rounds that end in time") {
    World world;
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer("mw done\n");
    std::vector<EndpointSpec> many(200, tcp(1));
    for (EndpointSpec& one : many) {
        one.timeout = std::chrono::hours{1};
    }
    (void)handle(ProbeFromGuest{many, {}}, world.ports);
    const std::string input = world.wsl.inputs[1].substr(world.wsl.inputs[1].find("\ntarget tcp 0 "));
    CHECK(input.find("target tcp 199 8 auto 127.0.0.1 1 none 1\nend\n") !=
          std::string::npos); // 30 s in four rounds
    std::size_t waits = 0;
    for (auto at = input.find("\nwait\n"); at != std::string::npos; at = input.find("\nwait\n", at + 1)) {
        ++waits;
    }
    CHECK(waits == 3);
}

} // namespace mirrorwatch::agent
