// SPDX-License-Identifier: MIT
#include "common/ascii.hpp"
#include "common/text.hpp"
#include "common/text_faults.hpp"
#include "tests/tray/fixtures.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::tray;

TEST_CASE("the status lists endpoints, VPNs, WSL and repairs, readable without groups") {
    Snapshot snapshot = broken_by_cisco();
    snapshot.endpoints[1].state = EndpointState::Up;
    snapshot.configured = NetworkingMode::Nat;
    snapshot.remedies = {remedy(SwitchMode{}, RemedyState::AwaitingWsl, {MessageId::AwaitingWsl, {"nat"}})};
    const std::vector<StatusRow> expected{
        {"Endpoint", "api", "No answer", "tcp://127.0.0.1:5432 (timed out)"},
        {"Endpoint", "db", "Answers in 12 ms", "tcp://127.0.0.1:5432"},
        {"VPN", "Cisco Secure Client", "Connected", "Adapter \"Ethernet 4\""},
        {"WSL", "Networking", "Running, mirrored",
         "Set to NAT from the next start. Distros: Ubuntu-24.04 and docker-desktop."},
        {"Repair", "Networking mode", "Waiting for WSL",
         "WSL will use NAT networking from its next start. Start it when you like."}};
    const std::vector<StatusRow> rows = status_rows(snapshot, {});
    REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(i);
        CHECK(rows[i] == expected[i]);
    }
}

TEST_CASE("a stopped WSL is a state, not a fault") {
    Snapshot snapshot;
    snapshot.configured = NetworkingMode::Mirrored;
    const std::vector<StatusRow> rows = status_rows(snapshot, {});
    REQUIRE(rows.size() == 2);
    CHECK(rows[0] == StatusRow{"VPN", "None", "Not connected", ""});
    CHECK(rows[1] == StatusRow{"WSL", "Networking", "Not running", "Set to mirrored networking."});
}

TEST_CASE(
    "the status window says from where an endpoint is asked, its group, and when its certificate expires") {
    const std::chrono::sys_seconds time{std::chrono::days{20'000}};
    Snapshot snapshot = all_well();
    EndpointView& api = snapshot.endpoints[0];
    api.group = "corp";
    api.vantages = {{Vantage::Windows, RunsIn::Service, EndpointState::Up},
                    {Vantage::Wsl, RunsIn::Guest, EndpointState::Up}};
    EndpointView& db = snapshot.endpoints[1];
    db.state = EndpointState::Down;
    db.last_error = "connect timeout";
    db.vantages = {{Vantage::Windows, RunsIn::Agent, EndpointState::Up},
                   {Vantage::Wsl, RunsIn::Guest, EndpointState::Down}};
    db.certificate_expires = time + std::chrono::hours{5};
    snapshot.settings_error = "line 7: what is that?";
    const std::vector<StatusRow> rows = status_rows(snapshot, time);
    CHECK(rows.at(0) == StatusRow{"Settings", "mirrorwatch.toml", "Not in force", "line 7: what is that?"});
    CHECK(rows.at(1) == StatusRow{"Endpoint", "corp: api", "Answers in 12 ms",
                                  "tcp://127.0.0.1:5432, from Windows and WSL"});
    CHECK(rows.at(2) ==
          StatusRow{
              "Endpoint", "db", "No answer",
              "tcp://127.0.0.1:5432 (connect timeout), from Windows as the user: answers, WSL: no answer, "
              "certificate expires within a day"});
}

TEST_CASE("what is wrong stands first, in the order of its weight, with what can be done about it") {
    Snapshot snapshot = all_well();
    const Finding locked{Fault::ModeLocked, {}, Severity::Error, Confidence::Certain};
    const Finding names{Fault::DnsTunnelBroken, {}, Severity::Warning, Confidence::Likely};
    const Finding ping{Fault::OnlyPing, {}, Severity::Hint, Confidence::Possible};
    snapshot.findings = {{locked}, {names, {}, Message{MessageId::StillSettling, {}}}, {ping}};
    const std::vector<StatusRow> rows = status_rows(snapshot, {});
    CHECK(rows.at(0).kind == "Finding");
    CHECK(lower(rows.at(0).name) == lower(text::label(Fault::ModeLocked)));
    CHECK(rows.at(0).state == text::label(Severity::Error));
    CHECK(rows.at(0).details == text::what(locked) + " " + text::advice(locked));
    CHECK(rows.at(1).state ==
          std::string{text::label(Severity::Warning)} + ", " + lower(text::label(Confidence::Likely)));
    CHECK(rows.at(1).details == text::what(names) + " " + text::advice(names) + " " +
                                    text::to_text({MessageId::StillSettling, {}}));
    CHECK(rows.at(2).kind == "Hint");
    CHECK(rows.at(2).state == text::label(Confidence::Possible));
    CHECK(rows.at(3).kind == "Endpoint");
}

TEST_CASE("what the user decided about a VPN once and for all stands beside it") {
    Snapshot snapshot = all_well();
    snapshot.vpns = {{"Ethernet 4", "Cisco Secure Client", true}, {"wg0", "", false}, {"wg1", "", false}};
    snapshot.preferences = {{"", "Cisco Secure Client", Preference::AlwaysExclude},
                            {"", "wg0", Preference::NeverAsk}};
    const std::vector<StatusRow> rows = status_rows(snapshot, {});
    CHECK(rows.at(2).details == "Adapter \"Ethernet 4\", always excluded, as you wished");
    CHECK(rows.at(3).details == "left alone, as you wished");
    CHECK(rows.at(4).details.empty());
}

TEST_CASE("what the organisation manages has a row") {
    Snapshot snapshot = all_well();
    CHECK(status_rows(snapshot, {}).front().kind != "Settings");
    snapshot.managed = {"AllowExclude"};
    CHECK(status_rows(snapshot, {}).front() ==
          StatusRow{"Settings", "Your organisation", "Manages a part",
                    "whether a VPN may be excluded from WSL (AllowExclude)"});
}
