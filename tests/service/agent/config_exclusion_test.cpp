// SPDX-License-Identifier: MIT
#include "common/wslconfig/text.hpp"
#include "service/agent/config/config_change.hpp"
#include "service/agent/config/config_exclusion.hpp"
#include "tests/service/agent/fakes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::agent {
namespace {

using Names = std::vector<std::string>;

const std::string c_file = "[wsl2]\r\nnetworkingMode=mirrored\r\n";
const std::string c_key = "networkingMode.excludedInterfaces=";
const std::string c_vm = "{c2a57b2d-0a1f-4b0e-9f5d-6d1b6a1c2e3f}";
const std::string c_next_vm = "{11111111-0a1f-4b0e-9f5d-6d1b6a1c2e3f}";

AdapterIdentity adapter(const std::string& name) {
    return {"{" + name + "}", "00-05-9A-3C-7A-00", {}, name};
}

std::string object(const std::string& name) {
    return "{\"name\": \"" + name + "\"}";
}

FileChange exclude(World& world, const std::string& name) {
    const auto change = exclude_interface(adapter(name), false, world.ports);
    REQUIRE_MESSAGE(change.has_value(), (change ? "" : change.error().message));
    return *change;
}

FileChange include(World& world, const std::string& name) {
    const auto change = include_interface(adapter(name), false, world.ports);
    REQUIRE_MESSAGE(change.has_value(), (change ? "" : change.error().message));
    return *change;
}

template <class T>
std::string error_of(const Result<T>& result) {
    return result.has_error() ? result.error().message : "no error";
}

void runs(World& world, const std::string& vm, const std::string& mode = "mirrored") {
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer(mode + "\n");
    world.wsl.answer(vm + "\n");
}

Sight seen(World& world) {
    const auto sight = look_at_interface(adapter("VPN"), world.ports);
    REQUIRE_MESSAGE(sight.has_value(), (sight ? "" : sight.error().message));
    return *sight;
}

} // namespace

TEST_CASE("one VPN, two, one of two back, the last one back: each byte of the file") {
    World world;
    world.config.bytes = c_file;
    CHECK(exclude(world, "VPN A") == Change{c_file, c_file + c_key + object("VPN A") + "\r\n", 1});
    exclude(world, "VPN B");
    CHECK(world.config.bytes == c_file + c_key + "[" + object("VPN A") + ", " + object("VPN B") + "]\r\n");
    CHECK(*interfaces_excluded_by_file(world.ports) == Names{"VPN A", "VPN B"});
    include(world, "vpn a");
    CHECK(world.config.bytes == c_file + c_key + object("VPN B") + "\r\n");
    CHECK(include(world, "VPN B").backup == 4);
    CHECK(world.config.bytes == c_file);
}

TEST_CASE("what was there before the first exclusion comes back with the last inclusion") {
    const std::string wide_text = "[wsl2]\r\nmemory=8GB\r\n";
    const std::optional<std::string> files[] = {
        std::nullopt,
        "",
        "[wsl2]",
        "[wsl2]\r\nnetworkingMode=mirrored",
        "[wsl2]\nnetworkingMode=mirrored\n",
        "# only words",
        "[experimental]\r\nsparseVhd=true\r\n",
        "\xef\xbb\xbf[wsl2]\r\nmemory=8GB\r\n",
        "\xff\xfe" + wslconfig::encode(wide_text, wslconfig::Encoding::Utf16Le),
        "[wsl2]\n" + c_key + "{\"name\":\"hand\"} # mine\nswap=0\n",
        "[wsl2]\n" + c_key + " [ ]\n",
    };
    for (const auto& file : files) {
        CAPTURE(file.value_or("(none)"));
        World world;
        world.config.bytes = file;
        exclude(world, "VPN A");
        exclude(world, "VPN B");
        CHECK(world.config.bytes != file);
        include(world, "VPN A");
        CHECK(interfaces_excluded_by_file(world.ports)->back() == "VPN B");
        include(world, "VPN B");
        CHECK(world.config.bytes == file);
        exclude(world, "VPN A");
        REQUIRE(undo_config(std::nullopt, false, world.ports).has_value());
        CHECK(world.config.bytes == file);
    }
}

TEST_CASE("what somebody wrote since is kept when the line goes") {
    World world;
    exclude(world, "VPN");
    const std::string made = *world.config.bytes;
    CHECK(made == "[wsl2]\r\n" + c_key + object("VPN") + "\r\n");
    world.config.bytes = made + "memory=8GB\r\n";
    include(world, "VPN");
    CHECK(world.config.bytes == "[wsl2]\r\nmemory=8GB\r\n");
}

TEST_CASE("a line in another form is kept and refused, for both ways") {
    World world;
    const std::string file = "[wsl2]\n" + c_key + "VPN, Other\n";
    world.config.bytes = file;
    const std::string why =
        "networkingMode.excludedInterfaces is neither {\"name\": \"…\"} nor a list of such "
        "objects. Mend or remove it by hand.";
    CHECK(error_of(exclude_interface(adapter("VPN"), false, world.ports)) == why);
    CHECK(error_of(include_interface(adapter("VPN"), false, world.ports)) == why);
    CHECK(world.config.bytes == file);
    CHECK(world.disk.writes == 0);
}

