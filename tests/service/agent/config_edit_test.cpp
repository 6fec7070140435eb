// SPDX-License-Identifier: MIT
#include "common/sha256.hpp"
#include "service/agent/agent.hpp"
#include "service/agent/config/config_change.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

const std::string c_mirrored = "[wsl2]\r\n# mine\r\nnetworkingMode=mirrored\r\nmemory=8GB\r\n";
const std::string c_nat = "[wsl2]\r\n# mine\r\nnetworkingMode=nat\r\nmemory=8GB\r\n";
const std::string c_id = "20261122T154700-1";

Request to_nat() {
    return SetNetworkingMode{c_id, NetworkingMode::Nat};
}

Request back() {
    return PutBackConfig{c_id};
}

bool is(const Reply& reply, MessageId code) {
    const auto* refusal = std::get_if<Refusal>(&reply);
    return refusal && refusal->why.code == code;
}

ConfigEdit edit_of(const std::optional<std::string>& before, const std::optional<std::string>& after,
                   NetworkingMode from, NetworkingMode to) {
    return {from, to, before ? sha256_hex(*before) : "", after ? sha256_hex(*after) : ""};
}

const ConfigEdit c_there = edit_of(c_mirrored, c_nat, NetworkingMode::Mirrored, NetworkingMode::Nat);
const ConfigEdit c_back = edit_of(c_nat, c_mirrored, NetworkingMode::Nat, NetworkingMode::Mirrored);

Request without_tunnel() {
    return SetConfigSetting{c_id, ConfigSetting::DnsTunneling};
}

const std::string c_no_tunnel = c_mirrored + "dnsTunneling=false\r\n";
const ConfigEdit c_tunnel_off =
    edit_of(c_mirrored, c_no_tunnel, NetworkingMode::Mirrored, NetworkingMode::Mirrored);
const ConfigEdit c_tunnel_back =
    edit_of(c_no_tunnel, c_mirrored, NetworkingMode::Mirrored, NetworkingMode::Mirrored);

} // namespace

TEST_CASE("setting the mode backs the file up and changes it; putting it back gives the original bytes") {
    World world;
    world.config.bytes = c_mirrored;
    CHECK((handle(to_nat(), world.ports) == Reply{c_there}));
    CHECK(world.config.bytes == c_nat);
    CHECK(world.history.files.at("000001-" + c_id + ".wslconfig") == c_mirrored);
    CHECK((handle(back(), world.ports) == Reply{c_back}));
    CHECK(world.config.bytes == c_mirrored);
}

TEST_CASE("repeated requests give the same answers and write nothing") {
    World world;
    world.config.bytes = c_mirrored;
    const Reply first = handle(to_nat(), world.ports);
    const int writes = world.disk.writes;
    CHECK((handle(to_nat(), world.ports) == first));
    CHECK(world.disk.writes == writes);
    CHECK(world.history.files.at("000001-" + c_id + ".wslconfig") == c_mirrored);
    const Reply second = handle(back(), world.ports);
    CHECK((handle(back(), world.ports) == second));
    CHECK(world.config.bytes == c_mirrored);
}

TEST_CASE("a file that did not exist is made, and removed again") {
    World world;
    const std::string made = "[wsl2]\r\nnetworkingMode=virtioproxy\r\nlocalhostForwarding=false\r\n";
    const Reply reply = handle(SetNetworkingMode{c_id, NetworkingMode::VirtioProxy}, world.ports);
    CHECK((reply == Reply{edit_of({}, made, NetworkingMode::Nat, NetworkingMode::VirtioProxy)}));
    CHECK(world.config.bytes == made);
    CHECK((handle(back(), world.ports) ==
           Reply{edit_of(made, {}, NetworkingMode::VirtioProxy, NetworkingMode::Nat)}));
    CHECK(world.config.bytes == std::nullopt);
    CHECK(std::holds_alternative<ConfigEdit>(handle(back(), world.ports)));
}

TEST_CASE("a file that was edited meanwhile gets only our value back") {
    World world;
    world.config.bytes = c_mirrored;
    (void)handle(to_nat(), world.ports);
    world.config.bytes = c_nat + "swap=0\r\n";
    CHECK((handle(back(), world.ports) ==
           Reply{edit_of(c_nat, c_mirrored + "swap=0\r\n", NetworkingMode::Nat, NetworkingMode::Mirrored)}));
    CHECK(world.config.bytes == c_mirrored + "swap=0\r\n");
}

