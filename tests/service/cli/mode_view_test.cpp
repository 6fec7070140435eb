// SPDX-License-Identifier: MIT
#include "service/cli/mode_view.hpp"
#include "service/cli/restart_wsl.hpp"
#include "tests/service/agent/fakes.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

struct User : agent::World {
    User() { config.bytes = "[wsl2]\nnetworkingMode=mirrored\n"; }

    void runs(const std::vector<std::string>& distros, const std::string& mode) {
        wsl.answer_running(distros);
        wsl.answer(mode + "\n");
        wsl.answer("12345678-1234-1234-1234-123456789012\n");
    }

    ModeNow now(const wslconfig::Policies& policies = {}) { return mode_now(policies, ports).value(); }
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the mode that is set and the one that WSL runs with") {
    User user;
    user.runs({"Ubuntu"}, "mirrored");
    CHECK(mode_table(user.now()) == "Set to     mirrored\nRuns with  mirrored\nSet in     "
                                    "C:\\Users\\jane\\.wslconfig\n");
}

TEST_CASE("WSL that is not running is not asked, and not started") {
    User user;
    user.wsl.answer_running({});
    CHECK(has(mode_table(user.now()), "Runs with  WSL is not running\n"));
    CHECK(user.wsl.calls.size() == 1);
}

TEST_CASE("where they differ, what a restart ends is told, and how to do it") {
    User user;
    user.runs({"Ubuntu", "docker-desktop"}, "nat");
    const std::string told = mode_table(user.now());
    CHECK(has(told, "They differ"));
    CHECK(has(told, "A restart of WSL ends Ubuntu and docker-desktop, and Docker Desktop has to be restarted "
                    "with it.\nTo do it: mirrorwatch apply\n"));
}

TEST_CASE("a policy counts more than the file") {
    User user;
    user.wsl.answer_running({});
    const ModeNow now = user.now({false, true, NetworkingMode::Nat});
    CHECK(now.is_locked);
    CHECK(has(mode_table(now), "Set to     NAT, by your organisation; the file says mirrored\n"));
}

TEST_CASE("a file that cannot be read has no mode") {
    User user;
    user.config.read_error = "Access is denied.";
    CHECK(mode_now({}, user.ports).has_error());
}

TEST_CASE("JSON has null for what is not known") {
    User user;
    user.wsl.answer_running({});
    const auto json = boost::json::parse(mode_json(user.now())).as_object();
    CHECK(json.at("configured") == "mirrored");
    CHECK(json.at("effective").is_null());
    CHECK(json.at("running").as_array().empty());
}

TEST_CASE("a restart shuts WSL down once, and starts nothing") {
    User user;
    user.wsl.answer("");
    const auto done = restart_wsl({"Ubuntu"}, user.ports, [] { return Result<void>{Error{"never"}}; });
    REQUIRE(done.has_value());
    CHECK(*done == "WSL was shut down. It starts with what .wslconfig says when you next use it.\n");
    CHECK(user.wsl.calls == std::vector<wsl::Arguments>{wsl::shut_down()});
}

TEST_CASE("Docker Desktop is restarted where its engine was ended, and not otherwise") {
    User user;
    int restarts = 0;
    const RestartDocker restart = [&] {
        ++restarts;
        return Result<void>{};
    };
    user.wsl.answer("");
    CHECK(has(restart_wsl({"Ubuntu", "docker-desktop"}, user.ports, restart).value(),
              "Docker Desktop is restarted"));
    user.wsl.answer("");
    CHECK(restart_wsl({"Ubuntu"}, user.ports, restart).has_value());
    CHECK(restarts == 1);
}

TEST_CASE("a Docker Desktop that cannot be restarted by a command is left to its user") {
    User user;
    user.wsl.answer("");
    const auto done = restart_wsl({"docker-desktop"}, user.ports,
                                  [] { return Result<void>{Error{"docker.exe is missing."}}; });
    CHECK(has(done.value(), "Restart Docker Desktop by its menu: docker.exe is missing."));
}

TEST_CASE("where WSL cannot be shut down, Docker Desktop is left alone") {
    User user;
    user.wsl.break_down("wsl.exe is missing.");
    bool is_asked = false;
    const auto done = restart_wsl({"docker-desktop"}, user.ports, [&] {
        is_asked = true;
        return Result<void>{};
    });
    CHECK(done.has_error());
    CHECK_FALSE(is_asked);
}

} // namespace mirrorwatch::cli
