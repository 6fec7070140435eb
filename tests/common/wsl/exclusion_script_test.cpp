// SPDX-License-Identifier: MIT
#include "common/wsl/exclusion_script.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace mirrorwatch::wsl {
namespace {

using Arguments = std::vector<std::string>;

AdapterIdentity cisco() {
    return {"{37217669-42DA-4657-A55B-0D995D328250}", "00-05-9A-3C-7A-00", {"10.8.0.2"}, "Ethernet 4"};
}

const std::string c_guid = "37217669-42da-4657-a55b-0d995d328250";
const std::string c_mac = "00:05:9a:3c:7a:00";

} // namespace

TEST_CASE("a step of the exclusion gets its name and the VPN's identity, and no device's name") {
    CHECK(apply_exclusion(cisco()).arguments == Arguments{"apply", "", c_guid, c_mac, "10.8.0.2"});
    CHECK(undo_exclusion().arguments == Arguments{"undo"});
}

TEST_CASE("what is to be reached is an address, or is left out") {
    CHECK(verify_exclusion(cisco(), {"192.0.2.1", "$(reboot)", "--", "db.corp", "2001:db8::1"}).arguments ==
          Arguments{"verify", "192.0.2.1", "2001:db8::1", "--", "", c_guid, c_mac, "10.8.0.2"});
}

TEST_CASE("all steps are one program, whatever they are about") {
    CHECK(apply_exclusion(cisco()).text == undo_exclusion().text);
    CHECK(apply_exclusion({}).text == verify_exclusion(cisco(), {"192.0.2.1"}).text);
}

TEST_CASE(
    "the program hands itself to the watcher as one environment variable, which Linux limits to 128 KiB") {
    CHECK(undo_exclusion().text.size() < 64 * 1024);
    CHECK(undo_exclusion().text.find("\nMIRRORWATCH\n") == undo_exclusion().text.rfind("\nMIRRORWATCH\n"));
}

TEST_CASE("a printed step names its device, if that is a name") {
    const std::string text = printed_exclusion_script(ExclusionStep::Apply, "eth1");
    CHECK(text.starts_with("#!/bin/sh\n"));
    CHECK(text.find("\nset -- apply eth1 '' ''\n") != std::string::npos);
    CHECK(text.ends_with(apply_exclusion({}).text));
    CHECK(printed_exclusion_script(ExclusionStep::Verify, "eth1").find("set -- verify -- eth1") !=
          std::string::npos);
    for (const std::string no_name : {"", "-f", "eth1;reboot", "$(id)", "../x", "a/b", "sixteen-letters-"}) {
        CHECK(printed_exclusion_script(ExclusionStep::Undo, no_name).empty());
    }
}

} // namespace mirrorwatch::wsl
