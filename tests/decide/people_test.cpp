// SPDX-License-Identifier: MIT
#include "tests/support/story.hpp"

#include <doctest/doctest.h>

using namespace mirrorwatch;
using namespace mirrorwatch::support;
using namespace std::chrono_literals;

namespace {

const UserId c_other{"S-1-5-21-1-2-3-1002", 2};

Settings with(std::vector<EndpointSpec> endpoints) {
    Settings settings;
    settings.endpoints = std::move(endpoints);
    return settings;
}

EndpointSpec portal() {
    EndpointSpec spec = Story::site("portal", EndpointFrom::Windows);
    spec.kind = EndpointKind::Https;
    spec.port = 443;
    return spec;
}

} // namespace

TEST_CASE("Settings are edited: what is unchanged keeps its history, the rest starts over or is gone") {
    Settings settings =
        with({Story::server("api", 8080), Story::server("db", 5432), Story::server("old", 1)});
    Story story{settings};
    story.server_alive = {{"api", true}, {"db", true}, {"old", false}, {"new", true}};
    story.begin();
    story.pass(5min);
    REQUIRE(story.state_of("old") == EndpointState::Down);
    const int results = story.view_of("api").vantages.at(0).results;
    REQUIRE(results > 5);
    settings.endpoints = {Story::server("new", 81), Story::server("api", 8080), Story::server("db", 5433)};
    story.settings_are_edited(settings);
    CHECK(story.view_of("api").vantages.at(0).results == results);
    CHECK(story.state_of("api") == EndpointState::Up);
    CHECK(story.view_of("db").vantages.at(0).results == 0);
    CHECK(story.now().endpoints.size() == 3);
    CHECK(story.now().endpoints.at(0).name == "new");
    CHECK(story.now().headline.code == MessageId::AllWell);
    story.pass(2s);
    CHECK(story.state_of("new") == EndpointState::Up);
}

TEST_CASE("Settings that change in the middle of a remedy leave it under way") {
    BrokenMorning story;
    story.user_answers(SwitchMode{NetworkingMode::Nat});
    story.pass(3s);
    Settings settings = Story::default_settings();
    settings.endpoints.push_back(Story::server("db", 5432));
    story.server_alive["db"] = true;
    story.settings_are_edited(settings);
    story.wsl_starts();
    story.pass(10s);
    CHECK(story.now().remedies.back().state == RemedyState::Helped);
}

TEST_CASE("An offer about endpoints that are watched no more is over") {
    BrokenMorning story;
    Settings nothing = with({});
    nothing.watch = {false, false, false, false, false, false, {}};
    story.settings_are_edited(nothing);
    CHECK_FALSE(story.now().offer);
    CHECK(story.now().headline.code == MessageId::NoEndpoints);
}

TEST_CASE("Settings that cannot be understood leave the previous ones in force, and the status says so") {
    QuietMorning story;
    story.send(decide::SettingsBroken{"mirrorwatch.toml:7:1: interval must be a duration"});
    CHECK(story.was_said(MessageId::SettingsKept));
    CHECK(story.now().settings_error == "mirrorwatch.toml:7:1: interval must be a duration");
    CHECK(story.state_of("api") == EndpointState::Up);
    story.settings_are_edited(Story::default_settings());
    CHECK(story.now().settings_error.empty());
}

TEST_CASE(
    "What hinders the service itself is said once, shown while it lasts, and taken away when it is over") {
    QuietMorning story;
    const Message silent{MessageId::WindowsDoesNotAnswer, {"Network List Manager"}};
    story.send(decide::ServiceTrouble{"Network List Manager", silent});
    story.send(decide::ServiceTrouble{"Network List Manager", silent});
    CHECK(story.now().service_troubles == std::vector{silent});
    CHECK(story.times_said(MessageId::WindowsDoesNotAnswer) == 1);
    story.send(decide::ServiceTrouble{"Network List Manager", std::nullopt});
    CHECK(story.now().service_troubles.empty());
}

TEST_CASE("An administrator sees how everybody fares who is there, and nobody who has gone") {
    BrokenMorning story;
    const std::vector<PersonView> everybody = story.everybody();
    REQUIRE(everybody.size() == 1);
    const PersonView& one = everybody.front();
    CHECK(one.sid == Story::user().sid);
    CHECK(one.health == Health::Trouble);
    CHECK(one.headline == story.now().headline);
    CHECK(one.effective == NetworkingMode::Mirrored);
    CHECK(story.now().people.empty());
    story.user_leaves();
    CHECK(story.everybody().empty());
}