TEST_CASE("a mode that is not ours any more is left alone") {
    World world;
    world.config.bytes = c_mirrored;
    (void)handle(to_nat(), world.ports);
    const std::string theirs = "[wsl2]\nnetworkingMode=virtioproxy\n";
    world.config.bytes = theirs;
    CHECK(is(handle(back(), world.ports), MessageId::ConfigChangedMeanwhile));
    CHECK(is(handle(to_nat(), world.ports), MessageId::ConfigChangedMeanwhile));
    CHECK(world.config.bytes == theirs);
    CHECK(world.history.files.at("000001-" + c_id + ".wslconfig") == c_mirrored);
}

TEST_CASE(
    "somebody who writes at the same moment is not overwritten, and the edit is made on what was written") {
    World world;
    world.config.bytes = c_mirrored;
    world.config.other_writer = {"# new\n" + c_mirrored};
    CHECK(std::holds_alternative<ConfigEdit>(handle(to_nat(), world.ports)));
    CHECK(world.config.bytes == "# new\n" + c_nat);
    CHECK(world.history.files.at("000002-" + c_id + ".wslconfig") == "# new\n" + c_mirrored);
    CHECK(std::holds_alternative<ConfigEdit>(handle(back(), world.ports)));
    CHECK(world.config.bytes == "# new\n" + c_mirrored);
}

TEST_CASE("somebody who never stops writing makes us give up") {
    World world;
    world.config.bytes = c_mirrored;
    for (int i = 0; i < 5; ++i) {
        world.config.other_writer.push_back(c_mirrored + std::string(static_cast<std::size_t>(i) + 1, '\n'));
    }
    CHECK(is(handle(to_nat(), world.ports), MessageId::ConfigChangedMeanwhile));
    CHECK(world.config.states.empty());
}

TEST_CASE("the way there and back survives a kill at every write") {
    const struct {
        Request there;
        std::string changed;
        Reply edit;
        Reply undo;
    } ways[] = {
        {to_nat(), c_nat, c_there, c_back},
        {without_tunnel(), c_no_tunnel, c_tunnel_off, c_tunnel_back},
    };

    for (const auto& way : ways) {
        for (const bool after : {false, true}) {
            for (int at = 1; at <= 3; ++at) {
                CAPTURE(at);
                CAPTURE(after);
                World world;
                world.config.bytes = c_mirrored;
                world.disk.dies_at = at;
                world.disk.dies_after = after;
                CHECK_THROWS_AS((void)handle(way.there, world.ports), Killed);
                CHECK((world.config.bytes == c_mirrored || world.config.bytes == way.changed));
                CHECK((handle(way.there, world.ports) == way.edit));
                CHECK(world.config.bytes == way.changed);
                world.disk.dies_at = world.disk.writes + 1;
                CHECK_THROWS_AS((void)handle(back(), world.ports), Killed);
                CHECK((handle(back(), world.ports) == way.undo));
                CHECK(world.config.bytes == c_mirrored);
            }
        }
    }
}

TEST_CASE("a setting becomes false under a backup, and putting it back gives the original bytes") {
    World world;
    world.config.bytes = c_mirrored;
    CHECK((handle(without_tunnel(), world.ports) == Reply{c_tunnel_off}));
    CHECK(world.config.bytes == c_no_tunnel);
    CHECK(world.history.files.at("000001-" + c_id + ".wslconfig") == c_mirrored);
    const int writes = world.disk.writes;
    CHECK((handle(without_tunnel(), world.ports) == Reply{c_tunnel_off}));
    CHECK(world.disk.writes == writes);
    CHECK((handle(back(), world.ports) == Reply{c_tunnel_back}));
    CHECK(world.config.bytes == c_mirrored);
}

