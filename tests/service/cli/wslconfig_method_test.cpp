// SPDX-License-Identifier: MIT
#include "service/cli/exclude_view.hpp"
#include "tests/support/shipped_rules.hpp"

#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

using support::shipped_rules;

const ChangedFile c_file{"C:\\f", true};
const agent::FileChange c_same{"x", "x", std::nullopt};
const agent::FileChange c_made{"[wsl2]\n", "[wsl2]\nline\n", 7};
const std::string c_when = "It counts from WSL's next start. \"wsl --shutdown\" would end all distros.\n";
const std::string c_warning =
    "Every WSL up to 2.9.4 answers the line with a warning (\"Expected '='\") at each "
    "start, and excludes nothing.\n";

Adapter cisco(const std::string& name, bool up) {
    Adapter adapter;
    adapter.friendly_name = name;
    adapter.description = "Cisco Secure Client Virtual Miniport Adapter for Windows x64";
    adapter.if_type = 6;
    adapter.up = up;
    return adapter;
}

Adapter ethernet(const std::string& name) {
    Adapter adapter;
    adapter.friendly_name = name;
    adapter.description = "Intel(R) Ethernet Connection";
    adapter.if_type = 6;
    adapter.up = true;
    return adapter;
}

std::string meant(const std::string& word, const AdapterTable& table) {
    const auto adapter = adapter_meant(word, table, shipped_rules());
    return adapter ? adapter->friendly_name : adapter.error().message;
}

} // namespace

TEST_CASE("an adapter is meant by its VPN's client or by its name, and the one that is up comes first") {
    const AdapterTable table{{ethernet("Ethernet"), cisco("Ethernet 3", false), cisco("Ethernet 4", true)},
                             {}};
    CHECK(meant("cisco secure client", table) == "Ethernet 4");
    CHECK(meant("ETHERNET 3", table) == "Ethernet 3");
    CHECK(meant("ethernet", table) == "Ethernet");
    CHECK(meant("Ethernet 5", table).starts_with("unknown adapter \"Ethernet 5\""));
}

TEST_CASE("a word for two adapters is not guessed at") {
    const AdapterTable table{{cisco("Ethernet 3", true), cisco("Ethernet 4", true)}, {}};
    CHECK(
        meant("Cisco Secure Client", table) ==
        "\"Cisco Secure Client\" is more than one adapter. Name one of them: \"Ethernet 3\", \"Ethernet 4\"");
}

TEST_CASE("what the file excludes is found by its name there, also when the adapter is gone") {
    const AdapterTable table{{cisco("Ethernet 4", true)}, {}};
    const std::vector<std::string> names{"Gone", "Ethernet 4"};
    CHECK(excluded_name("gone", names, table, shipped_rules()) == "Gone");
    CHECK(excluded_name("Cisco Secure Client", names, table, shipped_rules()) == "Ethernet 4");
    CHECK(excluded_name("Other", names, table, shipped_rules()) == std::nullopt);
}

TEST_CASE("before it is done it is said that WSL rejects the line, and what would be written") {
    const std::string text =
        exclusion_preview("Cisco", "Ethernet 4", {c_made.before, c_made.after, {}}, c_file);
    CHECK(text.find(c_warning) != text.npos);
    CHECK(text.find("\n+line\n") != text.npos);
    CHECK(text.ends_with("\nTo do it: mirrorwatch vpn exclude \"Cisco\" --method wslconfig --yes\n"));
    CHECK(exclusion_preview("Cisco", "Ethernet 4", c_same, c_file) ==
          "C:\\f excludes \"Ethernet 4\" already. Nothing was written.\n");
}

TEST_CASE("what was done is told with its way back, and that the line has to be looked after") {
    CHECK(exclusion_words("Ethernet 4", c_made, c_file) ==
          "C:\\f excludes \"Ethernet 4\" now. Backup 7; to go back: mirrorwatch wslconfig undo 7\n" +
              c_warning + c_when +
              "Whether it has an effect then: mirrorwatch vpn exclude \"Ethernet 4\" --method wslconfig "
              "--verify\n");
    CHECK(inclusion_words("Ethernet 4", c_made, c_file) ==
          "C:\\f does not exclude \"Ethernet 4\" any more. Backup 7; to go back: mirrorwatch wslconfig undo "
          "7\n" +
              c_when);
    CHECK(inclusion_words("Ethernet 4", {"x", std::nullopt, 8}, c_file)
              .starts_with("C:\\f is removed: there was none before. Backup 8; "));
    CHECK(inclusion_words("Ethernet 4", c_same, c_file) ==
          "C:\\f does not exclude \"Ethernet 4\". Nothing was written.\n");
}

TEST_CASE("what was seen of the line is a sentence of its own") {
    using agent::Mirroring;
    CHECK(sight_words("VPN", {Mirroring::Mirrored, "eth1"})
              .starts_with("The line has no effect: WSL was started since, and mirrors \"VPN\" as eth1.\n"));
    CHECK(sight_words("VPN", {Mirroring::MaybeOlder, "eth1"}) ==
          "WSL mirrors \"VPN\" as eth1. When WSL was started is not known: if the line is older, it has no "
          "effect.\n");
    CHECK(sight_words("VPN", {Mirroring::OtherMode, "nat"}) ==
          "WSL runs with NAT networking now, and mirrors no adapter.\n");
    CHECK(sight_words("VPN", {Mirroring::Absent}) == "WSL does not mirror \"VPN\".\n");
    CHECK(sight_words("VPN", {Mirroring::WslStopped}).starts_with("WSL does not run now. "));
    CHECK(
        sight_words("VPN", {Mirroring::OlderWsl}).starts_with("WSL was started before the line was written"));
}

} // namespace mirrorwatch::cli