TEST_CASE("wsl.exe fails several times in a row: that is shown until it answers again") {
    QuietMorning story;
    story.agent_is_dead = true;
    for (int i = 0; i < 5; ++i) {
        story.user_looks();
        story.pass(2min);
    }
    REQUIRE(story.now().service_troubles.size() == 1);
    CHECK(story.now().service_troubles[0].code == MessageId::WslDoesNotAnswer);
    story.agent_is_dead = false;
    story.user_looks();
    story.pass(2min);
    CHECK(story.now().service_troubles.empty());
}

TEST_CASE("A name that no VPN, no row of the table and no earlier wish has is not kept") {
    QuietMorning story;
    story.user_includes("What a client invents", true);
    CHECK(story.answer()->message.code == MessageId::VpnNotKnown);
    CHECK(story.preferences().empty());
    story.user_includes("cisco SECURE client", true); // in the table, and not there now
    CHECK(story.answer()->accepted);
    CHECK(story.preferences().size() == 1);
}

TEST_CASE("A user's own endpoints are seen by that user alone, replaced when they are edited, kept after a "
          "mistake") {
    Story story;
    story.server_alive["mine"] = true;
    story.begin();
    story.send(decide::UsersSeen{{Story::user(), c_other}});
    story.user_edits_his_own({Story::server("mine", 9000), Story::server("api", 1)});
    story.pass(5s);
    CHECK(story.state_of("mine") == EndpointState::Up);
    CHECK(story.now().endpoints.size() == 2); // "api" is the machine's
    CHECK(story.view_of("api").address == "http://127.0.0.1:8080/");
    CHECK(story.now_for(c_other).endpoints.size() == 1);
    story.send(decide::UserEndpointsRead{Story::user(), {}, "line 3: no such key", false});
    CHECK(story.now().endpoints.size() == 2);
    CHECK(story.now().settings_error == "line 3: no such key");
    CHECK(story.now_for(c_other).settings_error.empty());
    story.user_edits_his_own({});
    CHECK(story.now().endpoints.size() == 1);
    CHECK(story.now().settings_error.empty());
}

TEST_CASE("A user's own endpoints are not probed while the user is away") {
    Story story;
    story.server_alive["mine"] = true;
    story.begin();
    story.user_edits_his_own({Story::server("mine", 9000)});
    story.pass(1min);
    story.user_leaves();
    const auto before = story.probes_of("mine").size();
    const auto apis = story.probes_of("api").size();
    story.pass(10min);
    CHECK(story.probes_of("mine").size() == before);
    CHECK(story.probes_of("api").size() > apis + 10);
    story.user_comes_back();
    story.pass(1min);
    CHECK(story.state_of("mine") == EndpointState::Up);
}

TEST_CASE("Who has been gone for a day is forgotten, and is known again when coming back") {
    Story story;
    story.begin();
    story.user_edits_his_own({Story::server("mine", 9000)});
    story.user_leaves();
    story.pass(23h);
    story.send(decide::UsersSeen{});
    CHECK(story.now().endpoints.size() == 2);
    story.pass(1h);
    story.send(decide::UsersSeen{});
    CHECK(story.now().endpoints.size() == 1); // the machine's
    story.user_comes_back();
    story.pass(1min);
    CHECK(story.now().endpoints.size() == 2);
}

TEST_CASE("Whoever went with a remedy in force is not forgotten: it is taken back when the time has come") {
    BrokenMorning story;
    story.user_takes(SwitchMode{NetworkingMode::Nat});
    story.pass(1min);
    REQUIRE(story.remedy() == RemedyState::Helped);
    story.user_leaves();
    for (int day = 0; day < 3; ++day) {
        story.pass(24h);
        story.send(decide::UsersSeen{});
    }
    REQUIRE(story.journal().size() == 1);
    story.user_comes_back();
    CHECK(story.remedy() == RemedyState::Helped);
}

