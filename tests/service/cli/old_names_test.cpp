// SPDX-License-Identifier: MIT
#include "service/cli/command_line.hpp"
#include "service/cli/help.hpp"
#include "tests/support/cli_markdown.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using Words = std::vector<std::string>;

CommandCall call(const Words& words) {
    const auto asked = understand(words);
    REQUIRE(std::holds_alternative<CommandCall>(asked));
    return std::get<CommandCall>(asked);
}

std::string help(const Words& words) {
    const auto asked = understand(words);
    REQUIRE(std::holds_alternative<HelpText>(asked));
    return std::get<HelpText>(asked).text;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// By completion, where nothing is typed yet.
std::string offered_first() {
    const std::string all = powershell_completions();
    return all.substr(0, all.find("\n        }\n"));
}

} // namespace

TEST_CASE("what was typed before verbs went by their nouns is the same command still") {
    CHECK(call({"config", "check"}).command == find_command("wslconfig check"));
    CHECK(call({"config", "set", "memory", "8GB", "--dry-run"}).given.text("VALUE") == "8GB");
    const CommandCall exclude = call({"--console", "exclude", "wg-büro", "--always"});
    CHECK(exclude.command == find_command("vpn exclude"));
    CHECK(exclude.given.text("NAME") == "wg-büro");
    CHECK(exclude.given.has("always"));
    CHECK(call({"include", "wg0", "--never-ask"}).command == find_command("vpn include"));
    CHECK(call({"include", "--", "--method"}).given.text("NAME") == "--method");
}

TEST_CASE("adapters lists every adapter, and with --all what it had as JSON") {
    const CommandCall plain = call({"adapters", "--format", "json"});
    CHECK(plain.command == find_command("vpn list"));
    CHECK(plain.given.has("all"));
    CHECK(plain.given.wants_json());
    CHECK_FALSE(plain.given.has("whole"));
    CHECK(call({"adapters", "--all", "--format", "json"}).given.has("whole"));
    CHECK(call({"adapters", "--route", "10.0.0.1"}).given.text("route") == "10.0.0.1");
}

TEST_CASE("a file of settings is given by --file, and by --config as before") {
    CHECK(call({"run", "--config", "C:\\s.toml"}).given.text("file") == "C:\\s.toml");
    CHECK(call({"probe", "api", "--config=C:\\s.toml"}).given.text("file") == "C:\\s.toml");
    CHECK(call({"endpoints", "--config", "s"}).given.text("file") == "s");
    CHECK(call({"endpoints", "propose", "--config", "s"}).given.text("file") == "s");
    CHECK(call({"probe", "--", "--config"}).given.text("NAME|URL|PORT") == "--config");
    CHECK_THROWS_AS((void)call({"wslconfig", "show", "--config", "s"}), UsageError);
}

TEST_CASE("help behind an old name is that of what it stands for") {
    CHECK(help({"config", "--help"}) == help_of(*find_command("wslconfig")));
    CHECK(help({"help", "config", "set"}) == help_of(*find_command("wslconfig set")));
    CHECK(help({"help", "exclude"}) == help_of(*find_command("vpn exclude")));
    for (const char* word : {"--help", "-h", "/?"}) {
        CHECK(help({"adapters", word}) == help_of(*find_command("vpn list")));
    }
}

TEST_CASE("an old name has one line that says what it is now, and is offered nowhere") {
    for (const CommandRow* old_name : old_names()) {
        const std::string name{old_name->words};
        CAPTURE(name);
        const std::string line = name + ": the old name of " + std::string{old_name->now} + "\n";
        CHECK(has(overview(), "\n  " + line));
        CHECK(has(support::cli_markdown(), "\n- " + line));
        CHECK_FALSE(has(overview(), "\n  " + name + " "));
        CHECK_FALSE(has(support::cli_markdown(), "mirrorwatch " + name));
        CHECK_FALSE(has(offered_first(), "'" + name + "'"));
        CHECK_FALSE(has(powershell_completions(), "'" + name + "' = [ordered]"));
    }
    CHECK(old_names().size() == 4);
}

TEST_CASE("an old name is a row of the table that stands for another one, and nothing else") {
    for (const CommandRow* old_name : old_names()) {
        CAPTURE(old_name->words);
        CHECK_FALSE(can_run(*old_name));
        const std::string_view now = old_name->now.substr(0, old_name->now.find(" --"));
        REQUIRE(find_command(now) != nullptr);
        CHECK_FALSE(is_old_name(*find_command(now)));
        CHECK(old_name->options.empty());
        CHECK(old_name->summary.empty());
    }
}

} // namespace mirrorwatch::cli
