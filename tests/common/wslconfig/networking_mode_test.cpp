// SPDX-License-Identifier: MIT
#include "common/wslconfig/edit.hpp"
#include "common/wslconfig/settings.hpp"

#include <doctest/doctest.h>

#include <string>

namespace mirrorwatch::wslconfig {
namespace {

using namespace std::string_literals;
using enum NetworkingMode;

Result<std::string> set_networking_mode(std::string_view bytes, NetworkingMode mode) {
    return apply_edit(bytes, {Edit::Kind::Set, "wsl2.networkingMode", std::string{to_string(mode)}});
}

} // namespace

TEST_CASE("the mode is the one that WSL takes from the file, NAT where it takes none") {
    const struct {
        std::string file;
        NetworkingModeSetting setting;
    } cases[] = {
        {"", {Nat, false}},
        {"[wsl2]\nnetworkingMode=mirrored\n", {Mirrored, true}},
        {"[wsl2]\nNETWORKINGMODE = None", {None, true}},
        {"[wsl2]\nnetworkingMode=virtioproxy\n", {VirtioProxy, true}},
        {"\xef\xbb\xbf[wsl2]\nnetworkingMode=consomme\n", {VirtioProxy, true}},
        {"[wsl2]\nnetworkingMode=bogus\nnetworkingMode=mirrored\n", {Nat, true}},
        {"[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=nat\n", {Mirrored, true}},
        {"# networkingMode=mirrored\n[wsl2]\n", {Nat, false}},
        {"networkingMode=mirrored\n", {Nat, false}},
    };

    for (const auto& one : cases) {
        CAPTURE(one.file);
        const auto setting = networking_mode(one.file);
        REQUIRE(setting.has_value());
        CHECK((*setting == one.setting));
    }
}

TEST_CASE("a file that WSL cannot open has no mode, and none can be set") {
    CHECK(networking_mode("\xfe\xff\0["s).has_error());
    CHECK(set_networking_mode("\xfe\xff\0["s, Nat).has_error());
}

TEST_CASE("setting the mode changes the value where it stands, and nothing where it is that already") {
    const struct {
        std::string before;
        NetworkingMode mode;
        std::string after;
    } edits[] = {
        {"[wsl2]\r\nmemory=8GB\r\nnetworkingMode = \"mirrored\"  # why\r\n# end", Nat,
         "[wsl2]\r\nmemory=8GB\r\nnetworkingMode = nat  # why\r\n# end"},
        {"[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=mirrored", VirtioProxy,
         "[experimental]\nnetworkingMode=virtioproxy\n[wsl2]\nnetworkingMode=mirrored"},
        {"[wsl2]\nnetworkingMode=NAT\n", Nat, "[wsl2]\nnetworkingMode=NAT\n"},
        {"", Nat, "[wsl2]\r\nnetworkingMode=nat\r\n"},
    };

    for (const auto& one : edits) {
        CAPTURE(one.before);
        const auto result = set_networking_mode(one.before, one.mode);
        REQUIRE(result.has_value());
        CHECK(*result == one.after);
    }
}

TEST_CASE("there and back gives the original bytes wherever a value stood") {
    const std::string file = "\xef\xbb\xbf[wsl2]\r\n networkingMode =\tmirrored # mine\r\n\r\nmemory=8GB\r\n";
    const auto there = set_networking_mode(file, VirtioProxy);
    REQUIRE(there.has_value());
    CHECK(there->find("=\tvirtioproxy # mine\r\n") != std::string::npos);
    CHECK(*set_networking_mode(*there, Mirrored) == file);
}

TEST_CASE("an unknown mode is none that can be set") {
    CHECK(set_networking_mode("[wsl2]\n", Unknown).has_error());
}

} // namespace mirrorwatch::wslconfig
