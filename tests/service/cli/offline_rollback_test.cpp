// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "service/agent/config/backups.hpp"
#include "service/cli/offline_rollback.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using agent::Killed;

const std::string c_mirrored = "[wsl2]\r\nnetworkingMode=mirrored\r\nmemory=8GB\r\n";
const std::string c_nat = "[wsl2]\r\nnetworkingMode=nat\r\nmemory=8GB\r\n";
const std::string c_virtioproxy = "[wsl2]\r\nnetworkingMode=virtioproxy\r\nmemory=8GB\r\n";
const std::string c_id = "20261122T154700-hand-7";
const std::string c_file = R"(C:\Users\jane\.wslconfig)";

/// A user without a service.
struct Alone : agent::World {
    Alone() { config.bytes = c_mirrored; }

    /// What the next look finds.
    void runs(const std::string& mode) {
        wsl.answers.clear();
        wsl.answer_running({"Ubuntu", "Debian"});
        wsl.answer(mode + "\n");
        wsl.answer("12345678-1234-1234-1234-123456789012\n");
    }

    void rests() {
        wsl.answers.clear();
        wsl.answer_running({});
    }

    Result<OfflinePlan> rollback(NetworkingMode mode = NetworkingMode::Nat, const std::string& id = c_id) {
        return plan_rollback(mode, id, ports);
    }

    Result<OfflinePlan> restore(const std::optional<Remedy>& noted = std::nullopt) {
        return plan_restore(noted, ports);
    }

    OfflineOutcome carry_out(const OfflinePlan& plan) {
        wsl.answer(""); // wsl --shutdown
        return cli::carry_out(plan, ports);
    }

    [[nodiscard]] int shutdowns() const {
        return static_cast<int>(std::count(wsl.calls.begin(), wsl.calls.end(), wsl::shut_down()));
    }
};

void roll_back(Alone& world) {
    world.runs("mirrored");
    REQUIRE(world.carry_out(world.rollback().value()).is_done);
}

} // namespace

TEST_CASE("a rollback by hand says what ends, and changes nothing before it is agreed to") {
    Alone world;
    world.runs("mirrored");
    const auto plan = world.rollback();
    REQUIRE(plan.has_value());
    CHECK(plan->message ==
          "This switches WSL to NAT networking and shuts WSL down. It ends Ubuntu and Debian.");
    CHECK(world.config.bytes == c_mirrored);
    CHECK(world.disk.writes == 0);
    CHECK(world.shutdowns() == 0);
}

TEST_CASE("a rollback by hand sets the mode, shuts WSL down once, and says that WSL is not started") {
    Alone world;
    world.runs("mirrored");
    const OfflineOutcome outcome = world.carry_out(world.rollback().value());
    CHECK((outcome ==
           OfflineOutcome{true, c_file + " sets networkingMode=nat now, and WSL was shut down. WSL will "
                                         "use NAT networking from its next start. Start it when you "
                                         "like.\nTo go back: mirrorwatch restore"}));
    CHECK(world.config.bytes == c_nat);
    CHECK(world.shutdowns() == 1);
    CHECK(world.wsl.calls.back() == wsl::shut_down());
}

TEST_CASE("a restore by hand gives the original bytes back and shuts WSL down once") {
    Alone world;
    roll_back(world);
    world.runs("nat");
    const auto plan = world.restore();
    REQUIRE(plan.has_value());
    CHECK(plan->message ==
          "This puts WSL back to mirrored networking and shuts WSL down. It ends Ubuntu and Debian.");
    const OfflineOutcome outcome = world.carry_out(*plan);
    CHECK((outcome ==
           OfflineOutcome{true, c_file + " is what it was before, byte for byte, and WSL was shut down. "
                                         "WSL will use mirrored networking again from its next start. "
                                         "Start it when you like."}));
    CHECK(world.config.bytes == c_mirrored);
    CHECK(world.shutdowns() == 2);
}

TEST_CASE("after a restore by hand there is nothing more to restore") {
    Alone world;
    roll_back(world);
    world.rests();
    (void)world.carry_out(world.restore().value());
    world.runs("mirrored");
    CHECK(world.restore().error().message ==
          "There is nothing to restore: Mirrorwatch has not changed the networking mode.");
}

