// SPDX-License-Identifier: MIT
#include "common/wslconfig/excluded_interfaces.hpp"

#include "common/wslconfig/text.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::wslconfig {
namespace {

using Names = std::vector<std::string>;

Names names_in(const std::string& file) {
    const auto found = excluded_interfaces(file);
    REQUIRE(found.has_value());
    return *found ? (*found)->names : Names{};
}

std::string with(const std::string& file, const Names& names) {
    const auto result = set_excluded_interfaces(file, names);
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message));
    return *result;
}

} // namespace

TEST_CASE("an exclusion is added, extended, shortened and removed, and the file is as it was") {
    const std::string file = "[wsl2]\r\nnetworkingMode=mirrored\r\n";
    const std::string one = with(file, {"Ethernet 4"});
    CHECK(one == file + "networkingMode.excludedInterfaces={\"name\": \"Ethernet 4\"}\r\n");
    const std::string two = with(one, {"Ethernet 4", "VPN \"B\" \\"});
    CHECK(two == file + "networkingMode.excludedInterfaces=[{\"name\": \"Ethernet 4\"}, "
                        "{\"name\": \"VPN \\\"B\\\" \\\\\"}]\r\n");
    CHECK(names_in(two) == Names{"Ethernet 4", "VPN \"B\" \\"});
    CHECK(with(two, {"Ethernet 4"}) == one);
    CHECK(with(one, {}) == file);
}

TEST_CASE("every adapter name survives") {
    for (const std::string& name :
         {std::string{"a # b"},
          std::string{"\xc3\x9c"
                      "bertragung \xf0\x9f\x94\x92"},
          std::string{"tab\tend"}, std::string{"}{\"name\": \"x\"}"}, std::string{}}) {
        CAPTURE(name);
        CHECK(names_in(with("", {name, "other"})) == Names{name, "other"});
        const std::string wide = "\xff\xfe" + encode("[wsl2]\n", Encoding::Utf16Le);
        CHECK(names_in(with(wide, {name})) == Names{name});
        CHECK(with(with(wide, {name}), {}) == wide);
    }
}

TEST_CASE("a line that somebody wrote over several lines is understood") {
    const std::string file =
        "[wsl2]\nnetworkingMode.excludedInterfaces = {\n \"name\": \"VPN\"\n} # mine\nswap=0\n";
    CHECK(names_in(file) == Names{"VPN"});
    CHECK(with(file, {"Other"}) ==
          "[wsl2]\nnetworkingMode.excludedInterfaces = {\"name\": \"Other\"} # mine\nswap=0\n");
    CHECK(with(file, {}) == "[wsl2]\nswap=0\n");
}

TEST_CASE("what is none of the two forms is not touched") {
    for (const char* json :
         {"", "VPN", "{\"name\": 1}", "{\"name\": \"a\", \"b\": 1}", "[[]]", "{\"name\": \"a\"} x"}) {
        CAPTURE(json);
        const std::string file = "[wsl2]\nnetworkingMode.excludedInterfaces=" + std::string{json} + "\n";
        CHECK(excluded_interfaces(file).has_error());
        CHECK(set_excluded_interfaces(file, {"a"}).has_error());
    }
}

TEST_CASE("the same line in another section is not ours") {
    CHECK(names_in("[experimental]\nnetworkingMode.excludedInterfaces={\"name\": \"VPN\"}\n").empty());
}

} // namespace mirrorwatch::wslconfig
