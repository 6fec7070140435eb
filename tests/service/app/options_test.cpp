// SPDX-License-Identifier: MIT
#include "service/app/options.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <optional>
#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::app;

namespace {

/// Of the user's own file, there or not; an error if it cannot be opened.
VpnTable table_of(std::optional<std::string> text, const std::string& error = {}) {
    act::FileCalls files;
    files.read = [=](const std::filesystem::path&) -> Result<std::optional<std::string>> {
        return error.empty() ? Result<std::optional<std::string>>{text}
                             : Result<std::optional<std::string>>{Error{error}};
    };
    return load_vpn_table("data/vpn-adapters.toml", files);
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a VPN table of the user's own is added to the shipped one, and wins") {
    const std::size_t shipped = table_of(std::nullopt).rules.rules.size();
    const std::string text{"[[rule]]\nname = \"lab\"\nscore = -1\nreason = \"ours\"\nnames = 3\n"};
    const VpnTable table = table_of(text);
    REQUIRE(table.rules.rules.size() == shipped + 1);
    CHECK(table.rules.rules.front().is_users);
    CHECK(table.rules.rules.front().reason == "ours");
    CHECK_FALSE(table.rules.rules.back().is_users);
    REQUIRE(table.warnings.size() == 1);
    CHECK(mentions(table.warnings[0], ".toml:5:1: rule.names is not a known setting"));
}

TEST_CASE("a broken VPN table is said with line and column, and the shipped one counts") {
    const std::string text{"[[rule]]\nname = \"lab\"\nscore = 1000\nreason = \"ours\"\n"};
    const VpnTable table = table_of(text);
    CHECK(table.rules == table_of(std::nullopt).rules);
    CHECK(table.warnings.empty());
    CHECK(mentions(table.error, ".toml:3:9: "));
}

TEST_CASE("a VPN table that cannot be opened is said, and the shipped one counts") {
    const VpnTable table = table_of(std::nullopt, "it belongs to somebody else");
    CHECK(mentions(table.error, "vpn-adapters.toml cannot be read: it belongs to somebody else"));
    CHECK(table.rules == table_of(std::nullopt).rules);
}
