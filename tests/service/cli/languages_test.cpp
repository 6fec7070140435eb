// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "service/bundle/masker.hpp"
#include "service/cli/command_line.hpp"
#include "service/cli/config_words.hpp"
#include "service/cli/exclude_view.hpp"
#include "service/cli/probe_view.hpp"
#include "service/cli/status_table.hpp"
#include "service/cli/table.hpp"
#include "tests/support/find_name.hpp"

#include <doctest/doctest.h>

#include <clocale>

/// Names beyond ASCII, and letters that are not everywhere the same one in another case: in Turkish "I" is a
/// capital "ı", and "i" a small "İ".
namespace mirrorwatch::cli {
namespace {

/// As a program of a Turkish Windows would have it, if it asked for its user's language; where this machine
/// knows no Turkish, the language stays.
class InTurkish {
public:
    InTurkish() { (void)std::setlocale(LC_ALL, "tr_TR.UTF-8"); }

    ~InTurkish() { (void)std::setlocale(LC_ALL, "C"); }

    InTurkish(const InTurkish&) = delete;
    InTurkish& operator=(const InTurkish&) = delete;
};

Snapshot with_vpn(const std::string& name) {
    Snapshot snapshot;
    VpnView vpn;
    vpn.name = name;
    snapshot.vpns = {vpn};
    return snapshot;
}

} // namespace

TEST_CASE("a Turkish I is no other letter in keys, verbs, names and hosts") {
    const InTurkish turkish;
    CHECK(lower("WSL2.FIREWALL") == "wsl2.firewall");
    CHECK(lower("İI") == "İi");
    CHECK_FALSE(equal_ignoring_case("fırewall", "FIREWALL"));
    CHECK(is_set_by_repairs("wsl2.DNSTUNNELING"));
    CHECK_FALSE(is_set_by_repairs("wsl2.dnsTunnelıng"));
    CHECK_THROWS_AS((void)understand({"lıst"}), UsageError);
    CHECK(std::get<CommandCall>(understand({"vpn", "list"})).command == find_command("vpn list"));
    CHECK(vpn_to_exclude("INTERNET", with_vpn("internet")).value() == "internet");
    CHECK(vpn_to_exclude("ınternet", with_vpn("internet")).has_error());
    EndpointSpec web;
    web.name = "IIS";
    CHECK(endpoint_for("iis", {web})->name == "IIS");
    CHECK(endpoint_for("ııs", {web}).has_error());
}

TEST_CASE("a name beyond ASCII is found as it is written, and its ASCII letters in any case") {
    CHECK(vpn_to_exclude("BüRO", with_vpn("Büro")).value() == "Büro");
    CHECK(vpn_to_exclude("以太网", with_vpn("以太网")).value() == "以太网");
}

TEST_CASE("a table is as straight with Chinese names, whose letters are two columns wide") {
    CHECK(columns("Jürgen") == 6);
    CHECK(columns("李雷") == 4);
    CHECK(columns("") == 0);
    CHECK(table({{"USER", "STATE"}, {"李雷", "up"}, {"Jürgen", "down"}}) == "USER    STATE\n"
                                                                            "李雷    up\n"
                                                                            "Jürgen  down\n");
}

TEST_CASE("users beyond ASCII are named in status, and masked in a bundle") {
    Snapshot snapshot;
    PersonView one;
    one.sid = "S-1";
    snapshot.people = {one};
    const auto status =
        status_table(snapshot, {}, [](const std::string&) { return std::string{"FIRMA\\李雷"}; });
    CHECK(status.find("FIRMA\\李雷") != std::string::npos);
    bundle::Masker masker{{{"Jürgen", "李雷"}, {}, {}}, bundle::find_western};
    const std::string masked =
        masker("C:\\Users\\Jürgen\\.wslconfig of 李雷, JÜRGEN and /mnt/c/Users/Björn/x");
    for (const char* name : {"Jürgen", "JÜRGEN", "李雷", "Björn"}) {
        CHECK(masked.find(name) == std::string::npos);
    }
}

} // namespace mirrorwatch::cli
