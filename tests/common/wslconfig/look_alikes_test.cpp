// SPDX-License-Identifier: MIT
#include "common/wslconfig/look_alikes.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::wslconfig {

TEST_CASE("a file that only looks like .wslconfig is told, and how it becomes one") {
    const auto beside = look_alikes({".wslconfig.txt", "notes.txt", ".wslconfig"});
    REQUIRE(beside.size() == 1);
    CHECK(sentence(beside[0]) ==
          "WSL does not read .wslconfig.txt beside .wslconfig. What it sets has to stand "
          "in .wslconfig.");
    const auto alone = look_alikes({".wslconfig.txt"});
    REQUIRE(alone.size() == 1);
    CHECK(sentence(alone[0]) == "WSL does not read .wslconfig.txt, but only a file of the name .wslconfig. "
                                "Rename it: ren \"%UserProfile%\\.wslconfig.txt\" .wslconfig");
    CHECK(name_of(alone[0].code) == "look-alike-instead");
}

TEST_CASE("whatever an editor or a person makes of the name is told") {
    for (const char* name :
         {".WSLCONFIG.TXT", "wslconfig", "wslconfig.txt", ".wslconfig.ini", ".wslconfig.conf", "_wslconfig",
          ".wslconf", ".wsl.config", "wslconfig.wslconfig"})
        CHECK_MESSAGE(look_alikes({name}).size() == 1, name);
}

TEST_CASE("a backup, a copy and what has another purpose are not told") {
    for (const char* name :
         {".wslconfig", ".WslConfig", ".wslconfig.bak", ".wslconfig.old", ".wslconfig~", ".wslconfig - Copy",
          ".wslconfig.mirrorwatch.tmp", ".wslconfig.2026-01-01", "wslconfig.exe", ".wslgconfig", "wsl.conf",
          ".txt", "my.wslconfig.notes.txt", ".gitconfig"})
        CHECK_MESSAGE(look_alikes({name}).empty(), name);
    CHECK(look_alikes({}).empty());
}

} // namespace mirrorwatch::wslconfig
