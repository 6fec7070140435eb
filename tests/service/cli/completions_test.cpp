// SPDX-License-Identifier: MIT
#include "service/cli/help.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace mirrorwatch::cli {
namespace {

bool has(const std::string& part) {
    return powershell_completions().find(part) != std::string::npos;
}

/// What is offered behind these words.
std::string offered(const std::string& words) {
    const std::string all = powershell_completions();
    const std::size_t begin = all.find("\n        '" + words + "' = [ordered]@{\n");
    REQUIRE(begin != std::string::npos);
    return all.substr(begin, all.find("\n        }\n", begin) - begin);
}

bool offers(const std::string& words, const std::string& line) {
    return offered(words).find("\n            " + line) != std::string::npos;
}

} // namespace

TEST_CASE("PowerShell is offered the verbs first, each with its summary") {
    CHECK(offers("", "'status' = 'show endpoints, VPNs and WSL'"));
    CHECK(offers("", "'wslconfig' = "));
    CHECK(offers("", "'--help' = "));
    CHECK_FALSE(offers("", "'agent' = "));
    CHECK_FALSE(has("'agent'"));
}

TEST_CASE("behind a verb its actions are offered, behind an action its options") {
    CHECK(offers("wslconfig", "'set' = 'set a key, like networkingMode or wsl2.memory'"));
    CHECK(offers("wslconfig set", "'--dry-run' = 'show by a diff what would change, and write nothing'"));
    CHECK_FALSE(offers("wslconfig set", "'--all' = "));
    CHECK(offers("wslconfig show", "'--all' = "));
}

TEST_CASE("where there are words to choose from they are offered") {
    CHECK(offers("status --format", "'table' = "));
    CHECK(offers("status --format", "'json' = "));
    CHECK(offers("rollback --mode", "'virtioproxy' = "));
    CHECK(offers("endpoints", "'propose' = "));
    CHECK(offers("endpoints", "'--file' = "));
    CHECK(offers("endpoints add --when", "'vpn' = "));
    CHECK(offers("completions", "'powershell' = "));
    CHECK_FALSE(has("'history --last'"));
}

TEST_CASE("a quote in a text is written as PowerShell wants it") {
    CHECK(offers("", "'run' = 'do the service''s work in this console, for this user; Ctrl-C ends it'"));
}

TEST_CASE("the script is plain ASCII, so that every PowerShell reads it alike, and its braces are closed") {
    const std::string script = powershell_completions();
    CHECK(std::ranges::all_of(script, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    CHECK(std::ranges::count(script, '{') == std::ranges::count(script, '}'));
    CHECK(std::ranges::count(script, '(') == std::ranges::count(script, ')'));
    CHECK(std::ranges::count(script, '\'') % 2 == 0);
}

} // namespace mirrorwatch::cli
