// SPDX-License-Identifier: MIT
#include "common/sha256.hpp"
#include "service/agent/agent.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

const AdapterIdentity c_cisco{
    "{37217669-42DA-4657-A55B-0D995D328250}", "00-05-9A-3C-7A-00", {"10.8.0.2"}, "Ethernet 4"};

bool is(const Reply& reply, const Message& why) {
    return reply == Reply{Refusal{why}};
}

bool is(const Reply& reply, MessageId code) {
    const auto* refusal = std::get_if<Refusal>(&reply);
    return refusal && refusal->why.code == code;
}

void run_ubuntu(World& world) {
    world.wsl.answer_running({"docker-desktop", "Ubuntu"});
}

bool only_ubuntu_was_used(const World& world) {
    return std::all_of(world.wsl.calls.begin() + 1, world.wsl.calls.end(), [](const wsl::Arguments& call) {
        return call.size() > 4 && call[0] == "-d" && call[1] == "Ubuntu" && call[2] == "-u" &&
               call[3] == "root";
    });
}

GuestFacts answers(const std::vector<std::pair<std::string, bool>>& servers) {
    GuestFacts facts;
    for (const auto& [name, alive] : servers) {
        GuestTrial trial;
        trial.endpoint = name;
        trial.listens_here = trial.answers_here = alive;
        facts.trials.push_back(trial);
    }
    return facts;
}

} // namespace

TEST_CASE("WSL is observed without a guest command unless one is wanted") {
    World world;
    world.config.bytes = "[wsl2]\nnetworkingMode=mirrored\n";
    run_ubuntu(world);
    CHECK((handle(ObserveWsl{false}, world.ports) == Reply{WslObservation{{"Ubuntu", "docker-desktop"},
                                                                          NetworkingMode::Unknown,
                                                                          NetworkingMode::Mirrored,
                                                                          "",
                                                                          sha256_hex(*world.config.bytes)}}));
    CHECK(world.wsl.calls == std::vector<wsl::Arguments>{{"--list", "--verbose"}});
}

TEST_CASE("the effective mode and the VM's id come from the distro that runs and is not Docker's") {
    World world;
    run_ubuntu(world);
    world.wsl.answer("mirrored\n");
    world.wsl.answer("{c2a57b2d-0a1f-4b0e-9f5d-6d1b6a1c2e3f}\n");
    const Reply reply = handle(ObserveWsl{true}, world.ports);
    const auto& seen = std::get<WslObservation>(reply);
    CHECK(seen.effective == NetworkingMode::Mirrored);
    CHECK(seen.configured == NetworkingMode::Nat);
    CHECK(seen.vm_id == "{c2a57b2d-0a1f-4b0e-9f5d-6d1b6a1c2e3f}");
    CHECK(seen.config_sha256.empty());
    CHECK(only_ubuntu_was_used(world));
}

TEST_CASE("when nothing runs no guest command is given, so that WSL stays stopped") {
    for (const Request& request : {Request{ObserveWsl{true}}, Request{AskGuest{{{"web", "localhost", 80}}}},
                                   Request{ApplyExclusion{c_cisco}}, Request{UndoExclusion{c_cisco}}}) {
        World world;
        world.wsl.answer_running({});
        const Reply reply = handle(request, world.ports);
        CHECK(world.wsl.calls.size() == 1);
        const bool calm =
            std::holds_alternative<WslObservation>(reply) || std::holds_alternative<Done>(reply);
        CHECK((calm || is(reply, MessageId::GuestUnreachable)));
    }
}

TEST_CASE("nothing runs: an exclusion is undone, an exclusion and a question are refused") {
    World world;
    for (int i = 0; i < 3; ++i) {
        world.wsl.answer_running({});
    }
    CHECK((handle(UndoExclusion{c_cisco}, world.ports) == Reply{Done{}}));
    CHECK(is(handle(ApplyExclusion{c_cisco}, world.ports), MessageId::GuestUnreachable));
    CHECK(is(handle(AskGuest{}, world.ports), MessageId::GuestUnreachable));
}

