// SPDX-License-Identifier: MIT
#include "service/firewall/port_rules.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace mirrorwatch::firewall {
namespace {

constexpr Ground c_elevated{true, false};

/// PowerShell, which says what it is told to say.
struct FakePowerShell {
    agent::RunResult answer;
    std::vector<std::string> scripts;

    RunScript runner() {
        return [this](const std::string& script) {
            scripts.push_back(script);
            return Result<agent::RunResult>{answer};
        };
    }
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a port is opened in both firewalls, on networks that are trusted, tagged as ours") {
    const std::string script = allow_script(8080, Networks::Trusted);
    CHECK(has(script,
              "New-NetFirewallRule -Name 'Mirrorwatch-8080' -DisplayName 'Mirrorwatch: port 8080 of WSL' "
              "-Direction Inbound -Protocol TCP -Group 'Mirrorwatch' -LocalPort 8080 -Profile "
              "Domain,Private -Action Allow"));
    CHECK(has(script,
              "New-NetFirewallHyperVRule -Name 'Mirrorwatch-8080' -DisplayName 'Mirrorwatch: port 8080 of "
              "WSL' -Direction Inbound -Protocol TCP -VMCreatorId "
              "'{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' -LocalPorts 8080 -Profiles Domain,Private "
              "-Action Allow"));
    CHECK(has(allow_script(8080, Networks::All), "-Profile Any "));
}

TEST_CASE("what was there of ours for that port goes first, and a half that was made goes again") {
    const std::string script = allow_script(8080, Networks::Trusted);
    const auto removes = script.find("Remove-NetFirewallRule");
    CHECK(removes < script.find("New-NetFirewallRule"));
    CHECK(script.find("Remove-NetFirewallRule", script.find("catch")) != std::string::npos);
    CHECK(script.ends_with("Write-Output $n")); // what is there then
}

TEST_CASE("no double quote and no end of a line is in a script, so that one argument holds it") {
    for (const std::string& script :
         {allow_script(1, Networks::All), remove_script(65535), remove_all_script()}) {
        CHECK(script.find_first_of("\"\r\n") == std::string::npos);
        CHECK(std::ranges::count(script, '{') == std::ranges::count(script, '}'));
        CHECK(std::ranges::count(script, '\'') % 2 == 0);
        CHECK(script.starts_with("$ErrorActionPreference = 'Stop'; "));
    }
}

TEST_CASE("rules of one port are found by their name, all of them by the group and the beginning") {
    CHECK(has(remove_script(80), "Get-NetFirewallRule -Name 'Mirrorwatch-80' "));
    CHECK(has(remove_script(80), "-like 'Mirrorwatch-80' "));
    CHECK(has(remove_all_script(), "Get-NetFirewallRule -Group 'Mirrorwatch' "));
    CHECK(has(remove_all_script(), "-like 'Mirrorwatch-*' "));
}

TEST_CASE("without administrator rights nothing is run, and what to do is said") {
    FakePowerShell shell;
    const auto done = allow_port(8080, Networks::Trusted, {}, shell.runner());
    REQUIRE(done.has_error());
    CHECK(done.error().message ==
          "This changes Windows' firewall, which needs administrator rights. Run it again "
          "from an elevated console.");
    CHECK(remove_rules(8080, {}, shell.runner()).has_error());
    CHECK(shell.scripts.empty());
}

TEST_CASE("where an organisation governs the firewall no rule is made; ours can still be taken away") {
    FakePowerShell shell;
    const Ground governed{true, true};
    CHECK(has(allow_port(8080, Networks::Trusted, governed, shell.runner()).error().message,
              "Your organisation"));
    CHECK(shell.scripts.empty());
    shell.answer.output = "1\r\n";
    CHECK(remove_rules(8080, governed, shell.runner()).has_value());
}

TEST_CASE("what was opened is told, with how to close it") {
    FakePowerShell shell;
    shell.answer.output = "2\r\n";
    CHECK(
        allow_port(8080, Networks::Trusted, c_elevated, shell.runner()).value() ==
        "Port 8080 of WSL is open on private networks and your organisation's now. To close it: mirrorwatch "
        "firewall remove 8080");
    CHECK(has(allow_port(8080, Networks::All, c_elevated, shell.runner()).value(), "public ones too"));
    CHECK(shell.scripts.size() == 2);
    shell.answer.output = "1\r\n";
    CHECK(has(allow_port(8080, Networks::All, c_elevated, shell.runner()).value(),
              "The Hyper-V firewall has no rule for it."));
}

TEST_CASE("that PowerShell ended well is no proof that a port is open") {
    FakePowerShell shell;
    CHECK(allow_port(8080, Networks::Trusted, c_elevated, shell.runner()).has_error());
    shell.answer.output = "0\r\n";
    CHECK(allow_port(8080, Networks::Trusted, c_elevated, shell.runner()).has_error());
}

TEST_CASE("how many rules went is told") {
    FakePowerShell shell;
    const auto removed = [&](const std::string& output) {
        shell.answer.output = output;
        return remove_rules(8080, c_elevated, shell.runner());
    };
    CHECK(removed("2\r\n").value() == "2 rules of Mirrorwatch's were taken away.");
    CHECK(removed("1\r\n").value() == "1 rule of Mirrorwatch's was taken away.");
    CHECK(removed("0\r\n").value() == "There is no rule of Mirrorwatch's for port 8080.");
    CHECK(removed("").has_error());
    shell.answer.output = "0\r\n";
    CHECK(remove_rules(std::nullopt, c_elevated, shell.runner()).value() ==
          "There is no rule of Mirrorwatch's for any port.");
    CHECK(has(shell.scripts.back(), "Mirrorwatch-*"));
}

TEST_CASE("PowerShell's complaint is told, and its failure to start") {
    FakePowerShell shell;
    shell.answer = {1, "", "New-NetFirewallRule : Access is denied.\r\n"};
    CHECK(allow_port(8080, Networks::Trusted, c_elevated, shell.runner()).error().message ==
          "Windows did not change its firewall: New-NetFirewallRule : Access is denied.");
    const RunScript missing = [](const std::string&) {
        return Result<agent::RunResult>{Error{"powershell.exe is missing."}};
    };
    CHECK(allow_port(8080, Networks::Trusted, c_elevated, missing).error().message ==
          "powershell.exe is missing.");
}

} // namespace mirrorwatch::firewall
