#include "common/protocol.hpp"

#include "common/remedy_catalogue.hpp"
#include "common/remedy_json.hpp"
#include "common/snapshot_json.hpp"

#include <boost/json/serialize.hpp>

#include <limits>

namespace mirrorwatch::protocol {
namespace {

using boost::json::object;
using json::Fields;

object value_of(const Snapshot& snapshot) {
    object value{{"version", c_version}, {"type", "snapshot"}};
    for (auto& [name, member] : json::value_of(snapshot)) {
        value[name] = std::move(member);
    }
    return value;
}

object value_of(const Answer& answer) {
    return {{"version", c_version},
            {"type", "answer"},
            {"number", answer.number},
            {"accepted", answer.accepted},
            {"sentence", json::spoken(answer.message)}};
}

void put(object& request, const AnswerOffer& verb) {
    request["verb"] = "answer_offer";
    request["offer"] = verb.offer;
    request["choice"] = name_of(verb.choice);
    request["remember"] = verb.remember;
}

void put(object& request, const RollBack& verb) {
    request["verb"] = "roll_back";
    request["mode"] = name_of(verb.mode);
}

void put(object& request, const Restore&) {
    request["verb"] = "restore";
}

void put(object& request, const Pause& verb) {
    request["verb"] = "pause";
    request["minutes"] = verb.minutes;
}

void put(object& request, const Resume&) {
    request["verb"] = "resume";
}

void put(object& request, const Look&) {
    request["verb"] = "look";
}

void put(object& request, const ExcludeVpn& verb) {
    request["verb"] = "exclude";
    request["vpn"] = verb.vpn;
    request["always"] = verb.always;
}

void put(object& request, const IncludeVpn& verb) {
    request["verb"] = "include";
    request["vpn"] = verb.vpn;
    request["never_ask"] = verb.never_ask;
}

// The members are read in the order written here: a braced list evaluates from left to right.

std::uint32_t number_from(Fields& fields) {
    return static_cast<std::uint32_t>(fields.number("number", std::numeric_limits<std::uint32_t>::max()));
}

Answer answer_from(Fields& fields) {
    return {number_from(fields), fields.flag("accepted"), fields.object("sentence", json::spoken_from)};
}

// What clients before 0.2 do not send means what they meant.

AnswerOffer answer_offer_from(Fields& fields) {
    return {fields.text("offer"), json::choice_from(fields, "choice"),
            fields.has("remember") && fields.flag("remember")};
}

RollBack roll_back_from(Fields& fields) {
    const RollBack verb{fields.has("mode") ? fields.choice<NetworkingMode>("mode") : NetworkingMode::Nat};
    if (verb.mode != NetworkingMode::Nat && verb.mode != NetworkingMode::VirtioProxy) {
        fields.refuse("mode", "is neither \"nat\" nor \"virtioproxy\"");
    }
    return verb;
}

Verb verb_from(Fields& fields) {
    const std::string verb = fields.text("verb");
    if (verb == "answer_offer") {
        return answer_offer_from(fields);
    }
    if (verb == "restore") {
        return Restore{};
    }
    if (verb == "pause") {
        constexpr std::uint64_t c_a_year = 366 * 24 * 60;
        return Pause{static_cast<std::uint32_t>(fields.number("minutes", c_a_year))};
    }
    if (verb == "resume") {
        return Resume{};
    }
    if (verb == "look") {
        return Look{};
    }
    if (verb == "exclude") {
        return ExcludeVpn{fields.text("vpn"), fields.flag("always")};
    }
    if (verb == "include") {
        return IncludeVpn{fields.text("vpn"), fields.flag("never_ask")};
    }
    if (verb != "roll_back") {
        fields.refuse("verb", "has the unknown value \"" + verb + "\"");
    }
    return roll_back_from(fields);
}

Request request_from(Fields& fields) {
    const std::uint32_t number = number_from(fields);
    return {number, verb_from(fields)};
}

ServerMessage message_from(Fields& fields) {
    const std::string type = fields.text("type");
    if (type == "answer") {
        return answer_from(fields);
    }
    if (type != "snapshot") {
        fields.refuse("type", "has the unknown value \"" + type + "\"");
    }
    return json::snapshot_from(fields);
}

void check_version(Fields& fields) {
    const std::uint64_t version = fields.number("version", std::numeric_limits<std::uint32_t>::max());
    if (version != static_cast<std::uint64_t>(c_version)) {
        fields.refuse("version", "is " + std::to_string(version) + ", and only " + std::to_string(c_version) +
                                     " is understood here: the programs are of different releases");
    }
}

template <class T>
Result<T> read(std::string_view text, T (*from)(Fields&)) {
    return json::read<T>(text, "message", [from](Fields& fields) {
        check_version(fields);
        return from(fields);
    });
}

} // namespace

std::string to_json(const Snapshot& snapshot) {
    return boost::json::serialize(value_of(snapshot));
}

std::string to_json(const Request& request) {
    object value{{"version", c_version}, {"number", request.number}};
    std::visit([&](const auto& verb) { put(value, verb); }, request.verb);
    return boost::json::serialize(value);
}

std::string to_json(const ServerMessage& message) {
    return std::visit([](const auto& content) { return boost::json::serialize(value_of(content)); }, message);
}

Result<Request> request_from_json(std::string_view text) {
    return read(text, request_from);
}

Result<ServerMessage> message_from_json(std::string_view text) {
    return read(text, message_from);
}

} // namespace mirrorwatch::protocol