TEST_CASE("what was edited after a rollback by hand survives the restore") {
    Alone world;
    roll_back(world);
    *world.config.bytes += "swap=0\r\n";
    world.rests();
    const OfflineOutcome outcome = world.carry_out(world.restore().value());
    CHECK(outcome.is_done);
    CHECK(outcome.text.find("has its former networking mode, and keeps what was changed since,") !=
          std::string::npos);
    CHECK(world.config.bytes == c_mirrored + "swap=0\r\n");
}

TEST_CASE("a restore by hand does not touch a mode that the user has set") {
    Alone world;
    roll_back(world);
    world.config.bytes = c_virtioproxy;
    world.rests();
    CHECK(world.restore().has_error());
    CHECK(world.config.bytes == c_virtioproxy);
}

TEST_CASE("a rollback by hand killed at any write is mended by saying it again, and can be restored") {
    for (const bool after : {false, true}) {
        for (int at = 1; at <= 3; ++at) {
            CAPTURE(at);
            CAPTURE(after);
            Alone world;
            world.runs("mirrored");
            const OfflinePlan plan = world.rollback().value();
            world.disk.dies_at = at;
            world.disk.dies_after = after;
            CHECK_THROWS_AS((void)world.carry_out(plan), Killed);
            world.disk.dies_at = 0;
            world.runs("mirrored");
            CHECK(world.carry_out(world.rollback(NetworkingMode::Nat, "second").value()).is_done);
            CHECK(world.config.bytes == c_nat);
            CHECK(world.shutdowns() == 1);
            world.rests();
            CHECK(world.carry_out(world.restore().value()).is_done);
            CHECK(world.config.bytes == c_mirrored);
        }
    }
}

TEST_CASE("a restore by hand killed at any write is mended by saying it again") {
    for (const bool after : {false, true}) {
        for (int at = 1; at <= 3; ++at) {
            CAPTURE(at);
            CAPTURE(after);
            Alone world;
            roll_back(world);
            world.runs("nat");
            const OfflinePlan plan = world.restore().value();
            world.disk.dies_at = world.disk.writes + at;
            world.disk.dies_after = after;
            CHECK_THROWS_AS((void)world.carry_out(plan), Killed);
            world.disk.dies_at = 0;
            world.runs("nat");
            CHECK(world.carry_out(world.restore().value()).is_done);
            CHECK(world.config.bytes == c_mirrored);
            CHECK(world.shutdowns() == 2);
        }
    }
}

TEST_CASE("a shutdown that fails leaves the new mode in the file and says how to go on") {
    Alone world;
    world.runs("mirrored");
    const OfflinePlan plan = world.rollback().value();
    world.wsl.break_down("Access is denied");
    const OfflineOutcome outcome = cli::carry_out(plan, world.ports);
    CHECK(
        (outcome ==
         OfflineOutcome{false, "WSL could not be shut down: Access is denied. " + c_file +
                                   " has NAT networking now, which counts from WSL's next start. To shut WSL "
                                   "down: wsl --shutdown"}));
    world.runs("mirrored");
    const auto again = world.rollback();
    REQUIRE(again.has_value());
    CHECK(again->message == ".wslconfig says so already, but WSL still runs with mirrored networking. This "
                            "shuts WSL down. It ends Ubuntu and Debian.");
    CHECK(world.carry_out(*again).is_done);
}

TEST_CASE("a file that cannot be written ends a rollback by hand before WSL is shut down") {
    Alone world;
    world.runs("mirrored");
    const OfflinePlan plan = world.rollback().value();
    world.config.write_error = "The disk is full.";
    const OfflineOutcome outcome = world.carry_out(plan);
    CHECK((outcome ==
           OfflineOutcome{false, ".wslconfig could not be written, and is as it was: The disk is full."}));
    CHECK(world.shutdowns() == 0);
}

TEST_CASE("a rollback by hand to the next rung goes back first, and a restore then ends where it began") {
    Alone world;
    roll_back(world);
    world.runs("nat");
    const auto plan = world.rollback(NetworkingMode::VirtioProxy, "second");
    REQUIRE(plan.has_value());
    CHECK(world.carry_out(*plan).is_done);
    CHECK(world.config.bytes == c_virtioproxy + "localhostForwarding=false\r\n");
    CHECK(world.shutdowns() == 2);
    world.rests();
    CHECK(world.carry_out(world.restore().value()).is_done);
    CHECK(world.config.bytes == c_mirrored);
}

