// SPDX-License-Identifier: MIT
#include "service/doctor/version.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::doctor {

TEST_CASE("a version is its numbers") {
    CHECK(version_from("2.4.13.0") == Version{{2, 4, 13, 0}});
    CHECK(version_from("5.15.167.4-1") == Version{{5, 15, 167, 4}});
    CHECK(version_from("4.26") == Version{{4, 26, 0, 0}});
    CHECK(version_from("1.2.3.4.5") == Version{{1, 2, 3, 4}});
    CHECK_FALSE(version_from("4"));
    CHECK_FALSE(version_from(""));
    CHECK_FALSE(version_from("v2.4"));
    CHECK_FALSE(version_from("99999999999.1"));
    CHECK(Version{{2, 10, 0, 0}} > Version{{2, 9, 9, 0}});
}

TEST_CASE("a version is shown without what adds nothing") {
    CHECK(to_string(Version{{2, 4, 13, 0}}) == "2.4.13");
    CHECK(to_string(Version{{6, 0, 0, 0}}) == "6.0");
    CHECK(to_string(Version{{0, 0, 0, 1}}) == "0.0.0.1");
}

TEST_CASE("wsl --version names the package and the kernel, in any language") {
    const std::string english =
        "WSL version: 2.4.13.0\r\nKernel version: 5.15.167.4-1\r\nWSLg version: 1.0.65\r\n";
    CHECK(wsl_versions(english) == WslVersions{{{2, 4, 13, 0}}, Version{{5, 15, 167, 4}}});
    const std::string german = "WSL-Version: 2.9.4.0\r\nKernelversion: 6.6.87.2-1\r\n";
    CHECK(wsl_versions(german) == WslVersions{{{2, 9, 4, 0}}, Version{{6, 6, 87, 2}}});
    const std::string chinese = "WSL \xe7\x89\x88\xe6\x9c\xac\xef\xbc\x9a 2.5.10.0\n";
    CHECK(wsl_versions(chinese) == WslVersions{{{2, 5, 10, 0}}, std::nullopt});
}

TEST_CASE("another text than versions is none") {
    CHECK_FALSE(wsl_versions(""));
    CHECK_FALSE(wsl_versions("Invalid command line option: --version\r\n"));
}

} // namespace mirrorwatch::doctor
