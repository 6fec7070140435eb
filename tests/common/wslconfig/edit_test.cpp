// SPDX-License-Identifier: MIT
#include "common/wslconfig/edit.hpp"

#include "common/wslconfig/text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace mirrorwatch::wslconfig {
namespace {

using enum Edit::Kind;

struct Case {
    std::string before;
    Edit edit;
    std::string after;
};

std::string wide(std::string_view text) {
    return "\xff\xfe" + encode(text, Encoding::Utf16Le);
}

void check(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        CAPTURE(c.before);
        CAPTURE(to_text(c.edit));
        const auto result = apply_edit(c.before, c.edit);
        CHECK_MESSAGE(result.has_value(), (result ? "" : result.error().message));
        if (result) {
            CHECK(*result == c.after);
        }
    }
}

std::string refusal(const std::string& before, const Edit& edit) {
    const auto result = apply_edit(before, edit);
    return result ? "done: " + *result : result.error().message;
}

} // namespace

TEST_CASE("setting a key changes its value and not a byte more") {
    check({
        {"[wsl2]\r\nnetworkingMode = mirrored # because\r\nmemory=8GB\r\n",
         {Set, "networkingMode", "nat"},
         "[wsl2]\r\nnetworkingMode = nat # because\r\nmemory=8GB\r\n"},
        {"[WSL2]\nNETWORKINGMODE=\"mirrored\"",
         {Set, "wsl2.networkingmode", "nat"},
         "[WSL2]\nNETWORKINGMODE=nat"},
        {"[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=bridged\n",
         {Set, "networkingMode", "nat"},
         "[experimental]\nnetworkingMode=nat\n[wsl2]\nnetworkingMode=bridged\n"},
        {"[wsl2]\nmemory=mir\\\n  rored\nswap=0\n", {Set, "memory", "4GB"}, "[wsl2]\nmemory=4GB\nswap=0\n"},
        {"[wsl2]\nmemory=4GB  \\\n\nswap=0\n", {Set, "memory", "8GB"}, "[wsl2]\nmemory=8GB\nswap=0\n"},
        {"[wsl2]\nmemory=   # none\n", {Set, "memory", "8GB"}, "[wsl2]\nmemory=8GB   # none\n"},
        {"[wsl2]\rnetworkingMode=mirrored\rmemory=1GB\r",
         {Set, "networkingMode", "nat"},
         "[wsl2]\rnetworkingMode=nat\rmemory=1GB\r"},
        {"\xef\xbb\xbf[wsl2]\nswap=1\n", {Set, "swap", "0"}, "\xef\xbb\xbf[wsl2]\nswap=0\n"},
        {wide("[wsl2]\r\nswap=1\r\n"), {Set, "swap", "0"}, wide("[wsl2]\r\nswap=0\r\n")},
    });
}

TEST_CASE("a value that is as wanted stays as it is written") {
    check({
        {"[wsl2]\nnetworkingMode=\"MIRRORED\"\n",
         {Set, "networkingMode", "mirrored"},
         "[wsl2]\nnetworkingMode=\"MIRRORED\"\n"},
        {"[wsl2]\nmemory=1024MB\n", {Set, "memory", "1GB"}, "[wsl2]\nmemory=1024MB\n"},
    });
}

TEST_CASE("a value that is the default is written all the same") {
    check({
        {"[wsl2]\nnetworkingMode=mirrored\n", {Set, "networkingMode", "nat"}, "[wsl2]\nnetworkingMode=nat\n"},
        {"", {Set, "networkingMode", "nat"}, "[wsl2]\r\nnetworkingMode=nat\r\n"},
        {"[wsl2]\n", {Set, "dnsTunneling", "true"}, "[wsl2]\ndnsTunneling=true\n"},
    });
}

TEST_CASE("a new key goes below the last one of its section, or into a section of its own") {
    check({
        {"[wsl2]\nmemory=1GB\n\n# end\n[experimental]\n",
         {Set, "swap", "0"},
         "[wsl2]\nmemory=1GB\nswap=0\n\n# end\n[experimental]\n"},
        {"[wsl2]\nmemory=1GB", {Set, "swap", "0"}, "[wsl2]\nmemory=1GB\nswap=0"},
        {"[wsl2]", {Set, "swap", "0"}, "[wsl2]\r\nswap=0"},
        {"[wsl2]\r\nswap=0\r\n",
         {Set, "sparseVhd", "true"},
         "[wsl2]\r\nswap=0\r\n[experimental]\r\nsparseVhd=true\r\n"},
        {"# mine", {Set, "swap", "0"}, "# mine\r\n[wsl2]\r\nswap=0\r\n"},
        {"[wsl2]\nipv6=true\n\x1a\nrest", {Set, "swap", "0"}, "[wsl2]\nipv6=true\nswap=0\n\x1a\nrest"},
        {"[wsl2]\n[broken\nmemory=1GB\n", {Set, "swap", "0"}, "[wsl2]\nswap=0\n[broken\nmemory=1GB\n"},
        {"[wsl2]\rmemory=1GB\r# no end",
         {Set, "safeMode", "true"},
         "[wsl2]\rmemory=1GB\rsafeMode=true\r# no end"},
    });
}

