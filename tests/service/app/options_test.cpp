// SPDX-License-Identifier: MIT
#include "service/app/options.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::app;
namespace fs = std::filesystem;

namespace {

struct File {
    fs::path path = fs::temp_directory_path() / "mirrorwatch-options-test.toml";

    explicit File(const std::string& text) { std::ofstream{path, std::ios::binary} << text; }

    ~File() { fs::remove(path); }
};

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a VPN table of the user's own is added to the shipped one, and wins") {
    const std::size_t shipped = load_vpn_table("/nowhere/vpn-adapters.toml").rules.rules.size();
    const File file{"[[rule]]\nname = \"lab\"\nscore = -1\nreason = \"ours\"\nnames = 3\n"};
    const VpnTable table = load_vpn_table(file.path);
    REQUIRE(table.rules.rules.size() == shipped + 1);
    CHECK(table.rules.rules.front().is_users);
    CHECK(table.rules.rules.front().reason == "ours");
    CHECK_FALSE(table.rules.rules.back().is_users);
    REQUIRE(table.warnings.size() == 1);
    CHECK(mentions(table.warnings[0], ".toml:5:1: rule.names is not a known setting"));
}

TEST_CASE("a broken VPN table is said with line and column, and the shipped one counts") {
    const File file{"[[rule]]\nname = \"lab\"\nscore = 1000\nreason = \"ours\"\n"};
    const VpnTable table = load_vpn_table(file.path);
    CHECK(table.rules == load_vpn_table("/nowhere/vpn-adapters.toml").rules);
    CHECK(table.warnings.empty());
    CHECK(mentions(table.error, ".toml:3:9: "));
}

TEST_CASE("a folder in the place of the VPN table is said, and the shipped one counts") {
    const VpnTable table = load_vpn_table(fs::temp_directory_path());
    CHECK(mentions(table.error, "cannot be read"));
    CHECK(table.rules == load_vpn_table("/nowhere/vpn-adapters.toml").rules);
}
