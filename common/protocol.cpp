#include "common/protocol.hpp"

#include "common/endpoint_json.hpp"
#include "common/remedy_json.hpp"
#include "common/text.hpp"

#include <boost/json/serialize.hpp>

#include <limits>

namespace mirrorwatch::protocol {
namespace {

using boost::json::object;
using json::array_of;
using json::Fields;

object value_of(const Sentence& sentence) {
    object value = json::value_of(sentence);
    value["text"] = text::to_text(sentence); // for readers that are not programs of ours
    return value;
}

object value_of(const VpnView& vpn) {
    return {
        {"name", vpn.name}, {"client", vpn.client}, {"excluded", vpn.excluded}, {"kind", name_of(vpn.kind)}};
}

object value_of(const VantageView& vantage) {
    return {{"vantage", name_of(vantage.vantage)},   {"runs_in", name_of(vantage.runs_in)},
            {"state", name_of(vantage.state)},       {"last_error", vantage.last_error},
            {"latency_ms", vantage.latency.count()}, {"median_ms", vantage.median.count()},
            {"p95_ms", vantage.p95.count()},         {"results", vantage.results},
            {"failures", vantage.failures}};
}

object value_of(const EndpointView& endpoint) {
    object value{{"name", endpoint.name},
                 {"address", endpoint.address},
                 {"state", name_of(endpoint.state)},
                 {"last_error", endpoint.last_error},
                 {"latency_ms", endpoint.latency.count()},
                 {"group", endpoint.group},
                 {"vantages", array_of(endpoint.vantages, [](const VantageView& v) { return value_of(v); })},
                 {"certificate_expires", nullptr}};
    if (endpoint.certificate_expires) {
        value["certificate_expires"] = json::value_of(*endpoint.certificate_expires);
    }
    return value;
}

object value_of(const RemedyView& remedy) {
    return {{"kind", name_of(remedy.kind)},
            {"state", name_of(remedy.state)},
            {"sentence", value_of(remedy.sentence)}};
}

object value_of(const Offer& offer) {
    return {{"id", offer.id},
            {"vpn", offer.vpn},
            {"endpoints", array_of(offer.endpoints)},
            {"distros", array_of(offer.distros)},
            {"choices", array_of(offer.choices, [](Choice choice) { return name_of(choice); })},
            {"bypasses_tunnel", offer.bypasses_tunnel},
            {"kind", name_of(offer.kind)}};
}

object value_of(const Snapshot& snapshot) {
    const auto to_value = [](const auto& item) { return value_of(item); };
    return {{"version", c_version},
            {"type", "snapshot"},
            {"health", name_of(snapshot.health)},
            {"headline", value_of(snapshot.headline)},
            {"wsl_running", snapshot.wsl_running},
            {"effective", name_of(snapshot.effective)},
            {"configured", name_of(snapshot.configured)},
            {"distros", array_of(snapshot.distros)},
            {"vpns", array_of(snapshot.vpns, to_value)},
            {"endpoints", array_of(snapshot.endpoints, to_value)},
            {"offer",
             snapshot.offer ? boost::json::value(value_of(*snapshot.offer)) : boost::json::value(nullptr)},
            {"remedies", array_of(snapshot.remedies, to_value)},
            {"can_roll_back", snapshot.can_roll_back},
            {"can_restore", snapshot.can_restore},
            {"settings_error", snapshot.settings_error},
            {"paused", snapshot.paused}};
}

object value_of(const Answer& answer) {
    return {{"version", c_version},
            {"type", "answer"},
            {"number", answer.number},
            {"accepted", answer.accepted},
            {"sentence", value_of(answer.sentence)}};
}

void put(object& request, const AnswerOffer& verb) {
    request["verb"] = "answer_offer";
    request["offer"] = verb.offer;
    request["choice"] = name_of(verb.choice);
}

void put(object& request, const RollBack&) {
    request["verb"] = "roll_back";
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

Sentence sentence_from(Fields& fields) {
    Sentence sentence = json::sentence_from(fields);
    (void)fields.text("text");
    return sentence;
}

VpnView vpn_from(Fields& fields) {
    return {fields.text("name"), fields.text("client"), fields.flag("excluded"),
            fields.choice<VpnKind>("kind")};
}

std::chrono::milliseconds milliseconds_from(Fields& fields, std::string_view name) {
    return std::chrono::milliseconds{fields.number(name, 24ULL * 3600 * 1000)};
}

int count_from(Fields& fields, std::string_view name) {
    return static_cast<int>(fields.number(name, 1'000'000));
}

VantageView vantage_from(Fields& fields) {
    return {fields.choice<Vantage>("vantage"),       fields.choice<RunsIn>("runs_in"),
            fields.choice<EndpointState>("state"),   fields.text("last_error"),
            milliseconds_from(fields, "latency_ms"), milliseconds_from(fields, "median_ms"),
            milliseconds_from(fields, "p95_ms"),     count_from(fields, "results"),
            count_from(fields, "failures")};
}

EndpointView endpoint_from(Fields& fields) {
    return {fields.text("name"),
            fields.text("address"),
            fields.choice<EndpointState>("state"),
            fields.text("last_error"),
            milliseconds_from(fields, "latency_ms"),
            fields.text("group"),
            fields.objects("vantages", vantage_from),
            fields.optional_object("certificate_expires", json::time_from)};
}

RemedyView remedy_from(Fields& fields) {
    return {fields.choice<RemedyKind>("kind"), fields.choice<RemedyState>("state"),
            fields.object("sentence", sentence_from)};
}

Offer offer_from(Fields& fields) {
    return {fields.text("id"),
            fields.text("vpn"),
            fields.texts("endpoints"),
            fields.texts("distros"),
            fields.choices<Choice>("choices"),
            fields.flag("bypasses_tunnel"),
            fields.choice<VpnKind>("kind")};
}

Snapshot snapshot_from(Fields& fields) {
    Snapshot snapshot;
    snapshot.health = fields.choice<Health>("health");
    snapshot.headline = fields.object("headline", sentence_from);
    snapshot.wsl_running = fields.flag("wsl_running");
    snapshot.effective = fields.choice<NetworkingMode>("effective");
    snapshot.configured = fields.choice<NetworkingMode>("configured");
    snapshot.distros = fields.texts("distros");
    snapshot.vpns = fields.objects("vpns", vpn_from);
    snapshot.endpoints = fields.objects("endpoints", endpoint_from);
    snapshot.offer = fields.optional_object("offer", offer_from);
    snapshot.remedies = fields.objects("remedies", remedy_from);
    snapshot.can_roll_back = fields.flag("can_roll_back");
    snapshot.can_restore = fields.flag("can_restore");
    snapshot.settings_error = fields.text("settings_error");
    snapshot.paused = fields.flag("paused");
    return snapshot;
}

std::uint32_t number_from(Fields& fields) {
    return static_cast<std::uint32_t>(fields.number("number", std::numeric_limits<std::uint32_t>::max()));
}

Answer answer_from(Fields& fields) {
    return {number_from(fields), fields.flag("accepted"), fields.object("sentence", sentence_from)};
}

Verb verb_from(Fields& fields) {
    const std::string verb = fields.text("verb");
    if (verb == "answer_offer") {
        return AnswerOffer{fields.text("offer"), fields.choice<Choice>("choice")};
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
    if (verb != "roll_back") {
        fields.refuse("verb", "has the unknown value \"" + verb + "\"");
    }
    return RollBack{};
}

Request request_from(Fields& fields) {
    const std::uint32_t number = number_from(fields);
    return {number, verb_from(fields)};
}

Message message_from(Fields& fields) {
    const std::string type = fields.text("type");
    if (type == "answer") {
        return answer_from(fields);
    }
    if (type != "snapshot") {
        fields.refuse("type", "has the unknown value \"" + type + "\"");
    }
    return snapshot_from(fields);
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

std::string to_json(const Message& message) {
    return std::visit([](const auto& content) { return boost::json::serialize(value_of(content)); }, message);
}

Result<Request> request_from_json(std::string_view text) {
    return read(text, request_from);
}

Result<Message> message_from_json(std::string_view text) {
    return read(text, message_from);
}

} // namespace mirrorwatch::protocol
