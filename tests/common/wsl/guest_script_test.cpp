// SPDX-License-Identifier: MIT
#include "common/wsl/exclusion_script.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace mirrorwatch::wsl {
namespace {

using Outcome = GuestReport::Outcome;
using Arguments = std::vector<std::string>;

AdapterIdentity cisco() {
    return {
        "{37217669-42DA-4657-A55B-0D995D328250}", "00-05-9A-3C-7A-00", {"10.8.0.2", "FD08::2"}, "Ethernet 4"};
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream{file, std::ios::binary} << text;
}

/// Tests are run from the repository's top folder.
std::filesystem::path repository_file(const std::filesystem::path& name) {
    return std::filesystem::current_path() / name;
}

/// Not below /tmp: the world that is made has one of its own.
struct TemporaryFolder {
    TemporaryFolder() {
        path = std::filesystem::path{"/var/tmp"} /
               ("mirrorwatch-guest-scripts-" + std::to_string(std::random_device{}()));
        REQUIRE(std::filesystem::create_directory(path));
    }

    ~TemporaryFolder() { std::filesystem::remove_all(path); }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path path;
};

bool succeeds(const std::string& command) {
    return std::system(command.c_str()) == 0;
}

} // namespace

TEST_CASE("a VPN's identity reaches the script as the guest spells it") {
    CHECK(read_mtu(cisco()).arguments ==
          Arguments{"37217669-42da-4657-a55b-0d995d328250", "00:05:9a:3c:7a:00", "10.8.0.2", "fd08::2"});
}

TEST_CASE("what is no GUID, no MAC and no address never reaches a script") {
    const AdapterIdentity nasty{
        "{37217669-42DA-4657-A55B-0D995D32825'}", "$(reboot)", {"1.2.3.4;id", "`id`", ""}, "x"};
    CHECK(read_mtu(nasty).arguments == Arguments{"", ""});
    CHECK(read_mtu({"", "00-00-00-00-00-00", {}, ""}).arguments == Arguments{"", ""});
    CHECK(read_mtu({"{37217669}", "00-05-9A-3C-7A", {}, ""}).arguments == Arguments{"", ""});
}

TEST_CASE("a loopback target is asked at 127.0.0.1, and what is no host is not asked") {
    CHECK(ask({{{"a", "localhost", 1},
                {"b", "::1", 2},
                {"c", "127.0.0.9", 3},
                {"d", "db.corp", 4},
                {"e", "x;id", 5},
                {"f", "-e", 6}}})
              .arguments == Arguments{"2", "127.0.0.1", "1", "127.0.0.1", "2", "127.0.0.1", "3", "db.corp",
                                      "4", "invalid.invalid", "5", "invalid.invalid", "6"});
}

TEST_CASE("a script's text never depends on its arguments") {
    CHECK(ask({{{"a", "db.corp", 1}}}).text == ask({}).text);
    CHECK(set_mtu(cisco(), 1400).text == set_mtu({}, 1280).text);
}

TEST_CASE("a report is read, whatever stands around it") {
    const auto report =
        read_report("motd\r\nmw record boot 12\r\nmw record link up\r\nmwx done\r\nmw done eth1\r\n");
    CHECK(report.outcome == Outcome::Done);
    CHECK(report.word == "eth1");
    CHECK(report.record == "boot 12\nlink up\n");
    CHECK(record_boot(report.record) == "12");
}

TEST_CASE("refusals, failures and a script that was cut off are told apart") {
    CHECK(read_report("mw refuse no-rules\n").outcome == Outcome::Refused);
    CHECK(read_report("mw refuse no-rules\n").word == c_no_rules);
    CHECK(read_report("mw failed RTNETLINK answers: no\n").word == "RTNETLINK answers: no");
    CHECK(read_report("mw record link up\n").outcome == Outcome::None);
    CHECK(read_report("").outcome == Outcome::None);
    CHECK(read_report("mw done").outcome == Outcome::Done);
}

TEST_CASE("a packet size that is to be undone travels with its boot, if that is one") {
    const MtuReceipt receipt{"eth1", 1400, 1280};
    CHECK(undo_mtu({}, receipt, "0a1b-2c").arguments == Arguments{"0a1b-2c", "1280", "1400", "", ""});
    CHECK(undo_mtu({}, receipt, "$(id)").arguments == Arguments{"", "1280", "1400", "", ""});
    CHECK(record_number("boot 0a\nmtu 1400\nours 1280\n", "ours") == 1280);
    CHECK(record_number("mtu 1e9\n", "mtu") == 0);
}

TEST_CASE("the scripts do in a guest what they say, and undo it exactly" *
          doctest::skip(!succeeds("unshare -n true >/dev/null 2>&1"))) {
    const TemporaryFolder temporary;
    const auto& folder = temporary.path;
    write(folder / "exclusion.sh", undo_exclusion().text);
    write(folder / "ask.sh", ask({}).text);
    write(folder / "read_mtu.sh", read_mtu({}).text);
    write(folder / "set_mtu.sh", set_mtu({}, 1280).text);
    write(folder / "undo_mtu.sh", undo_mtu({}, {}, "").text);
    for (const std::string name : {"guest_world.sh", "guest_facts_world.sh"}) {
        const auto world = repository_file("tests/lab/" + name);
        REQUIRE(std::filesystem::exists(world));
        for (const std::string shell : {"dash", "bash --posix", "busybox sh"}) {
            CAPTURE(shell);
            if (succeeds(shell + " -c true >/dev/null 2>&1")) {
                CHECK(succeeds("sh '" + world.string() + "' '" + folder.string() + "' '" + shell + "'"));
            }
        }
    }
}

} // namespace mirrorwatch::wsl