TEST_CASE("a wsl.exe that does not answer is told, with what it said") {
    World world;
    world.wsl.answer("Class not registered\r\nError code: 0x80040154\r\n", 0xffffffff);
    CHECK(is(handle(ObserveWsl{}, world.ports),
             {MessageId::AgentFailed, {"wsl --list: Error code: 0x80040154"}}));
    world.wsl.break_down("wsl.exe ran out of time.");
    CHECK(is(handle(ApplyExclusion{c_cisco}, world.ports),
             {MessageId::GuestUnreachable, {"wsl.exe ran out of time."}}));
    run_ubuntu(world);
    world.wsl.answer("", 127, "sh: not found\n");
    CHECK(is(handle(ApplyExclusion{c_cisco}, world.ports),
             {MessageId::GuestUnreachable, {"In Ubuntu: sh: not found"}}));
}

TEST_CASE("garbage from wsl.exe is told, and is never taken for a WSL that has stopped") {
    World world;
    world.wsl.answer("\x1b[2J\x9f\xc3garbage");
    CHECK(is(handle(ObserveWsl{}, world.ports),
             {MessageId::AgentFailed, {"wsl --list: its answer is no list of distros"}}));
    world.wsl.answer("  NAME      STATE           VERSION\r\n* Ubuntu    Runn");
    CHECK(is(handle(UndoExclusion{c_cisco}, world.ports),
             {MessageId::GuestUnreachable, {"wsl --list: its answer is no list of distros"}}));
    world.wsl.answer("\x1b[2J\x9f\xc3garbage", 0xffffffff);
    world.wsl.answer("\x1b[2J\x9f\xc3garbage", 0xffffffff);
    CHECK(is(handle(ObserveWsl{}, world.ports),
             {MessageId::AgentFailed, {"wsl --list: exit code 4294967295"}}));
}

TEST_CASE("an exclusion is answered with how it stands in the guest") {
    const std::pair<std::string, ExclusionReceipt> cases[] = {
        {"mw see method nexthop\nmw see watcher systemd\nmw done eth1\n", {"eth1", true, true}},
        {"mw see method plain\nmw see watcher none\nmw done eth1\n", {"eth1", false, false}}};
    for (const auto& [said, receipt] : cases) {
        World world;
        run_ubuntu(world);
        world.wsl.answer(said);
        CHECK((handle(ApplyExclusion{c_cisco}, world.ports) == Reply{receipt}));
        CHECK(only_ubuntu_was_used(world));
        CHECK(world.history.files.empty());
    }
}

TEST_CASE("each refusal of the guest has its sentence") {
    const struct {
        const char* said;
        Message why;
    } cases[] = {
        {"mw refuse device-not-found\n", {MessageId::DeviceNotFound, {"Ethernet 4"}}},
        {"mw refuse device-ambiguous\n", {MessageId::DeviceAmbiguous, {"Ethernet 4"}}},
        {"mw refuse only-default-route\n", {MessageId::OnlyDefaultRoute, {"Ethernet 4"}}},
        {"mw refuse dns-not-kept\n", {MessageId::NameserverNotKept, {"Ethernet 4"}}},
        {"mw refuse no-iproute2\n",
         {MessageId::ExclusionFailed, {"Ethernet 4", "the distro has no iproute2"}}},
        {"mw failed it does not read back\n",
         {MessageId::ExclusionFailed, {"Ethernet 4", "it does not read back"}}},
    };

    for (const auto& one : cases) {
        World world;
        world.wsl.answer_running({"Ubuntu"});
        world.wsl.answer(one.said);
        CHECK(is(handle(ApplyExclusion{c_cisco}, world.ports), one.why));
    }
}

TEST_CASE("an undo that leaves something says so") {
    World world;
    run_ubuntu(world);
    world.wsl.answer("mw failed something of ours is left: x\n");
    CHECK(is(handle(UndoExclusion{c_cisco}, world.ports),
             {MessageId::ExclusionFailed, {"Ethernet 4", "something of ours is left: x"}}));
}