TEST_CASE("what says so already is not written, in any case of letters") {
    World world;
    world.config.bytes = "[wsl2]\n" + c_key + object("VPN") + "\n";
    CHECK(exclude(world, "vpn").backup == std::nullopt);
    CHECK(include(world, "Other").backup == std::nullopt);
    CHECK(world.disk.writes == 0);
}

TEST_CASE("a dry run writes nothing and asks WSL nothing") {
    World world;
    world.config.bytes = c_file;
    const auto change = exclude_interface(adapter("VPN"), true, world.ports);
    REQUIRE(change.has_value());
    CHECK(change->after == c_file + c_key + object("VPN") + "\r\n");
    CHECK(world.disk.writes == 0);
    CHECK(world.wsl.calls.empty());
}

TEST_CASE("a name is escaped as JSON and WSL both do it, or refused") {
    World world;
    exclude(world, R"(a "b" \ # c)");
    CHECK(world.config.bytes == "[wsl2]\r\n" + c_key + R"({"name": "a \"b\" \\ # c"})" + "\r\n");
    const std::string before = *world.config.bytes;
    for (const std::string name : {"\xc3\x9c"
                                   "bertragung",
                                   "a\tb", "a\x7f", ""}) {
        CAPTURE(name);
        CHECK(exclude_interface(adapter(name), false, world.ports).has_error());
    }
    CHECK(world.config.bytes == before);
}

TEST_CASE("a file that cannot be written is as it was, and has no backup") {
    World world;
    world.config.bytes = c_file;
    world.config.write_error = "it is read-only.";
    CHECK(error_of(exclude_interface(adapter("VPN"), false, world.ports)) == "it is read-only.");
    CHECK(world.config.bytes == c_file);
    CHECK(config_history(world.ports)->empty());
}

TEST_CASE("somebody else's write in between is kept") {
    World world;
    world.config.bytes = c_file;
    world.config.other_writer = {c_file + "memory=8GB\r\n"};
    exclude(world, "VPN");
    CHECK(world.config.bytes == c_file + "memory=8GB\r\n" + c_key + object("VPN") + "\r\n");
}

TEST_CASE("a WSL that was started before the line has nothing to do with it") {
    World world;
    world.config.bytes = c_file;
    runs(world, c_vm);
    exclude(world, "VPN");
    runs(world, c_vm);
    CHECK(seen(world) == Sight{Mirroring::OlderWsl});
}

TEST_CASE("a newer WSL that mirrors the adapter all the same shows that the line has no effect") {
    for (const bool ran : {true, false}) {
        World world;
        world.config.bytes = c_file;
        ran ? runs(world, c_vm) : world.wsl.answer_running({});
        exclude(world, "VPN");
        runs(world, c_next_vm);
        world.wsl.answer_running({"Ubuntu"});
        world.wsl.answer("mw record boot x\nmw record mtu 1400\nmw done eth1\n");
        CHECK(seen(world) == Sight{Mirroring::Mirrored, "eth1"});
        runs(world, c_next_vm);
        world.wsl.answer_running({"Ubuntu"});
        world.wsl.answer("mw refuse device-not-found\n");
        CHECK(seen(world) == Sight{Mirroring::Absent});
    }
}

TEST_CASE("of a line that somebody wrote by hand it is not known what ran then") {
    World world;
    world.config.bytes = "[wsl2]\n" + c_key + object("VPN") + "\n";
    runs(world, c_vm);
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer("mw record boot x\nmw record mtu 1400\nmw done eth1\n");
    CHECK(seen(world) == Sight{Mirroring::MaybeOlder, "eth1"});
}

TEST_CASE("a stopped WSL, another mode and a guest that does not say are told apart") {
    World world;
    world.wsl.answer_running({});
    CHECK(seen(world) == Sight{Mirroring::WslStopped});
    runs(world, c_vm, "nat");
    CHECK(seen(world) == Sight{Mirroring::OtherMode, "nat"});
    runs(world, c_vm);
    world.wsl.answer_running({"Ubuntu"});
    world.wsl.answer("mw refuse device-ambiguous\n");
    CHECK(error_of(look_at_interface(adapter("VPN"), world.ports)) == "In Ubuntu: device-ambiguous");
    CHECK(
        std::ranges::none_of(world.wsl.calls, [](const auto& call) { return call.front() == "--shutdown"; }));
}

TEST_CASE("an inclusion forgets what ran") {
    World world;
    exclude(world, "VPN");
    CHECK(world.history.files.contains("wslconfig-exclusion-VPN.txt"));
    include(world, "VPN");
    CHECK_FALSE(world.history.files.contains("wslconfig-exclusion-VPN.txt"));
}

} // namespace mirrorwatch::agent