TEST_CASE("a rollback by hand from a mode that nobody of us has set is refused") {
    Alone world;
    world.config.bytes = c_virtioproxy;
    world.rests();
    CHECK(world.rollback().error().message == "WSL is already set to VirtioProxy networking.");
    world.config.bytes.reset();
    world.rests();
    CHECK(world.rollback().error().message == "WSL is already set to NAT networking.");
}

TEST_CASE("a restore by hand prefers the switch that the service has noted") {
    Alone world;
    roll_back(world);
    world.rests();
    world.config.bytes = c_mirrored; // by the user
    (void)agent::handle(agent::SetNetworkingMode{"newer", NetworkingMode::Nat}, world.ports);
    Remedy noted;
    noted.id = c_id;
    const auto plan = world.restore(noted);
    REQUIRE(plan.has_value());
    CHECK((plan->steps.front() == agent::Request{agent::PutBackConfig{c_id}}));
    noted.id = "gone";
    world.rests();
    CHECK((world.restore(noted)->steps.front() == agent::Request{agent::PutBackConfig{"newer"}}));
}

TEST_CASE("WSL that does not answer is no reason to leave the file as it is, and it is said") {
    Alone world;
    world.wsl.break_down("wsl.exe cannot be found");
    const auto plan = world.rollback();
    REQUIRE(plan.has_value());
    CHECK(plan->message.find("What runs there is not known: ") != std::string::npos);
    CHECK(plan->message.find("wsl.exe cannot be found") != std::string::npos);
}

TEST_CASE("a .wslconfig or a history that cannot be read is left alone") {
    Alone world;
    world.config.read_error = "It is locked.";
    CHECK(world.rollback().error().message == ".wslconfig could not be read: It is locked.");
    world.config.read_error.reset();
    world.history.error = "Access is denied.";
    CHECK(world.restore().has_error());
}

TEST_CASE("a damaged original is told instead of nothing to restore") {
    Alone world;
    roll_back(world);
    world.history.files["000001-" + c_id + ".wslconfig"] = "other bytes";
    world.rests();
    CHECK(world.restore().error().message == "Backup 1 is damaged: its bytes are not those that were saved. "
                                             "See: mirrorwatch wslconfig history.");
}

TEST_CASE("the journal's switch is the user's own, and one that is not over") {
    Remedy remedy;
    remedy.id = "a-1";
    remedy.spec = SwitchMode{};
    remedy.state = RemedyState::Helped;
    Remembered remembered{{{{"S-1", 2}, remedy}}, {}};
    CHECK((noted_switch(remembered, "S-1") == remedy));
    CHECK_FALSE(noted_switch(remembered, "S-2").has_value());
    remembered.remedies.front().second.state = RemedyState::Undone;
    CHECK_FALSE(noted_switch(remembered, "S-1").has_value());
    remembered.remedies.front().second = Remedy{};
    CHECK_FALSE(noted_switch(remembered, "S-1").has_value());
}

TEST_CASE("a service stopped half-way is warned of only when it would go on against what is asked for") {
    Remedy noted;
    for (const RemedyState state : {RemedyState::Applying, RemedyState::ShuttingDown}) {
        noted.state = state;
        CHECK(warning_of(noted, true).find("mirrorwatch restore") != std::string::npos);
        CHECK(warning_of(noted, false).empty());
    }
    for (const RemedyState state : {RemedyState::Undoing, RemedyState::UndoAwaitingWsl}) {
        noted.state = state;
        CHECK(warning_of(noted, false).find("mirrorwatch rollback") != std::string::npos);
        CHECK(warning_of(noted, true).empty());
    }
    noted.state = RemedyState::Helped;
    CHECK(warning_of(noted, true).empty());
    CHECK(warning_of(std::nullopt, true).empty());
}

TEST_CASE("an id made by hand may name a backup") {
    const std::chrono::sys_seconds time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} +
                                        std::chrono::hours{15}};
    CHECK(offline_id(time, 4711) == "20261122T150000-hand-4711");
    CHECK(agent::is_remedy_id(offline_id(time, 4711)));
}

} // namespace mirrorwatch::cli
