// SPDX-License-Identifier: MIT
#include "common/wslconfig/settings.hpp"
#include "tests/common/wslconfig/nasty_files.hpp"
#include "tests/common/wslconfig/properties.hpp"

#include <doctest/doctest.h>

// The program wslconfig-pairs takes many more of them.
namespace mirrorwatch::wslconfig {

using namespace std::string_literals;

TEST_CASE("where files and their edits were once wrong, they stay right") {
    const struct {
        std::string file;
        Edit edit;
    } found[] = {
        // A unit that reads like the end of the file was escaped, and the rest of its line became a line.
        {"[wsl2]\nkernel=\\\xef\xbf\xbf"s + "rest\nipv6=true\n", {Edit::Kind::Unset, "ipv6", {}}},
        // A remark's last backslash passed for a continuation, and the next comment was uncommented as well.
        {"[wsl2]\n#memory=8GB # in C:\\\n#ipv6=true\n", {Edit::Kind::Uncomment, "memory", {}}},
        {"[wsl2]\nmemory=8GB # in C:\\\n# a remark\n", {Edit::Kind::Comment, "memory", {}}},
        // Behind a byte order mark the remark was not seen, and went with its line.
        {"\xef\xbb\xbf[wsl2]\nmemory=8GB # why\n", {Edit::Kind::Unset, "memory", {}}},
        // What stands behind Ctrl-Z is not read: a section belongs before it.
        {"[experimental]\nsparseVhd=true\n\x1a[wsl2]\n", {Edit::Kind::Set, "memory", "8GB"}},
        // The last line, broken or a remark, does not end with its CR: a section needs a line of its own.
        {"[wsl2]x=1\r", {Edit::Kind::Set, "memory", "8GB"}},
        {"[general]\r\ninstanceIdleTimeout=1 # why\r", {Edit::Kind::Set, "memory", "8GB"}},
        // The wrong address had turned it off: a line that had become part of a comment looked like success.
        {"[experimental]\rdnsTunnelingIpAddress= x\r##swap=0\r", {Edit::Kind::Set, "dnsTunneling", "0"}},
        {"[wsl2]\nprocessors=0\xef\xbf\xbfx\n[experimental]\ndnsTunnelingIpAddress=x\n",
         {Edit::Kind::Set, "dnsTunneling", "False"}},
    };

    for (const auto& one : found) {
        CAPTURE(literal(one.file));
        CHECK(broken_by_reading(one.file).value_or("") == "");
        const Attempt tried = attempt(one.file, one.edit);
        CHECK_FALSE(tried.is_refused);
        CHECK(tried.broken.value_or("") == "");
    }
}

TEST_CASE("parser and editor do with generated files what they promise") {
    NastyFiles files(2026);
    for (int i = 0; i < 1000; ++i) {
        const std::string file = i % 4 == 0 ? files.good() : files.next();
        const Edit edit = files.edit();
        CAPTURE(literal(file));
        CAPTURE(literal(edit));
        REQUIRE(broken_by_reading(file).value_or("") == "");
        REQUIRE(attempt(file, edit).broken.value_or("") == "");
    }
}

TEST_CASE("what is told of a key or a value stays short, however long they are") {
    std::string ports = "[experimental]\nignoredPorts=";
    std::string keys = "[" + std::string(20000, 'a') + "]\n";
    for (int i = 0; i < 10000; ++i) {
        ports += "x,";
        keys += "b=\n";
    }
    const auto told = read(ports)->diagnostics;
    CHECK(told.size() == 10000);
    CHECK(told.back().arguments.front().size() < 200);
    CHECK(read(keys)->diagnostics.back().key.size() < 200);
}

TEST_CASE("the same seed gives the same files") {
    NastyFiles one(7);
    NastyFiles other(7);
    for (int i = 0; i < 100; ++i) {
        CHECK(one.next() == other.next());
        CHECK(one.edit() == other.edit());
    }
}

} // namespace mirrorwatch::wslconfig
