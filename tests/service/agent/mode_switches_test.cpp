// SPDX-License-Identifier: MIT
#include "service/agent/agent.hpp"
#include "service/agent/config/config_change.hpp"
#include "service/agent/config/config_edit.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::agent {
namespace {

const std::string c_mirrored = "[wsl2]\nnetworkingMode=mirrored\n";

void do_switch(World& world, const std::string& id, NetworkingMode mode) {
    REQUIRE(std::holds_alternative<ConfigEdit>(handle(SetNetworkingMode{id, mode}, world.ports)));
}

ModeSwitches seen(World& world) {
    return mode_switches(world.config.bytes, world.ports).value();
}

std::vector<std::string> standing(World& world) {
    std::vector<std::string> ids;
    for (const ModeSwitch& one : seen(world).switches) {
        if (one.stands) {
            ids.push_back(one.remedy_id);
        }
    }
    return ids;
}

using Ids = std::vector<std::string>;

} // namespace

TEST_CASE("a switch stands until it is put back") {
    World world;
    world.config.bytes = c_mirrored;
    CHECK(standing(world).empty());
    do_switch(world, "a-1", NetworkingMode::Nat);
    CHECK(standing(world) == Ids{"a-1"});
    (void)handle(PutBackConfig{"a-1"}, world.ports);
    CHECK(standing(world).empty());
    CHECK(seen(world).switches.size() == 1);
}

TEST_CASE("a switch stands while its mode does, whatever else was edited") {
    World world;
    world.config.bytes = c_mirrored;
    do_switch(world, "a-1", NetworkingMode::Nat);
    *world.config.bytes += "memory=8GB\n";
    CHECK(standing(world) == Ids{"a-1"});
    world.config.bytes = "[wsl2]\nnetworkingMode=virtioproxy\n";
    CHECK(standing(world).empty());
    world.config.bytes.reset();
    CHECK(standing(world).empty());
}

TEST_CASE("the same mode set by the user after it was put back is the user's own") {
    World world;
    world.config.bytes = c_mirrored;
    do_switch(world, "a-1", NetworkingMode::Nat);
    (void)handle(PutBackConfig{"a-1"}, world.ports);
    world.config.bytes = "[wsl2]\nnetworkingMode=nat\n# my own\n";
    CHECK(standing(world).empty());
}

TEST_CASE("a kill between the backup of the way back and its edit leaves the switch standing") {
    for (const int at : {1, 2}) {
        World world;
        world.config.bytes = c_mirrored;
        do_switch(world, "a-1", NetworkingMode::Nat);
        world.disk.dies_at = world.disk.writes + at;
        world.disk.dies_after = true;
        CHECK_THROWS_AS((void)handle(PutBackConfig{"a-1"}, world.ports), Killed);
        CHECK(standing(world) == Ids{"a-1"});
    }
}

TEST_CASE("switches on top of each other are told newest first") {
    World world;
    world.config.bytes = c_mirrored;
    do_switch(world, "a-1", NetworkingMode::Nat);
    do_switch(world, "b-1", NetworkingMode::VirtioProxy);
    CHECK(standing(world) == Ids{"b-1"});
    (void)handle(PutBackConfig{"b-1"}, world.ports);
    CHECK(standing(world) == Ids{"a-1"});
}

TEST_CASE("a person's own change and another file's switch are none of ours") {
    World world;
    world.config.bytes = c_mirrored;
    (void)edit_config({wslconfig::Edit::Kind::Set, "networkingMode", "nat"}, false, world.ports);
    CHECK(seen(world).switches.empty());
    do_switch(world, "a-1", NetworkingMode::VirtioProxy);
    world.config.name = R"(D:\elsewhere\.wslconfig)";
    CHECK(seen(world).switches.empty());
}

TEST_CASE("a backup of a remedy that is damaged is told") {
    World world;
    world.config.bytes = c_mirrored;
    do_switch(world, "a-1", NetworkingMode::Nat);
    world.history.files["000001-a-1.wslconfig"] = "something else";
    CHECK(seen(world).switches.empty());
    CHECK(seen(world).damage == "Backup 1 is damaged: its bytes are not those that were saved.");
}

TEST_CASE("a history that cannot be read is an error") {
    World world;
    world.history.error = "Access is denied.";
    CHECK(mode_switches(world.config.bytes, world.ports).error().message == "Access is denied.");
}

} // namespace mirrorwatch::agent
