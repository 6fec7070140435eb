// SPDX-License-Identifier: MIT
#include "config/parse.hpp"
#include "tests/config/rows.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::config;

namespace {

std::string settings_with(const std::string& path) {
    return "[metrics]\ntextfile = '" + path + "'\n";
}

} // namespace

TEST_CASE("metrics go to a full path on a disk of this machine") {
    for (const char* path : {"", R"(C:\Program Files\windows_exporter\textfile_inputs\mirrorwatch.prom)",
                             "d:/m/x.PROM", R"(C:\x.prom)", "C:\\B\u00fcro\\x.prom"}) {
        CAPTURE(path);
        const auto parsed = parse_settings(settings_with(path), "t");
        REQUIRE(parsed.has_value());
        CHECK(parsed->value.metrics.textfile == path);
    }
}

TEST_CASE("no share, no device, no relative path, and nothing that Windows reads as another name") {
    for (const char* path :
         {"x.prom", R"(\x.prom)", R"(C:x.prom)", R"(\\server\share\x.prom)", R"(//server/share/x.prom)",
          R"(\\?\C:\x.prom)", R"(\\.\pipe\x.prom)", R"(C:\a\..\x.prom)", R"(C:\a\.\x.prom)",
          R"(C:\a\\x.prom)", R"(C:\a.exe:x.prom)", R"(C:\a\*.prom)", R"(C:\a \x.prom)", R"(C:\a\x.prom.)",
          R"(C:\a\x.prom\)", R"(\??\C:\x.prom)", R"(1:\x.prom)", "C:\\"}) {
        CAPTURE(path);
        check_errors(parse_settings,
                     {{settings_with(path), 2, 12,
                       R"(metrics.textfile must be a full path on a disk of this machine, such as )"
                       R"('C:\Program Files\windows_exporter\textfile_inputs\mirrorwatch.prom')"}});
    }
}

TEST_CASE("no other file than one of the exporter's is written") {
    for (const char* path : {R"(C:\Windows\System32\drivers\etc\hosts)", R"(C:\a\prom)"}) {
        CAPTURE(path);
        check_errors(parse_settings,
                     {{settings_with(path), 2, 12,
                       "metrics.textfile must end in .prom: windows_exporter reads no other file"}});
    }
    check_errors(parse_settings, {{settings_with("C:\\" + std::string(234, 'a') + ".prom"), 2, 12,
                                   "metrics.textfile must not be longer than 240 characters, and has 242: "
                                   "shorten it"}});
}

TEST_CASE("a user's own settings name no file that SYSTEM would write") {
    const auto checked = check_user_settings(settings_with(R"(C:\x.prom)"), "t", {});
    REQUIRE(checked.warnings.size() == 1);
    CHECK(to_string(checked.warnings[0]) ==
          "t:1:1: metrics counts only in the machine's settings, and has no effect here");
}
