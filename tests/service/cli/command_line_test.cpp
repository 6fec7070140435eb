// SPDX-License-Identifier: MIT
#include "service/cli/command_line.hpp"
#include "service/cli/help.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using Words = std::vector<std::string>;

CommandCall call(const Words& words) {
    const auto asked = understand(words);
    REQUIRE(std::holds_alternative<CommandCall>(asked));
    return std::get<CommandCall>(asked);
}

HelpText told(const Words& words) {
    const auto asked = understand(words);
    REQUIRE(std::holds_alternative<HelpText>(asked));
    return std::get<HelpText>(asked);
}

std::string refused(const Words& words) {
    try {
        (void)understand(words);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "understood";
}

std::string help(const std::string& words) {
    return help_of(*find_command(words));
}

} // namespace

TEST_CASE("a verb is called with what was typed behind it") {
    const CommandCall probe = call({"probe", "api", "--from", "wsl", "--format=json"});
    CHECK(probe.command->words == "probe");
    CHECK(probe.given.text("NAME|URL|PORT") == "api");
    CHECK(probe.given.text("from") == "wsl");
    CHECK(probe.given.wants_json());
    CHECK_FALSE(probe.given.has("file"));
    CHECK(probe.given.text("file").empty());
    CHECK(probe.given.text_or("file", "mine") == "mine");
}

TEST_CASE("--console stands in front of a command, and is no option of it") {
    CHECK(call({"--console", "status", "--format", "json"}).given.wants_json());
    CHECK_FALSE(call({"--console", "status"}).given.has("console"));
    CHECK(told({"--console"}).exit_code == c_usage);
}

TEST_CASE("an action is called as its verb's, and options may stand anywhere behind it") {
    const CommandCall set = call({"wslconfig", "set", "--dry-run", "memory", "8GB"});
    CHECK(set.command->words == "wslconfig set");
    CHECK(set.given.text("KEY") == "memory");
    CHECK(set.given.text("VALUE") == "8GB");
    CHECK(set.given.has("dry-run"));
}

TEST_CASE("a verb that works alone is called without an action, and with one that action is") {
    CHECK(call({"endpoints"}).command->words == "endpoints");
    CHECK(call({"endpoints", "--format", "json"}).given.wants_json());
    CHECK(call({"endpoints", "propose", "--format", "json"}).command->words == "endpoints propose");
    CHECK(call({"endpoints", "add", "8080"}).given.text("URL|PORT") == "8080");
    CHECK(told({"endpoints", "--help"}).text == help("endpoints"));
}

TEST_CASE("a negative number is a word, and so is everything behind two dashes") {
    CHECK(call({"pause", "-1"}).given.text("TIME") == "-1");
    const CommandCall set = call({"wslconfig", "set", "kernelCommandLine", "--", "--quiet"});
    CHECK(set.given.text("VALUE") == "--quiet");
    CHECK(call({"vpn", "exclude", "--", "--always"}).given.text("NAME") == "--always");
    CHECK_FALSE(call({"vpn", "exclude", "--", "--always"}).given.has("always"));
}

TEST_CASE("words beyond ASCII come through as they are") {
    CHECK(call({"vpn", "exclude", "wg-büro"}).given.text("NAME") == "wg-büro");
    CHECK(call({"wslconfig", "show", "--file", "C:\\übung"}).given.text("file") == "C:\\übung");
}

TEST_CASE("without a word the overview is shown, as a mistake") {
    CHECK(told({}).exit_code == c_usage);
    CHECK(told({}).text == overview());
}

TEST_CASE("all is explained when help is asked for in one of the usual ways") {
    for (const Words& words : {Words{"help"}, Words{"-h"}, Words{"/?"}, Words{"-?"}, Words{"--help"},
                               Words{"help", "--all"}, Words{"--help", "status"}}) {
        CHECK(told(words).text == overview());
        CHECK(told(words).exit_code == c_ok);
    }
}

TEST_CASE("a verb is explained when help is asked for before or behind it") {
    for (const Words& words :
         {Words{"help", "status"}, Words{"status", "-h"}, Words{"status", "/?"}, Words{"status", "-?"},
          Words{"status", "--help"}, Words{"status", "--watch", "--help"}, Words{"help", "status", "now"}}) {
        CHECK(told(words).text == help("status"));
        CHECK(told(words).exit_code == c_ok);
    }
}

TEST_CASE("so is an action") {
    for (const Words& words :
         {Words{"help", "wslconfig", "set"}, Words{"wslconfig", "set", "-h"}, Words{"wslconfig", "set", "/?"},
          Words{"wslconfig", "set", "memory", "--help"}}) {
        CHECK(told(words).text == help("wslconfig set"));
    }
}

TEST_CASE("behind a name, what looks like a question for help is one more word") {
    CHECK(refused({"vpn", "exclude", "My VPN", "/?"}) == "there is a word too many; see: mirrorwatch --help");
    CHECK(call({"wslconfig", "set", "KEY", "-h"}).given.text("VALUE") == "-h");
}

