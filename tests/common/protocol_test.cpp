// SPDX-License-Identifier: MIT
#include "common/protocol.hpp"

#include "common/text_faults.hpp"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::protocol;

namespace {

Finding finding() {
    return {Fault::LargePacketsLost,
            {"wg0"},
            Severity::Error,
            Confidence::Likely,
            {"api", "db"},
            {"small answers come"},
            {{Fault::ServerDead, "it answers inside WSL"}, {Fault::HostOffline, "Windows reaches git"}}};
}

Snapshot full_snapshot() {
    Snapshot snapshot;
    snapshot.health = Health::Trouble;
    snapshot.headline = {MessageId::VpnBrokeMirrored, {"Firma \"Büro\"", "api", "db"}};
    snapshot.wsl_running = true;
    snapshot.effective = NetworkingMode::Mirrored;
    snapshot.configured = NetworkingMode::VirtioProxy;
    snapshot.distros = {"Ubuntu-24.04", "docker-desktop"};
    snapshot.vpns = {{"Ethernet 4", "Cisco Secure Client", true},
                     {"wg0", "", false},
                     {"Zscaler", "Zscaler", false, VpnKind::Service},
                     {"A change of the proxy", "", false, VpnKind::TakeOver}};
    snapshot.endpoints = {
        {"api",
         "http://127.0.0.1:8080/",
         EndpointState::Down,
         "timed out",
         std::chrono::milliseconds{12},
         "shop",
         {{Vantage::Windows, RunsIn::Agent, EndpointState::Down, "timed out", std::chrono::milliseconds{12},
           std::chrono::milliseconds{13}, std::chrono::milliseconds{14}, 500, 3},
          {Vantage::Wsl, RunsIn::Guest, EndpointState::Up}},
         std::chrono::sys_seconds{std::chrono::seconds{1'800'000'000}}},
        {"db", "tcp://db:5432", EndpointState::Pending, "", std::chrono::milliseconds{0}}};
    snapshot.offer = Offer{"20261122T154700-1",
                           "Ethernet 4",
                           {"api", "db"},
                           {"Ubuntu-24.04"},
                           {Exclude{}, SwitchMode{NetworkingMode::Nat}, NotNow{}},
                           true};
    snapshot.offer->fault = Fault::VpnCutsWsl;
    snapshot.offer->countdown = std::chrono::milliseconds{29'500};
    snapshot.offer->mode = NetworkingMode::Mirrored;
    snapshot.remedies = {
        {SwitchMode{}, RemedyState::UndoAwaitingWsl, {MessageId::AwaitingWslBack, {"mirrored"}}, "wg0"},
        {Exclude{}, RemedyState::GivenUp, {MessageId::DeviceNotFound, {"wg0"}}}};
    snapshot.can_roll_back = true;
    snapshot.can_restore = true;
    snapshot.settings_error = "mirrorwatch.toml:3:1: no";
    snapshot.paused = true;
    snapshot.findings = {{finding(), {LowerMtu{}, Exclude{}}, Message{MessageId::StillSettling, {}}},
                         {Finding{Fault::OnlyPing}}};
    snapshot.notice = Notice{"n-1", finding(), true};
    snapshot.preferences = {{"", "Cisco Secure Client", Preference::AlwaysExclude},
                            {"", "wg0", Preference::NeverAsk}};
    snapshot.service_troubles = {{MessageId::WindowsDoesNotAnswer, {"Network List Manager"}}};
    snapshot.managed = {"Action", "AllowExclude"};
    snapshot.language = "zh-Hans";
    snapshot.findings.back().forbidden = {Exclude{}};
    snapshot.endpoints.front().vantages.front().strip = {
        {EndpointState::Up, std::chrono::milliseconds{12}, std::chrono::seconds{90}},
        {EndpointState::Unknown, {}, std::chrono::seconds{60}},
        {EndpointState::Down, {}, std::chrono::seconds{3}}};
    snapshot.networks = {{"Ethernet 4",
                          "Cisco Secure Client Virtual Miniport Adapter",
                          "eth1",
                          VerdictKind::Vpn,
                          "Cisco Secure Client",
                          {"+50 the adapter of Cisco Secure Client"},
                          {"10.8.0.2/32"},
                          {"10.8.0.2/32"}},
                         {.device = "docker0", .in_wsl = {"172.17.0.1/16"}}};
    snapshot.people = {{"S-1-5-21-1-2-3-1001",
                        2,
                        Health::Trouble,
                        {MessageId::EndpointsDown, {"api"}},
                        true,
                        NetworkingMode::Nat,
                        NetworkingMode::Mirrored}};
    return snapshot;
}

std::vector<Request> every_request() {
    return {{0, AnswerOffer{"a-1", Exclude{}}},
            {1, AnswerOffer{"a-1", SwitchMode{}}},
            {2, AnswerOffer{"a-1", NotNow{}}},
            {3, AnswerOffer{"a-1", Exclude{}, true}},
            {4, RollBack{}},
            {5, RollBack{NetworkingMode::VirtioProxy}},
            {6, RestoreMode{}},
            {7, Pause{90}},
            {8, Resume{}},
            {9, Look{}},
            {10, ExcludeVpn{"Cisco Secure Client", true}},
            {11, ExcludeVpn{"wg0", false}},
            {12, IncludeVpn{"wg0", true}},
            {13, IncludeVpn{"Büro", false}},
            {14, OfferShown{"a-1", true}},
            {15, ReadHistory{20, true}}};
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

std::string trouble_with(const std::string& json) {
    const Result<ServerMessage> message = message_from_json(json);
    return message ? "none" : message.error().message;
}

const std::string c_request =
    R"({"version":1,"number":7,"verb":"answer_offer","offer":"a-1","choice":"nat","remember":false})";

std::string request_trouble(const std::string& json) {
    const Result<Request> request = request_from_json(json);
    return request ? "none" : request.error().message;
}

} // namespace

TEST_CASE("a snapshot survives the way through JSON") {
    for (const Snapshot& snapshot : {Snapshot{}, full_snapshot()}) {
        const Result<ServerMessage> back = message_from_json(to_json(ServerMessage{snapshot}));
        REQUIRE(back.has_value());
        CHECK(std::get<Snapshot>(*back) == snapshot);
    }
}

TEST_CASE("what status prints is what the server sends") {
    CHECK(to_json(full_snapshot()) == to_json(ServerMessage{full_snapshot()}));
}

TEST_CASE("the JSON of an empty snapshot is this, to the letter") {
    CHECK(
        to_json(Snapshot{}) ==
        R"({"version":1,"type":"snapshot","health":"fine",)"
        R"("headline":{"code":"all_well","arguments":[],"text":"All is well."},)"
        R"("wsl_running":false,"effective":"unknown","configured":"unknown","distros":[],"vpns":[],"endpoints":[],)"
        R"("offer":null,"remedies":[],"can_roll_back":false,"can_restore":false,)"
        R"("settings_error":"","paused":false,"findings":[],"notice":null,"wishes":[],)"
        R"("service_troubles":[],"is_cut":false})");
}

TEST_CASE("the JSON of a full snapshot is this, to the letter") {
    CHECK(
        to_json(full_snapshot()) ==
        R"({"version":1,"type":"snapshot","health":"trouble",)"
        R"("headline":{"code":"vpn_broke_mirrored","arguments":["Firma \"Büro\"","api","db"],)"
        R"("text":"Firma \"Büro\" broke mirrored networking: there is no answer from api and db any more."},)"
        R"("wsl_running":true,"effective":"mirrored","configured":"virtioproxy",)"
        R"("distros":["Ubuntu-24.04","docker-desktop"],"vpns":[{"name":"Ethernet 4",)"
        R"("client":"Cisco Secure Client","excluded":true,"kind":"adapter","full_tunnel":false},{"name":"wg0",)"
        R"("client":"","excluded":false,"kind":"adapter","full_tunnel":false},{"name":"Zscaler",)"
        R"("client":"Zscaler","excluded":false,"kind":"service","full_tunnel":false},)"
        R"({"name":"A change of the proxy","client":"","excluded":false,"kind":"take_over","full_tunnel":false}],)"
        R"("endpoints":[{"name":"api","address":"http://127.0.0.1:8080/","state":"down",)"
        R"("last_error":"timed out","latency_ms":12,"group":"shop",)"
        R"("vantages":[{"vantage":"windows","runs_in":"agent","state":"down",)"
        R"("last_error":"timed out","latency_ms":12,"median_ms":13,"p95_ms":14,"results":500,)"
        R"("failures":3,"strip":"u12@90 -@60 d@3"},{"vantage":"wsl","runs_in":"guest","state":"up","last_error":"",)"
        R"("latency_ms":0,"median_ms":0,"p95_ms":0,"results":0,"failures":0}],)"
        R"("certificate_expires":{"unix":1800000000},"source":"machine"},{"name":"db","address":"tcp://db:5432",)"
        R"("state":"pending","last_error":"","latency_ms":0,"group":"","vantages":[],)"
        R"("certificate_expires":null,"source":"machine"}],"offer":{"id":"20261122T154700-1","vpn":"Ethernet 4",)"
        R"("endpoints":["api","db"],"distros":["Ubuntu-24.04"],"choices":["exclude","nat",)"
        R"("not_now"],"bypasses_tunnel":true,"kind":"adapter","fault":"vpn_cuts_wsl",)"
        R"("countdown_ms":29500,"mode":"mirrored"},"remedies":[{"kind":"switch_mode",)"
        R"("state":"undo_awaiting_wsl","sentence":{"code":"awaiting_wsl_back",)"
        R"("arguments":["mirrored"],)"
        R"("text":"WSL will use mirrored networking again from its next start. Start it when you like."},)"
        R"("vpn":"wg0"},{"kind":"exclude","state":"given_up",)"
        R"("sentence":{"code":"device_not_found","arguments":["wg0"],)"
        R"("text":"wg0 was not found in WSL, so there is nothing to exclude."},"vpn":""}],)"
        R"("can_roll_back":true,"can_restore":true,)"
        R"("settings_error":"mirrorwatch.toml:3:1: no","paused":true,)"
        R"("findings":[{"fault":"large_packets_lost","severity":"error",)"
        R"("confidence":"likely","arguments":["wg0"],"endpoints":["api","db"],)"
        R"("evidence":["small answers come"],"ruled_out":[{"fault":"server_dead",)"
        R"("because":"it answers inside WSL"},{"fault":"host_offline",)"
        R"("because":"Windows reaches git"}],"text":"WSL gets connections to wg0,)"
        R"( but large packets do not arrive.",)"
        R"("advice":"Lower the largest packet size (MTU) of the VPN to 1280 in WSL,)"
        R"( or to 1400 in the VPN's own settings. The networking mode need not be changed.",)"
        R"("remedies":["lower_mtu","exclude"],"not_yet":{"code":"still_settling",)"
        R"("arguments":[],"text":"The network has changed a moment ago,)"
        R"( and WSL follows it with a delay. Nothing is decided before it is quiet."}},)"
        R"({"fault":"only_ping","severity":"warning","confidence":"possible","arguments":[],)"
        R"("endpoints":[],"evidence":[],"ruled_out":[],"text":"Only ping fails from WSL.",)"
        R"("advice":"Nothing needs to be done: many networks and VPNs drop pings.",)"
        R"("remedies":[],"not_yet":null,"forbidden":["exclude"]}],"notice":{"id":"n-1",)"
        R"("finding":{"fault":"large_packets_lost","severity":"error","confidence":"likely",)"
        R"("arguments":["wg0"],"endpoints":["api","db"],"evidence":["small answers come"],)"
        R"("ruled_out":[{"fault":"server_dead","because":"it answers inside WSL"},)"
        R"({"fault":"host_offline","because":"Windows reaches git"}],)"
        R"("text":"WSL gets connections to wg0, but large packets do not arrive.",)"
        R"("advice":"Lower the largest packet size (MTU) of the VPN to 1280 in WSL,)"
        R"( or to 1400 in the VPN's own settings. The networking mode need not be changed."},)"
        R"("is_over":true},"wishes":[{"vpn":"Cisco Secure Client","wish":"always_exclude"},)"
        R"({"vpn":"wg0","wish":"never_ask"}],)"
        R"("service_troubles":[{"code":"windows_does_not_answer","arguments":["Network List Manager"],)"
        R"("text":"Windows does not answer: Network List Manager. Mirrorwatch goes on without it."}],)"
        R"("is_cut":false,"managed":["Action","AllowExclude"],)"
        R"("people":[{"sid":"S-1-5-21-1-2-3-1001","session":2,"health":"trouble","headline":)"
        R"({"code":"endpoints_down","arguments":["api"],"text":"There is no answer from api."},)"
        R"("wsl_running":true,"effective":"nat","configured":"mirrored"}],)"
        R"("networks":[{"adapter":"Ethernet 4",)"
        R"("description":"Cisco Secure Client Virtual Miniport Adapter","device":"eth1",)"
        R"("verdict":"vpn","client":"Cisco Secure Client",)"
        R"("why":["+50 the adapter of Cisco Secure Client"],)"
        R"("addresses":["10.8.0.2/32"],"in_wsl":["10.8.0.2/32"]},)"
        R"({"adapter":"","description":"","device":"docker0","verdict":"no","client":"","why":[],)"
        R"("addresses":[],"in_wsl":["172.17.0.1/16"]}],"language":"zh-Hans"})");
}

