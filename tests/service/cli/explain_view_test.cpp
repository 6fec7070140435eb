// SPDX-License-Identifier: MIT
#include "service/cli/explain_view.hpp"

#include "common/text.hpp"
#include "common/text_faults.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

namespace mirrorwatch::cli {
namespace {

Snapshot quiet() {
    Snapshot snapshot;
    snapshot.wsl_running = true;
    snapshot.effective = NetworkingMode::Mirrored;
    snapshot.configured = NetworkingMode::Mirrored;
    snapshot.distros = {"Ubuntu"};
    snapshot.vpns = {{"Ethernet 4", "Cisco Secure Client", true}};
    snapshot.endpoints = {{"api", "http://127.0.0.1:8080/", EndpointState::Up, ""}};
    return snapshot;
}

FindingView cut() {
    FindingView view;
    view.finding.fault = Fault::VpnCutsWsl;
    view.finding.arguments = {"Cisco Secure Client", "api"};
    view.finding.confidence = Confidence::Likely;
    view.finding.endpoints = {"api", "git"};
    view.finding.evidence = {"Windows reaches git", "api answers inside WSL"};
    view.finding.ruled_out = {{Fault::HostOffline, "Windows reaches git"}};
    view.remedies = {Exclude{}, SwitchMode{NetworkingMode::Nat}};
    view.not_yet = Message{MessageId::StillSettling, {}};
    return view;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("when nothing is wrong it is said what was looked at") {
    CHECK_FALSE(is_anything_wrong(quiet()));
    CHECK(explain_text(quiet()) == "Nothing is wrong.\n"
                                   "\n"
                                   "Looked at:\n"
                                   "  WSL: running Ubuntu, networking mirrored\n"
                                   "  VPN: Ethernet 4 (Cisco Secure Client), excluded from WSL\n"
                                   "  Endpoint: api, Answers\n");
}

TEST_CASE("SYSTEM, which has no WSL, is told what is wrong for each user who is there") {
    Snapshot snapshot;
    snapshot.people = {{"S-1-5-21-1", 2, Health::Trouble, {MessageId::EndpointsDown, {"api"}}},
                       {"S-1-5-21-2", 3}};
    CHECK(is_anything_wrong(snapshot));
    const std::string said =
        explain_text(snapshot, {{"S-1-5-18", 0}, [](const std::string& sid) { return "user " + sid; }});
    CHECK(said.starts_with("Nothing is wrong for you, but for others.\n\n"
                           "For user S-1-5-21-1, session 2: There is no answer from api.\n"));
    CHECK_FALSE(has(said, "S-1-5-21-2"));
    CHECK(boost::json::parse(explain_json(snapshot)).as_object().at("people").as_array().size() == 2);
}

TEST_CASE("an administrator is not told twice what is wrong for the account that asks") {
    Snapshot snapshot = quiet();
    snapshot.findings = {cut()};
    snapshot.people = {{"S-1-5-21-1", 2, Health::Trouble}};
    CHECK_FALSE(has(explain_text(snapshot, {{"S-1-5-21-1", 2}}), "For S-1-5-21-1"));
    CHECK(has(explain_text(snapshot, {{"S-1-5-21-1", 5}}), "For S-1-5-21-1, session 2:"));
}

TEST_CASE("while WSL cannot be asked it is not said that nothing is wrong") {
    Snapshot snapshot = quiet();
    snapshot.service_troubles = {{MessageId::WslDoesNotAnswer, {"wsl.exe is missing."}}};
    const std::string said = explain_text(snapshot);
    CHECK(said.starts_with(
        "Nothing is known to be wrong.\n\nMirrorwatch: WSL cannot be asked: wsl.exe is missing."));
    const auto json = boost::json::parse(explain_json(snapshot)).as_object();
    CHECK(json.at("service_troubles").as_array().size() == 1);
    CHECK_FALSE(json.at("wrong").as_bool());
}

TEST_CASE("without a VPN and endpoints that is said too") {
    CHECK(explain_text({}) == "Nothing is wrong.\n"
                              "\n"
                              "Looked at:\n"
                              "  WSL: not running, configured as unknown\n"
                              "  VPN: none is connected\n"
                              "  Endpoints: none is watched\n");
}

TEST_CASE("a finding tells how sure it is, what was seen, what was ruled out, the remedies in order and why "
          "not yet") {
    Snapshot snapshot = quiet();
    snapshot.health = Health::Trouble;
    snapshot.findings = {cut()};
    const Finding& finding = snapshot.findings.front().finding;
    CHECK(is_anything_wrong(snapshot));
    CHECK(explain_text(snapshot) ==
          "One thing is wrong.\n"
          "\n"
          "1. " +
              text::what(finding) +
              "\n"
              "   How sure:    " +
              std::string{text::label(Confidence::Likely)} +
              "\n"
              "   Concerned:   api and git\n"
              "   Seen:        Windows reaches git\n"
              "                api answers inside WSL\n"
              "   Ruled out:   " +
              std::string{text::label(Fault::HostOffline)} +
              ": Windows reaches git\n"
              "   Remedies:    1. exclude Cisco Secure Client from WSL; WSL keeps running\n"
              "                2. switch WSL to NAT networking; WSL is shut down for that\n"
              "   Not done:    " +
              text::to_text({MessageId::StillSettling, {}}) +
              "\n"
              "   Advice:      " +
              text::advice(finding) + "\n");
}

TEST_CASE("a finding about which the user is being asked says so, and when it is done without asking") {
    Snapshot snapshot = quiet();
    snapshot.vpns.push_back({"Ethernet 5", "Other"});
    FindingView view = cut();
    view.not_yet.reset();
    snapshot.findings = {view};
    Offer offer;
    offer.vpn = "Other";
    offer.fault = Fault::VpnCutsWsl;
    snapshot.offer = offer;
    const std::string asked = explain_text(snapshot);
    CHECK(has(asked, "   Now:         you are being asked\n"));
    CHECK(has(asked, "1. exclude Other from WSL"));
    snapshot.offer->countdown = std::chrono::seconds{30};
    CHECK(has(explain_text(snapshot),
              "   Now:         the first of them is done in 30.0 s, unless you say no\n"));
    snapshot.offer->fault = Fault::SilentNat;
    const std::string about_another = explain_text(snapshot);
    CHECK_FALSE(has(about_another, "Now:"));
    CHECK(has(about_another, "1. exclude the VPN from WSL"));
}

TEST_CASE("remedies in force, a question of going back, a pause and bad settings are told beside") {
    Snapshot snapshot = quiet();
    snapshot.remedies = {{SwitchMode{}, RemedyState::Helped, {MessageId::ModeHelped, {"nat"}}}};
    Offer offer;
    offer.vpn = "Cisco";
    offer.mode = NetworkingMode::Mirrored;
    snapshot.offer = offer;
    snapshot.paused = true;
    snapshot.settings_error = "mirrorwatch.toml:7:1: no";
    const std::string text = explain_text(snapshot);
    CHECK(has(text, "Nothing is known to be wrong.\n\n"
                    "Networking mode, In force: WSL uses NAT networking now, and the endpoints answer.\n"
                    "You are being asked: Cisco is gone. WSL could go back to mirrored networking.\n"
                    "Watching is paused.\n"
                    "Settings: mirrorwatch.toml:7:1: no\n"));
}

TEST_CASE("trouble without a known cause is told as such") {
    Snapshot snapshot = quiet();
    snapshot.health = Health::Trouble;
    snapshot.headline = {MessageId::EndpointsDown, {"api"}};
    CHECK(is_anything_wrong(snapshot));
    CHECK(has(explain_text(snapshot),
              "There is no answer from api.\nNo cause of it has been found.\n\nLooked at:\n"));
}

TEST_CASE("what others have written cannot break the lines of an explanation") {
    Snapshot snapshot = quiet();
    snapshot.findings = {cut()};
    snapshot.findings.front().finding.evidence = {"two\nlines \x1b[31m"};
    const std::string text = explain_text(snapshot);
    CHECK(has(text, "Seen:        two␊lines ␛[31m\n"));
    CHECK_FALSE(has(text, "\x1b"));
}

TEST_CASE("explain's JSON is one object with its version, and the members that the status has under the same "
          "names") {
    Snapshot snapshot = quiet();
    snapshot.health = Health::Trouble;
    const std::string text = explain_json(snapshot);
    const auto object = boost::json::parse(text).as_object();
    CHECK(text.back() == '\n');
    CHECK(object.at("version").as_int64() == 1);
    CHECK(object.at("wrong").as_bool());
    CHECK(object.at("effective").as_string() == "mirrored");
    CHECK(object.at("vpns").as_array().size() == 1);
    CHECK(object.at("endpoints").as_array().size() == 1);
    CHECK_FALSE(object.contains("type"));
}

TEST_CASE("explain's JSON has each finding with its words, its remedies in order, and why not yet") {
    Snapshot snapshot = quiet();
    snapshot.findings = {cut()};
    const auto object = boost::json::parse(explain_json(snapshot)).as_object();
    REQUIRE(object.at("findings").as_array().size() == 1);
    const auto& finding = object.at("findings").as_array().front().as_object();
    CHECK(finding.at("fault").as_string() == "vpn_cuts_wsl");
    CHECK(finding.at("confidence").as_string() == "likely");
    CHECK(finding.at("evidence").as_array().size() == 2);
    CHECK(finding.at("text").as_string() == text::what(snapshot.findings.front().finding).c_str());
    CHECK((finding.at("remedies").as_array() == boost::json::array{"exclude", "nat"}));
    CHECK(finding.at("not_yet").as_object().at("code").as_string() == "still_settling");
}

TEST_CASE("what the organisation forbids is told with the finding, and what it manages at the end") {
    Snapshot snapshot = quiet();
    FindingView view = cut();
    view.remedies = {SwitchMode{NetworkingMode::Nat}};
    view.forbidden = {Exclude{}};
    snapshot.findings = {view};
    snapshot.managed = {"AllowExclude"};
    const std::string text = explain_text(snapshot);
    CHECK(
        has(text,
            "   Forbidden:   exclude Cisco Secure Client from WSL; WSL keeps running (your organisation does "
            "not allow it)\n"));
    CHECK(
        has(text, "\nManaged by your organisation: whether a VPN may be excluded from WSL (AllowExclude)\n"));
    const auto json = boost::json::parse(explain_json(snapshot));
    CHECK(json.at("managed").at(0) == "AllowExclude");
    CHECK(json.at("findings").at(0).at("forbidden").at(0) == "exclude");
    CHECK_FALSE(boost::json::parse(explain_json(quiet())).as_object().contains("managed"));
}

} // namespace mirrorwatch::cli
