// SPDX-License-Identifier: MIT
#include "common/framing.hpp"
#include "common/protocol.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace mirrorwatch;
using namespace mirrorwatch::protocol;

namespace {

/// One of each of what there may be many of.
Snapshot small_snapshot() {
    Snapshot snapshot;
    snapshot.headline = {MessageId::EndpointsDown, {"api"}};
    snapshot.vpns = {{"wg0", "WireGuard", false}};
    snapshot.endpoints = {{"api", "http://127.0.0.1:8080/", EndpointState::Down, "timed out"}};
    snapshot.endpoints.front().vantages = {
        {Vantage::Windows, RunsIn::Service, EndpointState::Down, "timed out"}};
    snapshot.findings = {{Finding{Fault::VpnCutsWsl, {"wg0"}}}};
    snapshot.offer = Offer{"a-1", "wg0", {"api"}, {"Ubuntu"}, {Exclude{}, NotNow{}}};
    return snapshot;
}

std::string trouble_with(const std::string& json) {
    const Result<ServerMessage> message = message_from_json(json);
    return message ? "none" : message.error().message;
}

std::string request_trouble(const std::string& json) {
    const Result<Request> request = request_from_json(json);
    return request ? "none" : request.error().message;
}

} // namespace

TEST_CASE("a name in a request has 256 characters at most, whatever alphabet it is in") {
    const auto exclude = [](const std::string& vpn) { return to_json(Request{1, ExcludeVpn{vpn, false}}); };
    std::string longest;
    for (std::size_t i = 0; i < c_longest_name; ++i) {
        longest += "ü";
    }
    CHECK(request_trouble(exclude(longest)) == "none");
    CHECK(request_trouble(exclude(longest + "x")) == "\"vpn\" is longer than 256 characters.");
    CHECK(request_trouble(to_json(Request{1, IncludeVpn{longest + "x"}})) ==
          "\"vpn\" is longer than 256 characters.");
    CHECK(request_trouble(to_json(Request{1, AnswerOffer{longest + "x"}})) ==
          "\"offer\" is longer than 256 characters.");
}

TEST_CASE("what is wrong with a request is said in a sentence, however much was wrong") {
    const std::string much(600'000, 'x');
    for (const std::string& json :
         {R"({"version":1,"number":1,"verb":")" + much + R"("})",
          R"({"version":1,"number":1,"verb":"look",")" + much + R"(":1})",
          R"({"version":1,"number":1,"verb":"pause","minutes":")" + much + R"("})"}) {
        CHECK(request_trouble(json).size() < 400);
    }
}

TEST_CASE(
    "whatever a user has put into it, a snapshot fits into a frame, can be read, and says that it is cut") {
    Snapshot huge = small_snapshot();
    huge.endpoints.assign(5'000, huge.endpoints.front());
    huge.findings.assign(2'000, huge.findings.front());
    huge.settings_error = std::string(2'000'000, '\x01'); // each is six characters in JSON
    huge.vpns.assign(40'000, huge.vpns.front());
    huge.offer->distros.assign(100'000, std::string(1'000, 'd'));
    const std::string json = to_json(huge);
    CHECK(json.size() <= c_frame_cap);
    CHECK(trouble_with(json) == "none");
    const Result<ServerMessage> back = message_from_json(json);
    REQUIRE(back.has_value());
    CHECK(std::get<Snapshot>(*back).is_cut);
    CHECK(std::get<Snapshot>(*back).headline == huge.headline);
}

TEST_CASE("a snapshot that is too large loses the strips of results before anything else") {
    Snapshot large = small_snapshot();
    const StripCell answered{EndpointState::Up, std::chrono::milliseconds{12'345},
                             std::chrono::seconds{100'000}};
    large.endpoints.front().vantages.front().strip.assign(c_longest_strip, answered);
    large.endpoints.assign(900, large.endpoints.front());
    const Result<ServerMessage> back = message_from_json(to_json(large));
    REQUIRE(back.has_value());
    Snapshot expected = large;
    expected.is_cut = true;
    for (EndpointView& endpoint : expected.endpoints) {
        endpoint.vantages.front().strip.clear();
    }
    CHECK(std::get<Snapshot>(*back) == expected);
}

TEST_CASE("two hundred endpoints with full strips from both sides are sent whole") {
    Snapshot large = small_snapshot();
    VantageView& windows = large.endpoints.front().vantages.front();
    windows.strip.assign(c_longest_strip,
                         {EndpointState::Up, std::chrono::milliseconds{123}, std::chrono::seconds{1'800}});
    large.endpoints.front().vantages.push_back(windows);
    large.endpoints.assign(200, large.endpoints.front());
    const Result<ServerMessage> back = message_from_json(to_json(large));
    REQUIRE(back.has_value());
    CHECK(std::get<Snapshot>(*back) == large);
}

TEST_CASE("what is no strip of results is refused with a sentence") {
    Snapshot snapshot = small_snapshot();
    snapshot.endpoints.front().vantages.front().strip = {{EndpointState::Down, {}, std::chrono::seconds{7}}};
    const std::string json = to_json(snapshot);
    const std::size_t at = json.find("d@7");
    REQUIRE(at != std::string::npos);
    for (const std::string wrong :
         {"x@7", "d7", "d@", "d@-1", "d1@7", "u@7", "u99999999999@7", "u5@7x", " "}) {
        CAPTURE(wrong);
        std::string text = json;
        CHECK(trouble_with(text.replace(at, 3, wrong)) ==
              "\"endpoints[0].vantages[0].strip\" is no strip of results.");
    }
    std::string many;
    for (std::size_t i = 0; i <= c_longest_strip; ++i) {
        many += (i == 0 ? "d@" : " d@") + std::to_string(i);
    }
    std::string text = json;
    CHECK(trouble_with(text.replace(at, 3, many)).find("is no strip") != std::string::npos);
}

TEST_CASE("a snapshot of five hundred endpoints is sent whole") {
    Snapshot large;
    large.endpoints.assign(500, small_snapshot().endpoints.front());
    const Result<ServerMessage> back = message_from_json(to_json(large));
    REQUIRE(back.has_value());
    CHECK(std::get<Snapshot>(*back) == large);
}

TEST_CASE("an answer fits into a frame, whatever it quotes") {
    const Answer answer{1, false, {MessageId::RequestUnreadable, {std::string(3'000'000, '"')}}};
    const std::string json = to_json(ServerMessage{answer});
    CHECK(json.size() <= c_frame_cap);
    CHECK(trouble_with(json) == "none");
}

TEST_CASE("a text that is no UTF-8 costs its bad bytes and not the message") {
    Snapshot snapshot;
    snapshot.settings_error = "Zugriff verweigert f\xfcr \xe2\x82";
    const Result<ServerMessage> back = message_from_json(to_json(snapshot));
    REQUIRE(back.has_value());
    CHECK(std::get<Snapshot>(*back).settings_error == "Zugriff verweigert f\uFFFDr \uFFFD\uFFFD");
}

TEST_CASE("a history that is too long for one message says so") {
    History history{7, {}};
    history.events.assign(1'000, {std::chrono::sys_seconds{}, {}, std::string(5'000, 'x'), {}, false});
    const Result<ServerMessage> back = message_from_json(to_json(ServerMessage{history}));
    REQUIRE(back.has_value());
    CHECK(std::get<History>(*back).is_cut);
    CHECK_FALSE(std::get<History>(*back).events.empty());
}