TEST_CASE("a verb with actions shows its help, by itself as a mistake") {
    for (const std::string verb : {"service", "wslconfig", "settings", "vpn"}) {
        CHECK(told({verb}).text == help(verb));
        CHECK(told({verb}).exit_code == c_usage);
        for (const Words& words : {Words{verb, "--help"}, Words{verb, "-h"}, Words{"help", verb}}) {
            CHECK(told(words).text == help(verb));
            CHECK(told(words).exit_code == c_ok);
        }
    }
}

TEST_CASE("the version is told alone and behind any command") {
    for (const Words& words : {Words{"--version"}, Words{"status", "--version"},
                               Words{"wslconfig", "--version"}, Words{"wslconfig", "set", "--version"}}) {
        CHECK(told(words).text.starts_with("mirrorwatch "));
        CHECK(told(words).exit_code == c_ok);
    }
}

TEST_CASE("what is not known is refused with the nearest there is") {
    CHECK(refused({"stauts"}) == "unknown command \"stauts\"; did you mean \"status\"?");
    CHECK(refused({"wslconfig set", "memory", "8GB"}).starts_with("unknown command \"wslconfig set\""));
    CHECK(refused({"wslconfig", "shwo"}) == "unknown action \"shwo\"; did you mean \"show\"?");
    CHECK(refused({"wslconfig", "un-comment"}) ==
          "unknown action \"un-comment\"; did you mean \"uncomment\"?");
    CHECK(refused({"help", "service", "instal"}) == "unknown action \"instal\"; did you mean \"install\"?");
    CHECK(refused({"vpn", "elephant"}) ==
          "unknown action \"elephant\"; known are list, explain, exclude, include, classify");
    CHECK(refused({"endpoints", "elephant"}) ==
          "unknown action \"elephant\"; known are propose, add, remove, undo");
    CHECK(refused({"status", "--wach"}) == "unknown option \"--wach\"; did you mean \"--watch\"?");
    CHECK(refused({"wslconfig", "--al"}) == "unknown option \"--al\"; known are --help, --version");
    CHECK(refused({"wslconfig", "show", "--dry-run"}).starts_with("unknown option \"--dry-run\""));
}

TEST_CASE("a word that is none of those to choose from is refused by what it should have been") {
    CHECK(refused({"status", "--format", "yaml"}) == "unknown format \"yaml\"; known are table, json");
    CHECK(refused({"probe", "--from", "mars"}) == "unknown place \"mars\"; known are windows, wsl, both");
    CHECK(refused({"rollback", "--mode", "nta"}) == "unknown mode \"nta\"; did you mean \"nat\"?");
    CHECK(refused({"vpn", "exclude", "x", "--method", "gest"}) ==
          "unknown method \"gest\"; did you mean \"guest\"?");
    CHECK(refused({"run", "--log-level", "loud"}) ==
          "unknown log level \"loud\"; known are debug, info, warn, error");
    CHECK(refused({"vpn", "exclude", "--print-script", "aply"}) ==
          "unknown step \"aply\"; did you mean \"apply\"?");
}

TEST_CASE("what is missing is named, with where to look") {
    CHECK(refused({"wslconfig", "set", "memory"}) ==
          "wslconfig set needs VALUE; see: mirrorwatch wslconfig set --help");
    CHECK(refused({"vpn", "exclude"}) == "vpn exclude needs NAME; see: mirrorwatch vpn exclude --help");
    CHECK(refused({"vpn", "explain"}) ==
          "vpn explain needs the name of an adapter; see: mirrorwatch vpn list --all");
    CHECK(refused({"vpn", "classify"}) ==
          "vpn classify needs --file FILE; see: mirrorwatch vpn classify --help");
    CHECK(refused({"endpoints", "add"}) ==
          "endpoints add needs URL|PORT; see: mirrorwatch endpoints add --help");
    CHECK(refused({"wslconfig", "check", "--file"}).find("--file") != std::string::npos);
}

TEST_CASE("a script is printed for no VPN") {
    const CommandCall print = call({"vpn", "exclude", "--device", "eth1", "--print-script", "apply"});
    CHECK(print.given.text("print-script") == "apply");
    CHECK(refused({"vpn", "exclude", "My VPN", "--print-script", "apply"}) ==
          "there is a word too many; see: mirrorwatch --help");
}

TEST_CASE("a word too many is refused") {
    for (const Words& words :
         {Words{"status", "now"}, Words{"wslconfig", "set", "memory", "4GB", "now"},
          Words{"service", "start", "now"}, Words{"status", "-x"}, Words{"wslconfig", "-x"}}) {
        CHECK(refused(words) == "there is a word too many; see: mirrorwatch --help");
    }
}

TEST_CASE("the agent can be called, and nobody is told of it") {
    CHECK(call({"agent", "--parent", "12"}).given.text("parent") == "12");
    CHECK(overview().find("agent") == std::string::npos);
    CHECK(refused({"elephant"}).find("agent") == std::string::npos);
}

} // namespace mirrorwatch::cli
