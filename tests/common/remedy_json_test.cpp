#include "common/remedy_json.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

namespace mirrorwatch {
namespace {

Remedy full() {
    Remedy remedy;
    remedy.id = "20261122T154700-1";
    remedy.kind = RemedyKind::SwitchMode;
    remedy.state = RemedyState::UndoAwaitingWsl;
    remedy.mode = NetworkingMode::VirtioProxy;
    remedy.vpn = AdapterIdentity{"{G}", "00-05-9A-3C-7A-00", {"10.8.0.2"}, "Ethernet 4"};
    remedy.endpoints = {"web", "db"};
    remedy.receipt = ExclusionReceipt{"eth1", false, true};
    remedy.edit = ConfigEdit{NetworkingMode::Mirrored, NetworkingMode::Nat, "a", "b"};
    remedy.ending = Message{MessageId::ModeDidNotHelp, {"nat"}};
    return remedy;
}

std::string to_json(const Remedy& remedy) {
    return boost::json::serialize(json::value_of(remedy));
}

Result<Remedy> remedy_from_json(const std::string& text) {
    return json::read<Remedy>(text, "remedy", json::remedy_from);
}

} // namespace

TEST_CASE("a remedy with all its parts, and one with none, come back from the journal as they were") {
    for (const Remedy& remedy : {full(), Remedy{}}) {
        const auto read = remedy_from_json(to_json(remedy));
        REQUIRE(read.has_value());
        CHECK((*read == remedy));
    }
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
    for (int code = 0; code <= static_cast<int>(MessageId::JournalNotWritten); ++code) {
        Remedy remedy;
        remedy.ending = Message{static_cast<MessageId>(code), {}};
        const auto read = remedy_from_json(to_json(remedy));
        REQUIRE(read.has_value());
        CHECK(read->ending->code == remedy.ending->code);
    }
}

TEST_CASE("a remedy with a broken part is refused, and the part is named") {
    std::string text = to_json(full());
    const std::string part = "\"is_watched\":true";
    text.replace(text.find(part), part.size(), "\"is_watched\":7");
    const auto read = remedy_from_json(text);
    REQUIRE(read.has_error());
    CHECK(read.error().message.find("\"receipt.is_watched\"") != std::string::npos);
}

} // namespace mirrorwatch
