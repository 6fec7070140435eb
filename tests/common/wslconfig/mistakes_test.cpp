// SPDX-License-Identifier: MIT
#include "common/wslconfig/findings.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::wslconfig {
namespace {

using Mistakes = std::vector<std::string>;

/// Of a file with one mistake: its line.
std::string line_of_mistake(const std::string& file) {
    const Mistakes mistakes = network_mistakes(file);
    REQUIRE(mistakes.size() == 1);
    return mistakes.front().substr(0, mistakes.front().find(':'));
}

} // namespace

TEST_CASE("a mistake is told with its line, in one sentence") {
    CHECK(network_mistakes("[wsl2]\nnetworkMode=mirrored\n") ==
          Mistakes{"Line 2: wsl2.networkMode looks like a typing mistake: was wsl2.networkingMode meant?"});
    CHECK(network_mistakes("networkingMode=mirrored\n") ==
          Mistakes{"Line 1: networkingMode has no effect, because it belongs into [wsl2]."});
}

TEST_CASE("what was meant for networking and has no effect is a mistake") {
    CHECK(line_of_mistake("[general]\n\nnetworkingMode=mirrored\n") == "Line 3");
    CHECK(line_of_mistake("[wsl2]\nnetworkingMode: mirrored\n") == "Line 2");
    CHECK(line_of_mistake("[wsl2]\nnetworkingMode=mirored\n") == "Line 2");
    CHECK(line_of_mistake("[wsl2]\ndnsTunnelling=true\n") == "Line 2");
    CHECK(line_of_mistake("[wsl2]\nautoProxy=yes\n") == "Line 2");
    CHECK(line_of_mistake("[wsl2]\nnetworkingMode=\"mirrored\n") == "Line 2");
    CHECK(line_of_mistake("[experimental]\nignoredPorts=80,http\n") == "Line 2");
    CHECK(line_of_mistake("[wsl2]\nnetworkingMode.excludedInterfaces={\"name\": \"VPN\"}\n") == "Line 2");
}

TEST_CASE("a duplicate that loses is a mistake only if it says something else") {
    CHECK(line_of_mistake("[wsl2]\nnetworkingMode=nat\n[experimental]\nnetworkingMode=mirrored\n") ==
          "Line 4");
    CHECK(network_mistakes("[wsl2]\nnetworkingMode=mirrored\nnetworkingmode=Mirrored\n").empty());
}

TEST_CASE("a header that WSL cannot read is a mistake above a key for networking only") {
    CHECK(network_mistakes("[general]\n[wsl 2]\nnetworkingMode=mirrored\n").size() >= 1);
    CHECK(network_mistakes("[general]\n[wsl 2]\nnetworkingMode=mirrored\n")[0].starts_with("Line 2: "));
    CHECK(network_mistakes("[general]\n[wsl 2]\nmemory=8GB\n").empty());
}

TEST_CASE("what is fine, is for something else, or only does nothing in this mode is no mistake") {
    CHECK(network_mistakes("[wsl2]\nnetworkingMode=mirrored\n").empty());
    CHECK(network_mistakes("[wsl2]\nmemry=8GB\nmemory=lots\nelephant=1\n").empty());
    CHECK(network_mistakes("[wsl2]\nnetworkingMode=nat\n[experimental]\nignoredPorts=80\n").empty());
    CHECK(network_mistakes("").empty());
    CHECK(network_mistakes("\xfe\xff").empty());
}

TEST_CASE("five mistakes are enough, the first ones") {
    std::string file = "[wsl2]\n";
    for (int i = 0; i < 7; ++i) {
        file += "networkMode=mirrored\n";
    }
    const Mistakes mistakes = network_mistakes(file);
    REQUIRE(mistakes.size() == 5);
    CHECK(mistakes.back().starts_with("Line 6: "));
}

} // namespace mirrorwatch::wslconfig
