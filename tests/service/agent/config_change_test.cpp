// SPDX-License-Identifier: MIT
#include "service/agent/config/config_change.hpp"

#include "common/sha256.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

const std::string c_mirrored = "[wsl2]\r\n# mine\r\nnetworkingMode=mirrored\r\nmemory=8GB\r\n";
const std::string c_nat = "[wsl2]\r\n# mine\r\nnetworkingMode=nat\r\nmemory=8GB\r\n";
const std::string c_none = "[wsl2]\r\n# mine\r\nnetworkingMode=none\r\nmemory=8GB\r\n";

wslconfig::Edit to(const std::string& mode) {
    return {wslconfig::Edit::Kind::Set, "networkingMode", mode};
}

/// Sets these modes one after another.
void set(World& world, const std::vector<std::string>& modes) {
    for (const std::string& mode : modes) {
        REQUIRE(edit_config(to(mode), false, world.ports).has_value());
    }
}

std::string error_of(const Result<FileChange>& change) {
    return change.has_error() ? change.error().message : "no error";
}

} // namespace

TEST_CASE("an edit is made, backed up, and told") {
    World world;
    world.config.bytes = c_mirrored;
    CHECK(*edit_config(to("nat"), false, world.ports) == Change{c_mirrored, c_nat, 1});
    CHECK(world.config.bytes == c_nat);
    CHECK(world.history.files.at("000001.wslconfig") == c_mirrored);
    CHECK(*config_history(world.ports) ==
          std::vector{BackupEntry{1, "2026-11-22T15:47:00Z", "set wsl2.networkingMode=nat", world.config.name,
                                  "", sha256_hex(c_mirrored), sha256_hex(c_nat)}});
}

TEST_CASE("a dry run tells the same, and writes and locks nothing") {
    World world;
    world.config.bytes = c_mirrored;
    CHECK(*edit_config(to("nat"), true, world.ports) == Change{c_mirrored, c_nat, std::nullopt});
    set(world, {"nat"});
    const int writes = world.disk.writes;
    const int locks = world.history.locks;
    CHECK(*undo_config(std::nullopt, true, world.ports) == Change{c_nat, c_mirrored, std::nullopt});
    CHECK(world.disk.writes == writes);
    CHECK(world.history.locks == locks);
}

TEST_CASE("an edit that changes nothing writes nothing") {
    World world;
    world.config.bytes = c_nat;
    CHECK(*edit_config(to("nat"), false, world.ports) == Change{c_nat, c_nat, std::nullopt});
    CHECK(world.disk.writes == 0);
}

TEST_CASE("a file that did not exist is made, and undone") {
    World world;
    const auto made = edit_config(to("nat"), false, world.ports);
    REQUIRE(made.has_value());
    CHECK(made->before == std::nullopt);
    CHECK(world.config.bytes == made->after);
    CHECK(*undo_config(std::nullopt, false, world.ports) == Change{made->after, std::nullopt, 2});
    CHECK(world.config.bytes == std::nullopt);
    CHECK(*undo_config(std::nullopt, false, world.ports) == Change{std::nullopt, made->after, 3});
}

TEST_CASE("an undo gives back the very bytes, and can be undone") {
    World world;
    world.config.bytes = c_mirrored;
    set(world, {"nat", "none"});
    CHECK(*undo_config(std::nullopt, false, world.ports) == Change{c_none, c_nat, 3});
    CHECK(*undo_config(std::nullopt, false, world.ports) == Change{c_nat, c_none, 4});
    CHECK(*undo_config(1, false, world.ports) == Change{c_none, c_mirrored, 5});
    CHECK(config_history(world.ports)->front().reason == "undo 1");
    CHECK(*undo_config(1, false, world.ports) == Change{c_mirrored, c_mirrored, std::nullopt});
}

TEST_CASE("an undo without a number takes the newest change that is still to be seen") {
    World world;
    world.config.bytes = c_mirrored;
    set(world, {"nat", "none"});
    world.config.bytes = c_nat; // somebody's own way back
    CHECK(*undo_config(std::nullopt, false, world.ports) == Change{c_nat, c_mirrored, 3});
}

TEST_CASE("an undo backs up what was written since") {
    World world;
    world.config.bytes = c_mirrored;
    set(world, {"nat"});
    world.config.bytes = "theirs";
    CHECK(*undo_config(std::nullopt, false, world.ports) == Change{"theirs", c_mirrored, 2});
    CHECK(world.history.files.at("000002.wslconfig") == "theirs");
}