TEST_CASE("Pause: nothing is probed and nothing offered, until it ends by itself") {
    QuietMorning story;
    story.user_pauses(60);
    CHECK(story.answer()->accepted);
    CHECK(story.now().paused);
    CHECK(story.state_of("api") == EndpointState::Paused);
    CHECK(story.now().headline.code == MessageId::WatchingPaused);
    const auto before = story.probes_of("api").size();
    story.vpn_comes_up();
    story.pass(59min);
    CHECK(story.probes_of("api").size() == before);
    CHECK(story.offers() == 0);
    story.vpn_goes_down();
    story.pass(2min);
    CHECK_FALSE(story.now().paused);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("A pause without an end lasts until the user resumes") {
    QuietMorning story;
    story.user_pauses(0);
    story.pass(24h);
    CHECK(story.now().paused);
    story.user_resumes();
    CHECK(story.answer()->message.code == MessageId::WatchingAgain);
    story.pass(2s);
    CHECK(story.state_of("api") == EndpointState::Up);
}

TEST_CASE("One user pauses: the machine's endpoints are probed for the other one, and the first one sees "
          "them paused") {
    QuietMorning story;
    story.send(decide::UsersSeen{{Story::user(), c_other}});
    story.user_pauses(0);
    const auto before = story.probes_of("api").size();
    story.pass(10min);
    CHECK(story.probes_of("api").size() > before + 15);
    CHECK(story.state_of("api") == EndpointState::Paused);
    CHECK(story.now_for(c_other).endpoints.at(0).state == EndpointState::Up);
}

TEST_CASE("A remedy under way is verified in spite of a pause") {
    CutOffMorning story;
    story.user_answers(Exclude{});
    story.user_pauses(0);
    story.pass(10s);
    CHECK(story.now().remedies.back().state == RemedyState::Helped);
    CHECK(story.vpn_is_excluded());
}

TEST_CASE("Through a user's proxy that user's prober asks; what is here the service asks") {
    Story story{with({portal(), Story::server("api", 8080)})};
    story.has_proxy = true;
    story.begin();
    story.pass(10min);
    CHECK(story.state_of("portal") == EndpointState::Up);
    CHECK(story.view_of("portal").vantages.at(0).runs_in == RunsIn::Agent);
    CHECK(story.view_of("api").vantages.at(0).runs_in == RunsIn::Service);
    const int as_user = story.calls("as " + Story::user().sid);
    CHECK(as_user >= 18);
    CHECK(story.calls("by proxy") == as_user);
    story.user_leaves();
    story.pass(5min);
    CHECK(story.calls("as " + Story::user().sid) == as_user);
    CHECK(story.state_of("portal") == EndpointState::Up);
}

TEST_CASE("What a user has named is asked as that user, and as nobody else") {
    QuietMorning story;
    const std::string as_user = "as " + Story::user().sid;
    story.pass(10min);
    CHECK(story.calls(as_user) == 0); // the machine's, and what needs no settings
    EndpointSpec own = Story::server("own", 5432);
    own.source = EndpointSource::User;
    story.server_alive["own"] = true;
    story.user_edits_his_own({own});
    story.send(decide::UsersSeen{{Story::user(), c_other}});
    story.pass(10min);
    CHECK(story.state_of("own") == EndpointState::Up);
    CHECK(story.view_of("own").vantages.at(0).runs_in == RunsIn::Agent);
    CHECK(story.view_of("api").vantages.at(0).runs_in == RunsIn::Service);
    CHECK(story.calls(as_user) == static_cast<int>(story.probes_of("own").size()));
    CHECK(story.calls(as_user) >= 18);
    CHECK(story.calls("by proxy") == 0);
    CHECK(story.calls("as " + c_other.sid) == 0);
}

TEST_CASE("What a user has named for WSL alone is tried from Windows as that user, and again a minute after "
          "nobody could") {
    EndpointSpec git = Story::site("git", EndpointFrom::Wsl);
    git.source = EndpointSource::User;
    QuietMorning story;
    story.user_edits_his_own({git});
    story.pass(1min);
    REQUIRE(story.state_of("git") == EndpointState::Up);
    story.prober_is_dead = true;
    story.vpn_comes_up();
    story.pass(50s);
    CHECK(story.calls("as " + Story::user().sid) == 1);
    CHECK(story.offers() == 0); // whether Windows reaches it is not known
    story.prober_is_dead = false;
    story.pass(1min);
    CHECK(story.calls("as " + Story::user().sid) == 2);
    CHECK(story.offers() == 1);
}

TEST_CASE("A prober that dies says nothing about the endpoint") {
    Story story{with({portal()})};
    story.has_proxy = true;
    story.begin();
    story.pass(1min);
    REQUIRE(story.state_of("portal") == EndpointState::Up);
    story.prober_is_dead = true;
    story.pass(5min);
    CHECK(story.state_of("portal") == EndpointState::Up);
    CHECK(story.view_of("portal").last_error == "not asked: it died");
    story.prober_is_dead = false;
    story.pass(1min);
    CHECK(story.view_of("portal").last_error.empty());
}