TEST_CASE("a setting in a file that was edited meanwhile is as it was before: not written, or true") {
    for (const std::string line : {"", "autoProxy=true\r\n"}) {
        World world;
        world.config.bytes = c_mirrored + line;
        (void)handle(SetConfigSetting{c_id, ConfigSetting::AutoProxy}, world.ports);
        CHECK(*world.config.bytes == c_mirrored + "autoProxy=false\r\n");
        world.config.bytes = "# new\r\n" + *world.config.bytes;
        CHECK(std::holds_alternative<ConfigEdit>(handle(back(), world.ports)));
        CHECK(world.config.bytes == "# new\r\n" + c_mirrored + line);
        CHECK(std::holds_alternative<ConfigEdit>(handle(back(), world.ports)));
    }
}

TEST_CASE("a mode that was changed while a setting is ours does not hinder its way back") {
    World world;
    world.config.bytes = c_mirrored;
    (void)handle(without_tunnel(), world.ports);
    world.config.bytes = c_nat + "dnsTunneling=false\r\n";
    CHECK(std::holds_alternative<ConfigEdit>(handle(back(), world.ports)));
    CHECK(world.config.bytes == c_nat);
}

TEST_CASE("a setting in a file that somebody never stops writing is left alone, and named") {
    World world;
    world.config.bytes = c_mirrored;
    (void)handle(without_tunnel(), world.ports);
    for (const std::string more : {"1", "2", "3"}) {
        world.config.other_writer.push_back(c_no_tunnel + "# " + more + "\r\n");
    }
    CHECK(
        (handle(back(), world.ports) == Reply{Refusal{{MessageId::SettingChanged, {"wsl2.dnsTunneling"}}}}));
    CHECK(world.config.bytes == c_no_tunnel + "# 3\r\n");
}

TEST_CASE("of a mode that somebody took over, it is told which one it is now") {
    World world;
    world.config.bytes = c_mirrored;
    (void)handle(to_nat(), world.ports);
    world.config.bytes = "[wsl2]\nnetworkingMode=consomme\n";
    CHECK((handle(back(), world.ports) ==
           Reply{Refusal{{MessageId::ConfigChangedMeanwhile, {"virtioproxy"}}}}));
}

TEST_CASE("a mode that was not written before is not written afterwards, whatever else was edited") {
    World world;
    world.config.bytes = "[wsl2]\nmemory=8GB\n";
    (void)handle(SetNetworkingMode{c_id, NetworkingMode::VirtioProxy}, world.ports);
    world.config.bytes = *world.config.bytes + "swap=0\n";
    CHECK(std::holds_alternative<ConfigEdit>(handle(back(), world.ports)));
    CHECK(world.config.bytes == "[wsl2]\nmemory=8GB\nswap=0\n");
}

TEST_CASE(
    "VirtioProxy brings localhostForwarding=false with it, without which VS Code does not get into WSL") {
    World world;
    world.config.bytes = "[wsl2]\nlocalhostForwarding=true\nnetworkingMode=mirrored\n";
    (void)handle(SetNetworkingMode{c_id, NetworkingMode::VirtioProxy}, world.ports);
    CHECK(world.config.bytes == "[wsl2]\nlocalhostForwarding=false\nnetworkingMode=virtioproxy\n");
    SUBCASE("both go back") {
        (void)handle(back(), world.ports);
        CHECK(world.config.bytes == "[wsl2]\nlocalhostForwarding=true\nnetworkingMode=mirrored\n");
    }
    SUBCASE("both go back in a file that was edited meanwhile") {
        world.config.bytes = *world.config.bytes + "swap=0\n";
        (void)handle(back(), world.ports);
        CHECK(world.config.bytes == "[wsl2]\nlocalhostForwarding=true\nnetworkingMode=mirrored\nswap=0\n");
    }
    SUBCASE("what somebody else has set since stays") {
        world.config.bytes = "[wsl2]\nlocalhostForwarding=true\nnetworkingMode=virtioproxy\nswap=0\n";
        (void)handle(back(), world.ports);
        CHECK(world.config.bytes == "[wsl2]\nlocalhostForwarding=true\nnetworkingMode=mirrored\nswap=0\n");
    }
}

