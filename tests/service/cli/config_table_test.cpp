// SPDX-License-Identifier: MIT
#include "service/cli/config_view.hpp"
#include "tests/support/time_zones.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using cli::Extent;
using support::in_berlin;

namespace {

cli::ConfigView view_of(const std::string& bytes) {
    return cli::view_of("C:\\f", std::optional{bytes}, {});
}

std::string shown(const std::string& bytes, Extent extent = Extent::Network) {
    return cli::config_table(view_of(bytes), extent);
}

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != text.npos;
}

std::string value(std::string_view key, const std::optional<std::string>& value) {
    return cli::value_text(*wslconfig::find_key(key), value);
}

} // namespace

TEST_CASE("what the file sets comes first and in its order, then the network's defaults") {
    const std::string text = shown("[experimental]\nhostAddressLoopback=true\n[wsl2]\nmemory=8GB\n"
                                   "networkingMode=mirrored\n");
    CHECK(text.starts_with("C:\\f (utf-8)\n"
                           "\n"
                           "SETTING                           VALUE     LINE\n"
                           "experimental.hostAddressLoopback  true      2\n"
                           "wsl2.memory                       8GB       4\n"
                           "wsl2.networkingMode               mirrored  5\n"
                           "wsl2.dnsTunneling                 true      default\n"));
    CHECK(!has_line(text, "wsl2.processors"));
    CHECK(text.ends_with(" more have their defaults; --all shows them.\n"));
}

TEST_CASE("all settings are shown where all are asked for") {
    const std::string text = shown("[wsl2]\nnetworkingMode=mirrored\n", Extent::All);
    for (const wslconfig::KnownKey& key : wslconfig::known_keys()) {
        CHECK(text.find("\n" + std::string{key.name} + " ") != text.npos);
    }
    CHECK(text.find("--all") == text.npos);
}

TEST_CASE("a value that WSL does not take is named with its line beside the default that counts") {
    CHECK(has_line(shown("[wsl2]\nnetworkingMode=bridge\n"),
                   "wsl2.networkingMode               nat      default, as line 2 is not valid"));
}

TEST_CASE("diagnostics follow with their lines, ours are marked, and control characters are shown") {
    const std::string text = shown("[wsl2]\nnetworkMode=nat\nmemory=1\\n2\n");
    CHECK(text.find("\n\nline 2: warning: ") != text.npos);
    CHECK(text.find("\nline 2: warning (Mirrorwatch): ") != text.npos);
    CHECK(text.find("1\u240a2") != text.npos);
}

TEST_CASE("no file is said to be none") {
    CHECK(cli::config_table(cli::view_of("C:\\f", std::optional<std::string>{}, {}), Extent::Network)
              .starts_with("There is no C:\\f: all settings have their defaults.\n\nSETTING "));
}

TEST_CASE("an unreadable file shows why") {
    CHECK(cli::config_table(cli::view_of("C:\\f", Error{"It is locked."}, {}), Extent::All) ==
          "C:\\f\n\nunreadable: It is locked.\n");
}

TEST_CASE("a check tells the diagnostics and how many they are") {
    CHECK(cli::check_table(view_of("[wsl2]\n")) == "C:\\f: no warnings.\n");
    CHECK(cli::check_table(view_of("[wsl2]\nxyz123=1\n")).ends_with("\n1 warning.\n"));
    CHECK(cli::check_table(view_of("[wsl2]\nxyz123=1\n=\n")).ends_with("\n2 warnings.\n"));
    CHECK(cli::check_table(cli::view_of("C:\\f", std::optional<std::string>{}, {})) ==
          "There is no C:\\f: all settings have their defaults.\n");
    CHECK(cli::check_table(cli::view_of("C:\\f", Error{"It is locked."}, {})) ==
          "C:\\f\nunreadable: It is locked.\n");
}

TEST_CASE("values are shown as a person would write them") {
    CHECK(value("wsl2.memory", "8589934592") == "8GB");
    CHECK(value("wsl2.memory", "1536") == "1536");
    CHECK(value("wsl2.memory", "524288") == "512KB");
    CHECK(value("wsl2.memory", "3298534883328") == "3TB");
    CHECK(value("wsl2.memory", "0") == "0");
    CHECK(value("wsl2.memory", "18446744073709551615") == "18446744073709551615");
    CHECK(value("wsl2.memory", std::nullopt) == "(chosen by WSL)");
    CHECK(value("wsl2.kernel", "") == "(empty)");
    CHECK(value("wsl2.kernel", "C:\new") == "C:\u240aew");
}

TEST_CASE("a long value is cut in the table between two letters") {
    std::string feeds;
    std::string pictures;
    for (int i = 0; i < 59; ++i) {
        feeds += "\\n";
        pictures += "\u240a";
    }
    CHECK(shown("[wsl2]\nkernelCommandLine=" + feeds + "y\n").find(" " + pictures + "y  2") !=
          std::string::npos);
    CHECK(shown("[wsl2]\nkernelCommandLine=" + feeds + "yz\n").find(" " + pictures + "…  2") !=
          std::string::npos);
}

TEST_CASE("the history names the newest change first, who made it, and when by the clock on the wall") {
    const std::vector<agent::BackupEntry> entries{
        {12, "2026-11-22T15:47:00Z", "networkingMode=nat", "C:\\f", "20261122T154700-1", "aa", "bb"},
        {1, "2026-11-22T15:40:00Z", "set wsl2.memory=8GB", "C:\\f", "", "", "aa"}};
    CHECK(cli::history_table("C:\\f", entries, in_berlin) ==
          "C:\\f\n"
          "\n"
          "NUMBER  TIME                        BY           BACKED UP BEFORE\n"
          "12      2026-11-22 16:47:00 +01:00  Mirrorwatch  networkingMode=nat\n"
          "1       2026-11-22 16:40:00 +01:00  you          set wsl2.memory=8GB\n");
    CHECK(cli::history_table("C:\\f", {{3, "", "", "", "", "", "", "It is torn."}}, in_berlin) ==
          "C:\\f\n"
          "\n"
          "NUMBER  TIME  BY  BACKED UP BEFORE\n"
          "3                 It is torn.\n");
    CHECK(cli::history_table("C:\\f", {}, in_berlin) == "No backups of C:\\f.\n");
}
