// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "service/agent/guest/guest_session.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

using Names = std::vector<std::string>;

const wsl::GuestScript c_script{"say done", {}};
const std::string c_no_shell = "<3>WSL (9 - Relay) ERROR: CreateProcessCommon:819: execvpe(sh) failed: "
                               "No such file or directory\n";

GuestSession session_in(World& world, const Names& distros) {
    world.wsl.answer_running(distros);
    const auto guest = open_guest(world.ports);
    REQUIRE(guest.has_value());
    REQUIRE(guest->has_value());
    world.wsl.calls.clear();
    return **guest;
}

Names asked(const World& world) {
    Names names;
    for (const wsl::Arguments& call : world.wsl.calls) {
        names.push_back(call.at(1));
    }
    return names;
}

} // namespace

TEST_CASE(
    "where a distro has no iproute2 or no shell the next one is asked, and the script after it goes there") {
    World world;
    const GuestSession guest = session_in(world, {"busybox", "empty", "Ubuntu", "docker-desktop"});
    world.wsl.answer("mw refuse no-iproute2\n");
    world.wsl.answer("", 1, c_no_shell);
    world.wsl.answer("mw done eth1\n");
    const auto report = guest.run(c_script);
    REQUIRE(report.has_value());
    CHECK(report->word == "eth1");
    CHECK(guest.distro() == "Ubuntu");
    CHECK_FALSE(guest.is_alone());
    world.wsl.answer("mw done\n");
    CHECK(guest.run(c_script).has_value());
    CHECK(asked(world) == Names{"busybox", "empty", "Ubuntu", "Ubuntu"});
}

TEST_CASE("when every distro lacks something, what the first one said is told") {
    World world;
    const GuestSession guest = session_in(world, {"a", "docker-desktop"});
    world.wsl.answer("", 1, c_no_shell);
    world.wsl.answer("mw refuse no-iproute2\n");
    const auto report = guest.run(c_script);
    REQUIRE(report.has_error());
    CHECK(report.error().message.starts_with("In a: <3>WSL"));
    CHECK(guest.distro() == "a");
    CHECK(guest.is_alone());
    CHECK(asked(world) == Names{"a", "docker-desktop"});
}

TEST_CASE("another distro is not asked for what the first one refuses, fails or does not end") {
    for (const std::string said :
         {"mw refuse device-not-found\n", "mw failed x\n", "mw see method plain\n", ""}) {
        World world;
        const GuestSession guest = session_in(world, {"a", "b"});
        world.wsl.answer(said, 124, "sh: killed\n");
        (void)guest.run(c_script);
        CHECK(asked(world) == Names{"a"});
    }
}

TEST_CASE("a request goes on in the next distro without knowing") {
    World world;
    world.wsl.answer_running({"busybox", "Ubuntu"});
    world.wsl.answer("mw refuse no-iproute2\n");
    world.wsl.answer("mw done eth1\n");
    const Reply reply = handle(ApplyExclusion{{"", "00-05-9A-3C-7A-00", {}, "Ethernet 4"}}, world.ports);
    CHECK(std::holds_alternative<ExclusionReceipt>(reply));
}

TEST_CASE("the mode and the VM's id come from the first distro that has wslinfo") {
    World world;
    world.wsl.answer_running({"a", "b"});
    world.wsl.answer("", 1, "<3>WSL ERROR: execvpe(wslinfo) failed: No such file or directory\n");
    world.wsl.answer("mirrored\n");
    world.wsl.answer("wslinfo: unrecognized option: --vm-id\n", 1);
    const Reply reply = handle(ObserveWsl{true}, world.ports);
    CHECK(std::get<WslObservation>(reply).effective == NetworkingMode::Mirrored);
    CHECK(std::get<WslObservation>(reply).vm_id.empty());
    CHECK(world.wsl.calls.size() == 4);
}

TEST_CASE("WSL does not run while only WSL1 does, nor when no distro is installed") {
    World world;
    world.wsl.answer("  NAME      STATE           VERSION\r\n* Legacy    Running         1\r\n");
    CHECK(std::get<WslObservation>(handle(ObserveWsl{true}, world.ports)).running.empty());
    world.wsl.answer("Es sind keine Distributionen installiert.\r\n", 0xffffffff);
    world.wsl.answer("");
    CHECK(std::get<WslObservation>(handle(ObserveWsl{true}, world.ports)).running.empty());
    CHECK(world.wsl.calls.back() == wsl::list_running());
    CHECK(world.wsl.calls.size() == 3);
}

TEST_CASE("a listing that fails for another reason is told") {
    World world;
    world.wsl.answer("Class not registered\r\n", 0xffffffff);
    world.wsl.answer("Class not registered\r\n", 0xffffffff);
    const Reply reply = handle(ObserveWsl{false}, world.ports);
    CHECK(std::get<Refusal>(reply).why ==
          Message{MessageId::AgentFailed, {"wsl --list: Class not registered"}});
}

TEST_CASE("the cause is found on both streams, and a warning of wsl.exe is none") {
    const std::string warning = "wsl: Expected '=' in C:\\Users\\jane\\.wslconfig:2\r\n";
    CHECK(complaint_of({1, "Catastrophic failure\r\nError code: Wsl/E_UNEXPECTED\r\n", warning}) ==
          "Error code: Wsl/E_UNEXPECTED");
    CHECK(complaint_of({1, "mw see x\n", warning + "sh: 3: ip: not found\n"}) == "sh: 3: ip: not found");
    CHECK(complaint_of({1, "", "sh: 3: ip: not found\r\n" + warning + warning + "\r\n"}) ==
          "sh: 3: ip: not found");
    CHECK(complaint_of({7, "", warning}) == "exit code 7");
    CHECK(complaint_of({7, "\r\n", ""}) == "exit code 7");
    CHECK(complaint_of({7, warning, ""}) == "exit code 7");
}

} // namespace mirrorwatch::agent