TEST_CASE("what cannot be undone is refused with the reason") {
    World world;
    CHECK(error_of(undo_config(std::nullopt, false, world.ports)) ==
          "The history has no change of " + world.config.name + " that could be undone.");
    CHECK(error_of(undo_config(7, false, world.ports)) == "The history has no backup 7.");
    world.config.bytes = c_mirrored;
    set(world, {"nat", "none"});
    world.history.files["000002.wslconfig"] = "spoilt";
    CHECK(error_of(undo_config(2, false, world.ports)) ==
          "Backup 2 is damaged: its bytes are not those that were saved.");
    CHECK(
        error_of(undo_config(std::nullopt, false, world.ports)) ==
        "Backup 2 is damaged: its bytes are not those that were saved. Name the one to undo by its number.");
    CHECK(config_history(world.ports)->front().damage ==
          "Backup 2 is damaged: its bytes are not those that were saved.");
    CHECK(world.config.bytes == c_none);
    CHECK(undo_config(1, false, world.ports).has_value());
}

TEST_CASE("a note that cannot be read is shown, as it could be this file's") {
    World world;
    world.config.bytes = c_mirrored;
    set(world, {"nat", "none"});
    world.history.files["000002.json"] = "";
    REQUIRE(config_history(world.ports)->size() == 2);
    CHECK(config_history(world.ports)->front().number == 2);
    CHECK(undo_config(std::nullopt, false, world.ports).has_error());
}

TEST_CASE("each file has a history of its own, whatever the case of its name") {
    World world;
    world.config.bytes = c_mirrored;
    set(world, {"nat"});
    world.config.name = R"(D:\other.wslconfig)";
    CHECK(config_history(world.ports)->empty());
    CHECK(undo_config(std::nullopt, false, world.ports).has_error());
    CHECK(error_of(undo_config(1, false, world.ports)) ==
          R"(Backup 1 is of another file, C:\Users\jane\.wslconfig.)");
    CHECK(world.config.bytes == c_nat);
    world.config.name = R"(c:\users\JANE\.wslconfig)";
    CHECK(config_history(world.ports)->size() == 1);
    CHECK(undo_config(std::nullopt, false, world.ports).has_value());
}

TEST_CASE("the edit is made again on what somebody else wrote meanwhile") {
    World world;
    world.config.bytes = c_mirrored;
    world.config.other_writer = {"# new\n" + c_mirrored};
    CHECK(*edit_config(to("nat"), false, world.ports) ==
          Change{"# new\n" + c_mirrored, "# new\n" + c_nat, 2});
    CHECK(config_history(world.ports)->size() == 1);
    CHECK(*undo_config(std::nullopt, false, world.ports) ==
          Change{"# new\n" + c_nat, "# new\n" + c_mirrored, 3});
}

TEST_CASE("somebody who never stops writing is left alone") {
    World world;
    world.config.bytes = c_mirrored;
    for (std::size_t i = 1; i <= 5; ++i) {
        world.config.other_writer.push_back(c_mirrored + std::string(i, '\n'));
    }
    CHECK(error_of(edit_config(to("nat"), false, world.ports)).find("Somebody else keeps changing") == 0);
    CHECK(world.config.states.empty());
    CHECK(config_history(world.ports)->empty());
}

TEST_CASE("a change that could not be made leaves no backup of it") {
    World world;
    world.config.bytes = c_mirrored;
    world.config.write_error = "it is read-only";
    CHECK(error_of(edit_config(to("nat"), false, world.ports)) == "it is read-only");
    CHECK(config_history(world.ports)->empty());
    CHECK(world.config.bytes == c_mirrored);
}

TEST_CASE("while another Mirrorwatch is at it, nothing is changed") {
    World world;
    world.config.bytes = c_mirrored;
    set(world, {"nat"});
    const int writes = world.disk.writes;
    world.history.lock_error = "another one is at it";
    CHECK(error_of(edit_config(to("none"), false, world.ports)) == "another one is at it");
    CHECK(error_of(undo_config(std::nullopt, false, world.ports)) == "another one is at it");
    CHECK(edit_config(to("none"), true, world.ports).has_value());
    CHECK(config_history(world.ports)->size() == 1);
    CHECK(world.disk.writes == writes);
}

TEST_CASE("an edit that makes no sense, a file or a history that cannot be read: the reason is told") {
    World world;
    world.config.bytes = c_mirrored;
    CHECK(edit_config(to("sideways"), false, world.ports).has_error());
    CHECK(world.disk.writes == 0);
    world.config.read_error = "it is locked";
    CHECK(error_of(edit_config(to("nat"), false, world.ports)) == "it is locked");
    CHECK(error_of(edit_config(to("nat"), true, world.ports)) == "it is locked");
    CHECK(error_of(undo_config(std::nullopt, true, world.ports)) == "it is locked");
    world.config.read_error.reset();
    world.history.error = "the disk is full";
    CHECK(error_of(edit_config(to("nat"), false, world.ports)) == "the disk is full");
    CHECK(error_of(undo_config(std::nullopt, false, world.ports)) == "the disk is full");
    CHECK(config_history(world.ports).has_error());
    CHECK(world.config.bytes == c_mirrored);
}

} // namespace mirrorwatch::agent
