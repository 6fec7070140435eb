// SPDX-License-Identifier: MIT
#include "common/described.hpp"

#include <doctest/doctest.h>

#include <utility>

namespace mirrorwatch {
namespace {

Remedy switched() {
    Remedy remedy;
    remedy.id = "20261122T154700-1";
    remedy.spec = SwitchMode{NetworkingMode::VirtioProxy};
    remedy.state = RemedyState::UndoAwaitingWsl;
    remedy.vpn = AdapterIdentity{"{G}", "00-05-9A-3C-7A-00", {"10.8.0.2"}, "Ethernet 4"};
    remedy.endpoints = {"web", "db"};
    remedy.receipt = ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Nat, "a", "b"};
    remedy.ending = Message{MessageId::ModeDidNotHelp, {"nat"}};
    return remedy;
}

Remedy of(RemedySpec spec, Receipt receipt = {}) {
    Remedy remedy;
    remedy.spec = spec;
    remedy.receipt = std::move(receipt);
    return remedy;
}

Remedy excluded() {
    return of(Exclude{}, ExclusionReceipt{"eth1", false, true});
}

std::string to_json(const Remedy& remedy) {
    return json::to_text(remedy);
}

Result<Remedy> remedy_from_json(const std::string& text) {
    return json::read<Remedy>(text, "remedy");
}

} // namespace

TEST_CASE("a remedy with all its parts, one with none, and one of each kind come back as they were") {
    for (const Remedy& remedy :
         {switched(), Remedy{}, excluded(), of(LowerMtu{}, MtuReceipt{"eth1", 1500, 1280}), of(RestartWsl{}),
          of(ChangeSetting{ConfigSetting::AutoProxy}), of(SwitchMode{NetworkingMode::Bridged})}) {
        const auto read = remedy_from_json(to_json(remedy));
        REQUIRE(read.has_value());
        CHECK((*read == remedy));
    }
}

TEST_CASE("a remedy is spelled as every release has spelled it") {
    CHECK(
        to_json(switched()) ==
        R"({"id":"20261122T154700-1","kind":"switch_mode","state":"undo_awaiting_wsl","mode":"virtioproxy",)"
        R"("vpn":{"guid":"{G}","mac":"00-05-9A-3C-7A-00","addresses":["10.8.0.2"],"name":"Ethernet 4"},)"
        R"("endpoints":["web","db"],"receipt":null,"edit":{"before":"mirrored","after":"nat",)"
        R"("before_sha256":"a","after_sha256":"b"},"ending":{"code":"mode_did_not_help","arguments":["nat"]},)"
        R"("setting":"dnsTunneling","mtu":null,"fault":null,"automatic":false,"may_shut_down":true,)"
        R"("vm_id":""})");
    CHECK(to_json(excluded()) ==
          R"({"id":"","kind":"exclude","state":"applying","mode":"nat","vpn":null,"endpoints":[],)"
          R"("receipt":{"device":"eth1","survives_updates":false,"is_watched":true},"edit":null,)"
          R"("ending":null,"setting":"dnsTunneling","mtu":null,"fault":null,"automatic":false,)"
          R"("may_shut_down":true,"vm_id":""})");
}

TEST_CASE("every state of a remedy has a name of its own in the journal") {
    for (int state = 0; state <= static_cast<int>(RemedyState::GivenUp); ++state) {
        Remedy remedy;
        remedy.state = static_cast<RemedyState>(state);
        const auto read = remedy_from_json(to_json(remedy));
        REQUIRE(read.has_value());
        CHECK(read->state == remedy.state);
    }
}

TEST_CASE("every sentence code has a name of its own in the journal") {
    for (std::size_t code = 0; code < c_message_count; ++code) {
        Remedy remedy;
        remedy.ending = Message{static_cast<MessageId>(code), {}};
        const auto read = remedy_from_json(to_json(remedy));
        REQUIRE(read.has_value());
        CHECK(read->ending->code == remedy.ending->code);
    }
}

TEST_CASE("a remedy with a broken part is refused, and the part is named") {
    std::string text = to_json(excluded());
    const std::string part = "\"is_watched\":true";
    text.replace(text.find(part), part.size(), "\"is_watched\":7");
    const auto read = remedy_from_json(text);
    REQUIRE(read.has_error());
    CHECK(read.error().message.find("\"receipt.is_watched\"") != std::string::npos);
}

} // namespace mirrorwatch
