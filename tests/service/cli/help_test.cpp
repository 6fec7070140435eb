// SPDX-License-Identifier: MIT
#include "service/cli/help.hpp"
#include "tests/support/cli_markdown.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace mirrorwatch::cli {
namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string help(const std::string& words) {
    return help_of(*find_command(words));
}

} // namespace

TEST_CASE("the overview has a line for each verb") {
    CHECK(has(overview(), "\n  status       show endpoints, VPNs and WSL\n"));
    CHECK(has(overview(), "\n  wslconfig    show, check, change and undo .wslconfig\n"));
    CHECK(!has(overview(), "wslconfig set"));
}

TEST_CASE("help says how a command is typed, what it does, and what each option means") {
    const std::string text = help("wslconfig set");
    CHECK(text.starts_with("Usage: mirrorwatch wslconfig set KEY VALUE [--file FILE] [--dry-run]\n"
                           "\n"
                           "Set a key, like networkingMode or wsl2.memory.\n"
                           "\n"
                           "Options:\n"));
    CHECK(has(text, "\n  --file FILE "));
    CHECK(has(text, " another file than your .wslconfig\n"));
    CHECK(has(text, "\n  --help "));
}

TEST_CASE("what may be left out stands in brackets, what can be chosen from is spelled out") {
    CHECK(usage_of(*find_command("probe")) ==
          "probe [NAME|URL|PORT] [--from windows|wsl|both] [--file FILE] [--format table|json]");
    CHECK(usage_of(*find_command("vpn classify")) == "vpn classify --file FILE [--format table|json]");
    CHECK(usage_of(*find_command("endpoints")) == "endpoints [<action>] [--file FILE] [--format table|json]");
    CHECK(usage_of(*find_command("service start")) == "service start");
}

TEST_CASE("help of a verb with actions lists them") {
    const std::string text = help("wslconfig");
    CHECK(text.starts_with("Usage: mirrorwatch wslconfig <action>\n"));
    CHECK(has(text, "\nActions:\n  show       the settings as WSL reads them"));
    CHECK(has(text, "\n  uncomment  take the # away\n"));
    CHECK(has(text, "mirrorwatch wslconfig <action> --help\n"));
}

TEST_CASE("no two commands have the same words, and an action stands behind its verb") {
    std::set<std::string_view> seen;
    for (const CommandRow& command : commands()) {
        CAPTURE(command.words);
        CHECK(seen.insert(command.words).second);
        const auto verb = command.words.substr(0, command.words.find(' '));
        CHECK(seen.contains(verb));
        CHECK((is_verb(command) || !find_command(verb)->chooses.empty()));
        CHECK_FALSE(command.summary.ends_with('.'));
    }
}

TEST_CASE("docs/cli.md is what the table of commands makes") {
    std::ifstream file("docs/cli.md");
    const std::string written{std::istreambuf_iterator<char>(file), {}};
    const bool is_up_to_date = written == support::cli_markdown();
    CHECK_MESSAGE(is_up_to_date, "Write it again: cmake --build --preset native --target cli-docs && "
                                 "build/native/bin/cli-docs > docs/cli.md");
}

} // namespace mirrorwatch::cli