TEST_CASE("an answer survives the way through JSON") {
    const Answer answer{4'294'967'295U, true, {MessageId::SwitchingMode, {"nat"}}};
    const Result<ServerMessage> back = message_from_json(to_json(ServerMessage{answer}));
    REQUIRE(back.has_value());
    CHECK(std::get<Answer>(*back) == answer);
}

TEST_CASE("every verb is spelled like this, to the letter") {
    const std::vector<std::string> spelled{
        R"({"version":1,"number":0,"verb":"answer_offer","offer":"a-1","choice":"exclude",)"
        R"("remember":false})",
        R"({"version":1,"number":1,"verb":"answer_offer","offer":"a-1","choice":"nat",)"
        R"("remember":false})",
        R"({"version":1,"number":2,"verb":"answer_offer","offer":"a-1","choice":"not_now",)"
        R"("remember":false})",
        R"({"version":1,"number":3,"verb":"answer_offer","offer":"a-1","choice":"exclude",)"
        R"("remember":true})",
        R"({"version":1,"number":4,"verb":"roll_back","mode":"nat"})",
        R"({"version":1,"number":5,"verb":"roll_back","mode":"virtioproxy"})",
        R"({"version":1,"number":6,"verb":"restore"})",
        R"({"version":1,"number":7,"verb":"pause","minutes":90})",
        R"({"version":1,"number":8,"verb":"resume"})",
        R"({"version":1,"number":9,"verb":"look"})",
        R"({"version":1,"number":10,"verb":"exclude","vpn":"Cisco Secure Client","always":true})",
        R"({"version":1,"number":11,"verb":"exclude","vpn":"wg0","always":false})",
        R"({"version":1,"number":12,"verb":"include","vpn":"wg0","never_ask":true})",
        R"({"version":1,"number":13,"verb":"include","vpn":"Büro","never_ask":false})",
        R"({"version":1,"number":14,"verb":"offer_shown","offer":"a-1","visible":true})",
        R"({"version":1,"number":15,"verb":"read_history","most":20,"all":true})"};
    std::vector<std::string> now;
    for (const Request& request : every_request()) {
        now.push_back(to_json(request));
    }
    CHECK(now == spelled);
    const Answer answer{7, true, {MessageId::SwitchingMode, {"nat"}}};
    CHECK(to_json(ServerMessage{answer}) ==
          R"({"version":1,"type":"answer","number":7,"accepted":true,)"
          R"("sentence":{"code":"switching_mode","arguments":["nat"],)"
          R"("text":"Switching WSL to NAT networking. WSL is shut down for that."}})");
}

TEST_CASE("every verb survives the way through JSON") {
    for (const Request& request : every_request()) {
        const Result<Request> back = request_from_json(to_json(request));
        REQUIRE(back.has_value());
        CHECK(*back == request);
    }
    CHECK(to_json(Request{7, AnswerOffer{"a-1", SwitchMode{NetworkingMode::Nat}}}) == c_request);
}

TEST_CASE("what older clients do not send means what they meant") {
    CHECK(request_from_json(R"({"version":1,"number":7,"verb":"roll_back"})").value() ==
          Request{7, RollBack{NetworkingMode::Nat}});
    CHECK(
        request_from_json(R"({"version":1,"number":7,"verb":"answer_offer","offer":"a","choice":"exclude"})")
            .value() == Request{7, AnswerOffer{"a", Exclude{}, false}});
}

TEST_CASE("a finding is sent with words for people, and its choices and what holds it up beside it") {
    Snapshot snapshot;
    snapshot.findings = {{finding(), {LowerMtu{}}, Message{MessageId::StillSettling, {}}}};
    const std::string json = to_json(snapshot);
    CHECK(json.find(
              R"("findings":[{"fault":"large_packets_lost","severity":"error","confidence":"likely",)"
              R"("arguments":["wg0"],"endpoints":["api","db"],"evidence":["small answers come"],)"
              R"("ruled_out":[{"fault":"server_dead","because":"it answers inside WSL"},)"
              R"({"fault":"host_offline","because":"Windows reaches git"}],"text":)" +
              boost::json::serialize(boost::json::value(text::what(finding()))) + R"(,"advice":)" +
              boost::json::serialize(boost::json::value(text::advice(finding()))) +
              R"(,"remedies":["lower_mtu"],"not_yet":{"code":"still_settling","arguments":[],"text":")") !=
          std::string::npos);
}

TEST_CASE("an offer without a fault, a countdown and a mode says null") {
    Snapshot snapshot;
    snapshot.offer = Offer{"o", "wg0", {}, {}, {Restore{}}};
    CHECK(to_json(snapshot).find(R"("fault":null,"countdown_ms":null,"mode":null})") != std::string::npos);
}

TEST_CASE("whose wish it is stays with the service") {
    Snapshot snapshot;
    snapshot.preferences = {{"S-1-5-21-7", "wg0", Preference::NeverAsk}};
    const std::string json = to_json(snapshot);
    CHECK(json.find(R"("wishes":[{"vpn":"wg0","wish":"never_ask"}])") != std::string::npos);
    const Result<ServerMessage> back = message_from_json(json);
    REQUIRE(back.has_value());
    CHECK(std::get<Snapshot>(*back).preferences ==
          std::vector<VpnPreference>{{"", "wg0", Preference::NeverAsk}});
}

TEST_CASE("garbage is refused with a sentence") {
    for (const std::string json : {"", "{", "nonsense", "{}{}", "\xFF\xFE", "{\"version\":1,}"}) {
        CAPTURE(json);
        CHECK(request_trouble(json).starts_with("The message is not JSON: "));
    }
    for (const std::string json : {"[]", "null", "7", "\"version\""}) {
        CAPTURE(json);
        CHECK(request_trouble(json) == "The message is not a JSON object.");
    }
    CHECK(request_trouble(std::string(5'000, '[')).starts_with("The message is not JSON: "));
}

TEST_CASE("a message cut anywhere is refused") {
    const std::string whole = to_json(full_snapshot());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK(message_from_json(whole.substr(0, length)).has_error());
    }
}

TEST_CASE("another version is met with its number, whatever else there is") {
    CHECK(request_trouble(R"({"version":2,"verb":{}})") ==
          "\"version\" is 2, and only 1 is understood here: the programs are of different releases.");
    CHECK(request_trouble(R"({"number":1,"verb":"roll_back"})") == "\"version\" is missing.");
}

TEST_CASE("errors of a request name the member") {
    struct Row {
        std::string_view what, with, sentence;
    };

    const Row rows[] = {
        {"\"number\":7", "\"number\":-1", "\"number\" is not a whole number from 0 to 4294967295."},
        {"\"number\":7", "\"number\":4294967296", "\"number\" is not a whole number from 0 to 4294967295."},
        {"\"number\":7", "\"number\":7.5", "\"number\" is not a whole number from 0 to 4294967295."},
        {"\"number\":7", "\"number\":18446744073709551615",
         "\"number\" is not a whole number from 0 to 4294967295."},
        {"\"number\":7,", "", "\"number\" is missing."},
        {"answer_offer", "format_disk", "\"verb\" has the unknown value \"format_disk\"."},
        {"\"nat\"", "\"NAT\"", "\"choice\" has the unknown value \"NAT\"."},
        {"\"nat\"", "null", "\"choice\" is not a text."},
        {"\"offer\"", "\"path\"", "\"offer\" is missing."},
        {"}", ",\"command\":\"x\"}", "\"command\" is not known."},
        {"false", "0", "\"remember\" is neither true nor false."},
    };
    for (const Row& row : rows) {
        CHECK(request_trouble(replaced(c_request, row.what, row.with)) == row.sentence);
    }
}

TEST_CASE("WSL is rolled back to what the ladder has, and a VPN is excluded by its name") {
    const std::string head = R"({"version":1,"number":7,"verb":)";
    CHECK(request_trouble(head + R"("roll_back","mode":"mirrored"})") ==
          "\"mode\" is neither \"nat\" nor \"virtioproxy\".");
    CHECK(request_trouble(head + R"("exclude","always":true})") == "\"vpn\" is missing.");
    CHECK(request_trouble(head + R"("include","vpn":"wg0"})") == "\"never_ask\" is missing.");
}

TEST_CASE("errors of a snapshot name the member with its way") {
    struct Row {
        std::string_view what, with, sentence;
    };

    const Row rows[] = {
        {"\"snapshot\"", "\"picture\"", "\"type\" has the unknown value \"picture\"."},
        {"\"down\"", "\"dead\"", "\"endpoints[0].state\" has the unknown value \"dead\"."},
        {"\"latency_ms\":0", "\"latency_ms\":\"0\"",
         "\"endpoints[0].vantages[1].latency_ms\" is not a whole number from 0 to 86400000."},
        {"[\"Ubuntu-24.04\",\"docker-desktop\"]", "\"Ubuntu\"", "\"distros\" is not a list."},
        {"\"docker-desktop\"", "5", "\"distros[1]\" is not a text."},
        {"\"wsl_running\":true", "\"wsl_running\":1", "\"wsl_running\" is neither true nor false."},
        {"\"client\":\"\"", "\"clients\":\"\"", "\"vpns[1].client\" is missing."},
        {"\"bypasses_tunnel\":true", "\"bypasses_tunnel\":true,\"more\":1", "\"offer.more\" is not known."},
        {"\"countdown_ms\":29500", "\"countdown_ms\":-1",
         "\"offer.countdown_ms\" is not a whole number from 0 to 86400000."},
        {"\"countdown_ms\":29500,", "", "\"offer.countdown_ms\" is missing."},
        {"\"server_dead\"", "\"server_undead\"",
         "\"findings[0].ruled_out[0].fault\" has the unknown value \"server_undead\"."},
        {"\"not_yet\":null", "\"not_yet\":\"\"", "\"findings[1].not_yet\" is not an object."},
        {"\"is_over\":true", "\"is_over\":null", "\"notice.is_over\" is neither true nor false."},
        {"\"wish\":\"never_ask\"", "\"wish\":\"\"", "\"wishes[1].wish\" has the unknown value \"\"."},
        {"\"device_not_found\"", "\"device_lost\"",
         "\"remedies[1].sentence.code\" has the unknown value \"device_lost\"."},
    };
    for (const Row& row : rows) {
        CHECK(trouble_with(replaced(to_json(full_snapshot()), row.what, row.with)) == row.sentence);
    }
    CHECK(trouble_with(R"({"version":1,"type":"snapshot","health":"fine","headline":[]})") ==
          "\"headline\" is not an object.");
}

TEST_CASE("the history survives the way through JSON, and is spelled like this") {
    const History history{7,
                          {{std::chrono::sys_seconds{std::chrono::seconds{1'800'000'000}},
                            {MessageId::ExcludedHelped, {"wg0"}},
                            "wg0 is excluded.",
                            {"it answers"},
                            true,
                            "S-1-5-21-1-2-3-1001"}}};
    const std::string json = to_json(ServerMessage{history});
    CHECK(json == R"({"version":1,"type":"history","number":7,"events":[{"time":{"unix":1800000000},)"
                  R"("message":{"code":"excluded_helped","arguments":["wg0"]},"text":"wg0 is excluded.",)"
                  R"("evidence":["it answers"],"warn":true,"sid":"S-1-5-21-1-2-3-1001"}],"is_cut":false})");
    const Result<ServerMessage> back = message_from_json(json);
    REQUIRE(back.has_value());
    CHECK(std::get<History>(*back) == history);
}