TEST_CASE("another mode, and a file that has it off already, keep what they say of localhostForwarding") {
    World nat;
    nat.config.bytes = "[wsl2]\nnetworkingMode=mirrored\n";
    (void)handle(to_nat(), nat.ports);
    CHECK(nat.config.bytes == "[wsl2]\nnetworkingMode=nat\n");
    World off;
    off.config.bytes = "[wsl2]\nlocalhostForwarding=false\nnetworkingMode=mirrored\n";
    (void)handle(SetNetworkingMode{c_id, NetworkingMode::VirtioProxy}, off.ports);
    CHECK(off.config.bytes == "[wsl2]\nlocalhostForwarding=false\nnetworkingMode=virtioproxy\n");
    (void)handle(back(), off.ports);
    CHECK(off.config.bytes == "[wsl2]\nlocalhostForwarding=false\nnetworkingMode=mirrored\n");
}

TEST_CASE("what cannot be read, saved or written is refused with the reason, and nothing is lost") {
    World unreadable;
    unreadable.config.read_error = "it is locked";
    CHECK((handle(to_nat(), unreadable.ports) ==
           Reply{Refusal{{MessageId::ConfigUnreadable, {"it is locked"}}}}));
    World unsaved;
    unsaved.config.bytes = c_mirrored;
    unsaved.history.error = "the disk is full";
    CHECK((handle(to_nat(), unsaved.ports) ==
           Reply{Refusal{{MessageId::ConfigNotWritten, {"the disk is full"}}}}));
    CHECK(unsaved.config.states.empty());
    World unwritten;
    unwritten.config.bytes = c_mirrored;
    unwritten.config.write_error = "it is read-only";
    CHECK((handle(to_nat(), unwritten.ports) ==
           Reply{Refusal{{MessageId::ConfigNotWritten, {"it is read-only"}}}}));
    World busy;
    busy.config.bytes = c_mirrored;
    busy.history.lock_error = "another one is at it";
    for (const Request& request : {to_nat(), back()}) {
        CHECK((handle(request, busy.ports) ==
               Reply{Refusal{{MessageId::ConfigNotWritten, {"another one is at it"}}}}));
    }
    CHECK(busy.disk.writes == 0);
    World foreign;
    foreign.config.bytes = "\xfe\xff";
    CHECK(is(handle(to_nat(), foreign.ports), MessageId::ConfigUnreadable));
    CHECK(foreign.history.files.empty());
}

TEST_CASE("without a backup there is nothing to put back, and a damaged one is not used") {
    World world;
    world.config.bytes = c_mirrored;
    CHECK(is(handle(back(), world.ports), MessageId::NothingToRestore));
    (void)handle(to_nat(), world.ports);
    world.history.files["000001-" + c_id + ".wslconfig"] = "[wsl2]";
    CHECK(is(handle(back(), world.ports), MessageId::ConfigUnreadable));
    CHECK(world.config.bytes == c_nat);
}

TEST_CASE("the history tells what a remedy did, and that it was put back") {
    World world;
    world.config.bytes = c_mirrored;
    (void)handle(to_nat(), world.ports);
    (void)handle(back(), world.ports);
    const auto entries = config_history(world.ports);
    REQUIRE(entries.has_value());
    REQUIRE(entries->size() == 2);
    CHECK((*entries)[0] == BackupEntry{2, "2026-11-22T15:47:00Z", "undo " + c_id, world.config.name, c_id,
                                       sha256_hex(c_nat), sha256_hex(c_mirrored)});
    CHECK((*entries)[1] == BackupEntry{1, "2026-11-22T15:47:00Z", "set wsl2.networkingMode=nat",
                                       world.config.name, c_id, sha256_hex(c_mirrored), sha256_hex(c_nat)});
}

TEST_CASE("what somebody wrote since, and we take our mode out of, can be brought back") {
    World world;
    world.config.bytes = c_mirrored;
    (void)handle(to_nat(), world.ports);
    world.config.bytes = c_nat + "swap=0\r\n";
    (void)handle(back(), world.ports);
    CHECK(undo_config(std::nullopt, false, world.ports).has_value());
    CHECK(world.config.bytes == c_nat + "swap=0\r\n");
}

TEST_CASE("a remedy's id never becomes a path") {
    World world;
    CHECK(is(handle(SetNetworkingMode{"../x", NetworkingMode::Nat}, world.ports), MessageId::AgentFailed));
    CHECK(is(handle(PutBackConfig{""}, world.ports), MessageId::AgentFailed));
    CHECK(world.history.files.empty());
}

} // namespace mirrorwatch::agent