TEST_CASE("an undo needs one guest command") {
    World world;
    run_ubuntu(world);
    world.wsl.answer("mw done\n");
    CHECK((handle(UndoExclusion{c_cisco}, world.ports) == Reply{Done{}}));
    CHECK(world.wsl.calls.size() == 2);
}

TEST_CASE("the guest's evidence is given for each target") {
    World world;
    run_ubuntu(world);
    world.wsl.answer("mw port 1 0 0\nmw port 0 1 1\nmw done\n");
    const AskGuest question{{{"web", "localhost", 8080}, {"db", "10.0.0.9", 5432}}};
    CHECK((handle(question, world.ports) == Reply{answers({{"web", true}, {"db", false}})}));
    run_ubuntu(world);
    world.wsl.answer("mw port 0 1 1\nmw done\n");
    CHECK(is(handle(question, world.ports), MessageId::GuestUnreachable));
    run_ubuntu(world);
    world.wsl.answer("mw refuse no-tool\n");
    CHECK(is(handle(question, world.ports), MessageId::GuestUnreachable));
}

TEST_CASE("a guest is asked for its facts in one call, also without targets") {
    World world;
    run_ubuntu(world);
    world.wsl.answer("mw see resolver generated\nmw see terminal 0\nmw done\n");
    GuestFacts facts;
    facts.resolv_conf_is_generated = true;
    facts.terminal_in_use = false;
    CHECK((handle(AskGuest{}, world.ports) == Reply{facts}));
    CHECK(world.wsl.calls.size() == 2);
    CHECK(only_ubuntu_was_used(world));
}

TEST_CASE("a question that was cut off is answered with what was seen until then") {
    World world;
    run_ubuntu(world);
    world.wsl.answer("mw see resolver other\n", 124);
    GuestFacts facts;
    facts.resolv_conf_is_generated = false;
    CHECK((handle(AskGuest{}, world.ports) == Reply{facts}));
}

TEST_CASE("that nobody sits at a terminal is not known while another distro runs that was not asked") {
    for (const std::string terminal : {"0", "1"}) {
        World world;
        world.wsl.answer_running({"Ubuntu", "Debian"});
        world.wsl.answer("mw see terminal " + terminal + "\nmw done\n");
        const Reply reply = handle(AskGuest{}, world.ports);
        const auto wanted = terminal == "1" ? std::optional{true} : std::nullopt;
        CHECK(std::get<GuestFacts>(reply).terminal_in_use == wanted);
    }
}

TEST_CASE("a proxy's password in a question that failed is not told") {
    World world;
    run_ubuntu(world);
    world.wsl.answer("mw see proxy http://me:s3cret@proxy:1\n", 124);
    const Reply reply = handle(AskGuest{{{"web", "localhost", 80}}}, world.ports);
    CHECK(to_json(reply).find("s3cret") == std::string::npos);
    CHECK(is(reply, MessageId::GuestUnreachable));
}

TEST_CASE("mistakes in .wslconfig are observed without a guest command") {
    World world;
    world.config.bytes = "[wsl2]\nnetworkMode=mirrored\n";
    run_ubuntu(world);
    const Reply reply = handle(ObserveWsl{false}, world.ports);
    CHECK(std::get<WslObservation>(reply).config_mistakes ==
          std::vector<std::string>{
              "Line 2: wsl2.networkMode looks like a typing mistake: was wsl2.networkingMode meant?"});
    CHECK(world.wsl.calls.size() == 1);
}

TEST_CASE("a shutdown is one call, and its failure is told") {
    World world;
    world.wsl.answer("");
    CHECK((handle(ShutDownWsl{}, world.ports) == Reply{Done{}}));
    CHECK(world.wsl.calls == std::vector<wsl::Arguments>{{"--shutdown"}});
    world.wsl.answer("no\r\n", 0xffffffff);
    CHECK(is(handle(ShutDownWsl{}, world.ports), {MessageId::ShutdownFailed, {"no"}}));
    world.wsl.break_down("wsl.exe ran out of time.");
    CHECK(is(handle(ShutDownWsl{}, world.ports), MessageId::ShutdownFailed));
}

} // namespace mirrorwatch::agent
