#include "common/snapshot_json.hpp"

#include "common/endpoint_json.hpp"
#include "common/finding_json.hpp"
#include "common/remedy_catalogue.hpp"
#include "common/remedy_json.hpp"
#include "common/text.hpp"

namespace mirrorwatch::json {
namespace {

using boost::json::object;
using boost::json::value;
using std::chrono::milliseconds;

constexpr std::uint64_t c_longest_ms = 24ULL * 3600 * 1000;

value spoken_or_null(const std::optional<Message>& sentence) {
    return sentence ? value(spoken(*sentence)) : value(nullptr);
}

template <class E>
value name_or_null(const std::optional<E>& choice) {
    return choice ? value(name_of(*choice)) : value(nullptr);
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
    return {{"kind", row_of(remedy.spec).kind},
            {"state", name_of(remedy.state)},
            {"sentence", spoken(remedy.message)},
            {"vpn", remedy.vpn}};
}

object value_of(const Offer& offer) {
    return {{"id", offer.id},
            {"vpn", offer.vpn},
            {"endpoints", array_of(offer.endpoints)},
            {"distros", array_of(offer.distros)},
            {"choices", array_of(offer.choices, [](const Choice& choice) { return name_of(choice); })},
            {"bypasses_tunnel", offer.bypasses_tunnel},
            {"kind", name_of(offer.kind)},
            {"fault", name_or_null(offer.fault)},
            {"countdown_ms", offer.countdown ? value(offer.countdown->count()) : value(nullptr)},
            {"mode", name_or_null(offer.mode)}};
}

object value_of(const Notice& notice) {
    return {{"id", notice.id}, {"finding", json::value_of(notice.finding)}, {"is_over", notice.is_over}};
}

/// Without the account: it is the reader's own.
object wish_of(const VpnPreference& preference) {
    return {{"vpn", preference.vpn}, {"wish", name_of(preference.preference)}};
}

template <class T>
value value_or_null(const std::optional<T>& part) {
    return part ? value(value_of(*part)) : value(nullptr); // braces would make a list
}

// The members are read in the order written here: a braced list evaluates from left to right.

VpnView vpn_view_from(Fields& fields) {
    return {fields.text("name"), fields.text("client"), fields.flag("excluded"),
            fields.choice<VpnKind>("kind")};
}

milliseconds milliseconds_from(Fields& fields, std::string_view name) {
    return milliseconds{fields.number(name, c_longest_ms)};
}

int count_from(Fields& fields, std::string_view name) {
    return static_cast<int>(fields.number(name, 1'000'000));
}

VantageView vantage_view_from(Fields& fields) {
    return {fields.choice<Vantage>("vantage"),       fields.choice<RunsIn>("runs_in"),
            fields.choice<EndpointState>("state"),   fields.text("last_error"),
            milliseconds_from(fields, "latency_ms"), milliseconds_from(fields, "median_ms"),
            milliseconds_from(fields, "p95_ms"),     count_from(fields, "results"),
            count_from(fields, "failures")};
}

EndpointView endpoint_view_from(Fields& fields) {
    return {fields.text("name"),
            fields.text("address"),
            fields.choice<EndpointState>("state"),
            fields.text("last_error"),
            milliseconds_from(fields, "latency_ms"),
            fields.text("group"),
            fields.objects("vantages", vantage_view_from),
            fields.optional_object("certificate_expires", time_from)};
}

RemedyView remedy_view_from(Fields& fields) {
    return {kind_from(fields), fields.choice<RemedyState>("state"), fields.object("sentence", spoken_from),
            fields.text("vpn")};
}

Offer offer_from(Fields& fields) {
    Offer offer{fields.text("id"),
                fields.text("vpn"),
                fields.texts("endpoints"),
                fields.texts("distros"),
                choices_from(fields, "choices"),
                fields.flag("bypasses_tunnel"),
                fields.choice<VpnKind>("kind"),
                fields.optional_choice<Fault>("fault")};
    if (!fields.is_null("countdown_ms")) {
        offer.countdown = milliseconds_from(fields, "countdown_ms");
    }
    offer.mode = fields.optional_choice<NetworkingMode>("mode");
    return offer;
}

FindingView finding_view_from(Fields& fields) {
    return {finding_from(fields), remedies_from(fields, "remedies"),
            fields.optional_object("not_yet", spoken_from)};
}

Notice notice_from(Fields& fields) {
    return {fields.text("id"), fields.object("finding", finding_from), fields.flag("is_over")};
}

VpnPreference own_wish_from(Fields& fields) {
    return {{}, fields.text("vpn"), fields.choice<Preference>("wish")};
}

} // namespace

object spoken(const Message& sentence) {
    object value = value_of(sentence);
    value["text"] = text::to_text(sentence); // for readers that are not programs of ours
    return value;
}

Message spoken_from(Fields& fields) {
    Message sentence = sentence_from(fields);
    (void)fields.text("text");
    return sentence;
}

object value_of(const FindingView& view) {
    object value = value_of(view.finding);
    value["remedies"] =
        array_of(view.remedies, [](const RemedySpec& remedy) { return row_of(remedy).choice; });
    value["not_yet"] = spoken_or_null(view.not_yet);
    return value;
}

object value_of(const Snapshot& snapshot) {
    const auto to_value = [](const auto& item) { return value_of(item); };
    return {{"health", name_of(snapshot.health)},
            {"headline", spoken(snapshot.headline)},
            {"wsl_running", snapshot.wsl_running},
            {"effective", name_of(snapshot.effective)},
            {"configured", name_of(snapshot.configured)},
            {"distros", array_of(snapshot.distros)},
            {"vpns", array_of(snapshot.vpns, to_value)},
            {"endpoints", array_of(snapshot.endpoints, to_value)},
            {"offer", value_or_null(snapshot.offer)},
            {"remedies", array_of(snapshot.remedies, to_value)},
            {"can_roll_back", snapshot.can_roll_back},
            {"can_restore", snapshot.can_restore},
            {"settings_error", snapshot.settings_error},
            {"paused", snapshot.paused},
            {"findings", array_of(snapshot.findings, to_value)},
            {"notice", value_or_null(snapshot.notice)},
            {"wishes", array_of(snapshot.preferences, wish_of)}};
}

Snapshot snapshot_from(Fields& fields) {
    Snapshot snapshot;
    snapshot.health = fields.choice<Health>("health");
    snapshot.headline = fields.object("headline", spoken_from);
    snapshot.wsl_running = fields.flag("wsl_running");
    snapshot.effective = fields.choice<NetworkingMode>("effective");
    snapshot.configured = fields.choice<NetworkingMode>("configured");
    snapshot.distros = fields.texts("distros");
    snapshot.vpns = fields.objects("vpns", vpn_view_from);
    snapshot.endpoints = fields.objects("endpoints", endpoint_view_from);
    snapshot.offer = fields.optional_object("offer", offer_from);
    snapshot.remedies = fields.objects("remedies", remedy_view_from);
    snapshot.can_roll_back = fields.flag("can_roll_back");
    snapshot.can_restore = fields.flag("can_restore");
    snapshot.settings_error = fields.text("settings_error");
    snapshot.paused = fields.flag("paused");
    snapshot.findings = fields.objects("findings", finding_view_from);
    snapshot.notice = fields.optional_object("notice", notice_from);
    snapshot.preferences = fields.objects("wishes", own_wish_from);
    return snapshot;
}

} // namespace mirrorwatch::json