TEST_CASE("values are quoted and escaped as WSL needs it") {
    check({
        {"[wsl2]\n", {Set, "kernel", R"(C:\new\kernel)"}, "[wsl2]\nkernel=C:\\\\new\\\\kernel\n"},
        {"[wsl2]\n", {Set, "kernelCommandLine", "a # b"}, "[wsl2]\nkernelCommandLine=\"a # b\"\n"},
        {"[wsl2]\n", {Set, "vmSwitch", " x "}, "[wsl2]\nvmSwitch=\" x \"\n"},
        {"[wsl2]\n", {Set, "vmSwitch", "say \"hi\""}, "[wsl2]\nvmSwitch=say \\\"hi\\\"\n"},
    });
}

TEST_CASE("unsetting takes every occurrence and leaves what stands behind a #") {
    check({
        {"[wsl2]\nswap=1\nmemory=1GB\nswap=2\n", {Unset, "swap"}, "[wsl2]\nmemory=1GB\n"},
        {"[wsl2]\n  swap=1 # why\nmemory=1GB\n", {Unset, "swap"}, "[wsl2]\n  # why\nmemory=1GB\n"},
        {"[experimental]\nfirewall=1\n[wsl2]\nfirewall=0", {Unset, "firewall"}, "[experimental]\n[wsl2]\n"},
        {"[wsl2]\nfoo=1\nswap=0\n", {Unset, "wsl2.foo"}, "[wsl2]\nswap=0\n"},
    });
}

TEST_CASE("a key that is commented out comes back byte for byte") {
    for (const std::string& file :
         {std::string{"[wsl2]\r\n  swap = 1 # why\r\nmemory=1GB\r\n"},
          std::string{"[wsl2]\nswap=1\\\n0\\\n2\nmemory=1GB\n"}, wide("[wsl2]\nswap=1\nmemory=1GB\n")}) {
        CAPTURE(file);
        const auto out = apply_edit(file, {Comment, "swap"});
        REQUIRE(out.has_value());
        CHECK(*out != file);
        const auto in = apply_edit(*out, {Uncomment, "swap"});
        REQUIRE(in.has_value());
        CHECK(*in == file);
    }
}

TEST_CASE("uncommenting takes the first comment in the key's section that assigns it") {
    check({
        {"# swap=9\n[wsl2]\n#swap is small\n## swap=1\n# swap=2\n",
         {Uncomment, "swap"},
         "# swap=9\n[wsl2]\n#swap is small\nswap=1\n# swap=2\n"},
        {"[wsl2]\n# swap=1\n", {Uncomment, "swap"}, "[wsl2]\nswap=1\n"},
    });
}

TEST_CASE("what cannot be done is refused with the reason") {
    CHECK(refusal("", {Set, "networkMode", "nat"}) ==
          "WSL knows no key networkMode. Was wsl2.networkingMode meant?");
    CHECK(refusal("", {Set, "networkingMode", "natted"}) ==
          "\"natted\" is no value for wsl2.networkingMode. It can be: bridged, consomme, mirrored, nat, "
          "none, virtioproxy.");
    CHECK(refusal("", {Set, "memory", "8gb"})
              .starts_with("\"8gb\" is no value for wsl2.memory. It is a size like 8GB"));
    CHECK(refusal("", {Set, "ignoredPorts", "80,x"}).ends_with("like 3000,4000."));
    CHECK(refusal("", {Set, "kernel", "C:\\k\xc3\xa4se"}).starts_with("WSL cannot take this value"));
    CHECK(refusal("", {Unset, "swap"}) == "wsl2.swap is not set in the file.");
    CHECK(refusal("[wsl2]\nswap=0\n", {Uncomment, "swap"}) == "wsl2.swap is set already, in line 2.");
    CHECK(refusal("[wsl2]\n", {Uncomment, "swap"}) ==
          "No comment in the section of wsl2.swap is an assignment of it.");
    CHECK(refusal("\xfe\xff", {Set, "swap", "0"}).starts_with("The file is UTF-16 big endian"));
    CHECK(refusal("[wsl2]\rswap=0\rmemory=1GB\r", {Comment, "swap"})
              .starts_with("The file is written in a way"));
}

} // namespace mirrorwatch::wslconfig
