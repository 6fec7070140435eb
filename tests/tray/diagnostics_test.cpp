// SPDX-License-Identifier: MIT
#include "tray/diagnostics.hpp"

#include "common/version.hpp"
#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

namespace {

const std::string c_windows = "10.0.26100";

} // namespace

TEST_CASE("the diagnostics say how things stand, with versions, for somebody who was not there") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.findings = {{Finding{Fault::VpnCutsWsl,
                                  {"Cisco"},
                                  Severity::Error,
                                  Confidence::Likely,
                                  {"api"},
                                  {"WSL sends by eth1"},
                                  {{Fault::HostOffline, "Windows reaches git"}}}}};
    snapshot.remedies = {remedy(Exclude{}, RemedyState::GivenUp, {MessageId::OnlyDefaultRoute, {"wg0"}})};
    const std::string text = diagnostics_of(snapshot, c_windows, {});
    for (const std::string_view part :
         {"Windows: 10.0.26100\r\n", "WSL: running mirrored, set to mirrored\r\n",
          "Distros: Ubuntu-24.04 and docker-desktop\r\n", "VPN: Ethernet 4 (Cisco Secure Client)\r\n",
          "Endpoint: api, tcp://127.0.0.1:5432: No answer (timed out)", "seen: WSL sends by eth1",
          "(Windows reaches git)", "Repair: Exclusion, "}) {
        CHECK_MESSAGE(contains(text, part), text);
    }
    CHECK(text.starts_with("Mirrorwatch: " + std::string{version} + "\r\n"));
}

TEST_CASE("neither the user's name nor the folder of the profile is copied, in any case of letters") {
    Snapshot snapshot = all_well();
    snapshot.settings_error = R"(C:\Users\Kim\AppData\x.toml, line 7; KIM said so; kimono)";
    snapshot.people = {PersonView{"S-1-5-21-1", 2}};
    const std::string text = diagnostics_of(snapshot, c_windows, {R"(C:\Users\Kim)", "kim"});
    CHECK(contains(text, R"(Settings: <user>\AppData\x.toml, line 7; <user> said so; kimono)"));
    CHECK(!contains(text, "S-1-5-21"));
}

TEST_CASE("an account without a name masks nothing") {
    CHECK(diagnostics_of(all_well(), c_windows, {""}) == diagnostics_of(all_well(), c_windows, {}));
}
